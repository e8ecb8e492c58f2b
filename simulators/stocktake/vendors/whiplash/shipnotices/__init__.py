"""Ship notices: what a merchant announces to a warehouse, and how its staff receive it.

Source: docs/reference/whiplash.md 5.
"""
