"""Inventory items. Source: docs/reference/channels.md 2.3."""
