"""Custom Stores: an integrator's own URL, which ShipStation asks for orders and tells of shipments.

Source: docs/reference/channels.md 4.6. Off unless the quirk `shipstation.custom_store` is on.
"""
