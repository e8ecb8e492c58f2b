"""The statuses of orders, and what follows from them. Source: docs/reference/channels.md 4.2."""

AWAITING_PAYMENT = "awaiting_payment"
AWAITING_SHIPMENT = "awaiting_shipment"
ON_HOLD = "on_hold"
SHIPPED = "shipped"
CANCELLED = "cancelled"

OPEN = frozenset({AWAITING_PAYMENT, AWAITING_SHIPMENT, ON_HOLD})
"""Of orders that can be changed."""

SETTABLE = OPEN | {CANCELLED}
"""What a client may write; only a label or a mark ships."""
