"""The account's settings pages: API Apps, statuses, locations.

Source: docs/reference/wholecell.md 1, 2.3, 7.1.
"""
