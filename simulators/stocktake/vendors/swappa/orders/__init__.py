"""Orders of buyers. Source: docs/reference/channels.md 3, 12."""
