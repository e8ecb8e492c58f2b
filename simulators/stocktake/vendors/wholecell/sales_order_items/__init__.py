"""Sales order items: product and quantity as ordered, with the units committed to each.

Source: docs/reference/wholecell.md 7.1, 7.2, 8.5.
"""
