"""Stock: units on shelves, what is promised of them, and the transactions that explain changes.

Source: docs/reference/whiplash.md 2.5, 2.6.
"""
