"""Reference data of the account: stores, shops, and the dictionaries of codes."""
