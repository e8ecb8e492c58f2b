"""Order items: the lines of orders. Source: docs/reference/whiplash.md 4."""
