"""Shipments, and the auto-ship that makes them. Source: docs/reference/wherefour.md 3.10, 5.1."""
