"""States of lines and of orders: 8 and 9 mean different things on the two levels.

Source: docs/reference/channels.md 1.3. An order's state is worked out in `backmarket_stated_order`.
"""

NEW, PAID, ACCEPTED, SHIPPED, CANCELLED = 0, 1, 2, 3, 4
REFUNDED_BEFORE, REFUNDED_AFTER, NOT_PAID, WAITS_FOR_PAYMENT, ON_HOLD = 5, 6, 7, 8, 9
UNPAID = frozenset({NEW, WAITS_FOR_PAYMENT, ON_HOLD})

ORDER_TO_SHIP = 3
HIDDEN = frozenset({0, 8})
"""States of orders that a list leaves out unless they are asked for."""

REFUNDED_FROM = {PAID: CANCELLED, ACCEPTED: REFUNDED_BEFORE, SHIPPED: REFUNDED_AFTER}
"""What a line is in once it was paid back whole, by what it was in."""
CANCELLED_FROM = dict.fromkeys(UNPAID, NOT_PAID) | {
    PAID: CANCELLED, ACCEPTED: REFUNDED_BEFORE,
}  # fmt: skip
"""What a line is in once its buyer does not want it any more."""
