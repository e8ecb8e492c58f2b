"""Sales channels as this account knows them: names of orders, and whose listings were asked for.

Source: docs/reference/wholecell.md 8; docs/reference/channels.md 13.
"""
