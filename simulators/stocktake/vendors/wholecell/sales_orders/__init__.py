"""Sales orders: what was ordered, the units committed to it, and what left the building.

Source: docs/reference/wholecell.md 7.
"""
