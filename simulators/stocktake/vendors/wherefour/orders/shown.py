"""Orders as the wire shows them, whole and inside other documents.

Source: docs/reference/wherefour.md 3.7.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import shown_addresses_of
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.customers.shown import shown_customers
from stocktake.vendors.wherefour.line_items.shown import shown_custom_lines, shown_lines
from stocktake.vendors.wherefour.line_items.totals import totals
from stocktake.vendors.wherefour.settings import delivery_methods

from .lines import ORDER_LINES
from .rows import find_orders

_DECIMALS = frozenset(columns("discount tax shipping subtotal total"))
_WHOLE = columns("""
id order_date produce_date deliver_date ship_date po_number status order_status_id origin
invoiced salesperson_id salesperson_name delivery_method_id instructions internal_notes
subtotal discount tax shipping total order_number payment_term_id created_at updated_at
invoiced_at sales_channel
""")
_EMBEDDED = columns("""
id order_date produce_date deliver_date po_number status salesperson_id salesperson_name
delivery_method_id instructions subtotal discount tax shipping total order_number
payment_term_id created_at updated_at invoiced_at
""")
_ADDRESSES = columns("billing_address shipping_address ship_from_address")


def shown_orders(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return orders as the wire shows them, whole, by id ascending (3.7)."""
    rows = find_orders(world, ids)
    customers = shown_customers(world, [row["customer_id"] for row in rows])
    methods = delivery_methods(world)
    items = shown_lines(world, ORDER_LINES, ids=ids)
    custom = shown_custom_lines(world, ORDER_LINES, ids=ids)
    sums = totals(world, ORDER_LINES, documents=rows)
    addresses = shown_addresses_of(world, rows, _ADDRESSES)
    return [
        _spell(row | sums[row["id"]], _WHOLE)
        | {"customer": customers[row["customer_id"]]}
        | own
        | {
            "delivery_method": methods.get(row["delivery_method_id"]),
            "salesperson": row["salesperson_name"] or "",
            "payment_term": row["payment_term"] or "",
            "order_items": items.get(row["id"], []),
            "custom_line_items": custom.get(row["id"], []),
        }
        for row, own in zip(rows, addresses, strict=True)
    ]


def embedded_orders(
    world: World, ids: Sequence[int], *, names: tuple[str, ...] = _EMBEDDED
) -> dict[int, dict[str, Any]]:
    """Return orders as their shipments carry them, by id, or with other columns (3.7)."""
    rows = find_orders(world, ids)
    sums = totals(world, ORDER_LINES, documents=rows)
    return {row["id"]: _spell(row | sums[row["id"]], names) for row in rows}


def _spell(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return wire.spell_row(row, names, decimals=_DECIMALS, flags=frozenset(("invoiced",)))
