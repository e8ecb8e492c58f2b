"""The catalog: products and their variations (product, grade, conditions), which carry the SKUs.

Source: docs/reference/wholecell.md 2.1, 2.3, 11.3.
"""
