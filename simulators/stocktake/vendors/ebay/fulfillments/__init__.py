"""Shipping fulfillments: parcels of an order. Source: docs/reference/channels.md 2.4."""
