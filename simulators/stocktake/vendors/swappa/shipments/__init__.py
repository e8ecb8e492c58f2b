"""Parcels of an order, with the IMEI of each device. Source: docs/reference/channels.md 3."""
