"""Web hooks: addresses that a merchant registers, and the callbacks sent to them.

Source: docs/reference/whiplash.md 8.
"""
