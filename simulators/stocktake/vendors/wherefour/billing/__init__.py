"""Invoices, quotes and credits. Source: docs/reference/wherefour.md 3.8, 3.9 and 5.6 to 5.8."""
