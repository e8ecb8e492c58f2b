"""Inventories: one inventory is one unit, a serialized device.

Source: docs/reference/wholecell.md 2.
"""
