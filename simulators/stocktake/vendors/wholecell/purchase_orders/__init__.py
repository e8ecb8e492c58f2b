"""Purchase orders: what was bought and from whom; units come in on them, one by one.

Source: docs/reference/wholecell.md 6.
"""
