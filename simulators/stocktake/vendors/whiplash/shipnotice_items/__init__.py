"""Ship notice items: the lines of ship notices. Source: docs/reference/whiplash.md 5."""
