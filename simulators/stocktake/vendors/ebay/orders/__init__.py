"""Orders of buyers. Source: docs/reference/channels.md 2.4."""
