"""Invoices and quotes as the wire shows them. Source: docs/reference/wherefour.md 3.8."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import shown_addresses_of
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.customers.shown import shown_customers
from stocktake.vendors.wherefour.line_items.rows import LineItems
from stocktake.vendors.wherefour.line_items.totals import totals
from stocktake.vendors.wherefour.settings import delivery_methods

_DECIMALS = frozenset(columns("subtotal discount tax shipping total"))
_ADDRESSES = columns("billing_address shipping_address")
_SELECT = """
SELECT d.*, sp.name AS salesperson_name, sc.name AS sales_channel, pt.name AS payment_term
"""
_JOINED = """
LEFT JOIN wherefour_salesperson sp ON sp.id = d.salesperson_id
LEFT JOIN wherefour_sales_channel sc ON sc.id = d.sales_channel_id
LEFT JOIN wherefour_payment_term pt ON pt.id = d.payment_term_id
WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id
"""


def shown_headers(
    world: World, table: str, lines: LineItems, *, ids: Sequence[int], names: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return invoices or quotes as the wire shows them, without their lines, by id ascending.

    `table` is a literal, `FROM table d`; `names` are the columns that are shown (3.8).
    """
    rows = world.all(_SELECT + table + _JOINED, (json.dumps(list(ids)),))
    sums = totals(world, lines, documents=rows)
    customers = shown_customers(world, [row["customer_id"] for row in rows])
    methods = delivery_methods(world)
    addresses = shown_addresses_of(world, rows, _ADDRESSES)
    return [
        wire.spell_row(row | sums[row["id"]], names, decimals=_DECIMALS)
        | {"customer": customers[row["customer_id"]]}
        | own
        | _named(row, methods)
        for row, own in zip(rows, addresses, strict=True)
    ]


def _named(row: Mapping[str, Any], methods: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "delivery_method": methods.get(row["delivery_method_id"]),
        "salesperson": row["salesperson_name"] or "",
        "payment_term": row["payment_term"] or "",
    }
