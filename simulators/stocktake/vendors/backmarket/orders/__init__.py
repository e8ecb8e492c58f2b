"""Orders, their lines and the states of both. Source: docs/reference/channels.md 1.3."""
