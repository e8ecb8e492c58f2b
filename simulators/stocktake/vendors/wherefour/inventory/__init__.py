"""Inventory items, their units and custom fields. Source: docs/reference/wherefour.md 3.4."""
