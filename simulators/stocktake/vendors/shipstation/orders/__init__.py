"""Orders: what a hub sends here or a marketplace connection brings in, to be shipped."""
