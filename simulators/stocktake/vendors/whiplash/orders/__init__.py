"""Orders: placed by a merchant, assigned to a warehouse, packed and shipped by its staff.

Source: docs/reference/whiplash.md 3.
"""
