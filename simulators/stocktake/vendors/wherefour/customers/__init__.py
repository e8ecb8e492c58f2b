"""Customers and their addresses. Source: docs/reference/wherefour.md 3.1, 3.2 and 4."""
