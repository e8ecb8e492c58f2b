"""Dictionaries of the account."""
