"""Orders in the database: found, and written with their lines.

Source: docs/reference/wherefour.md 4, 5.2 and 5.8.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.errors import not_found
from stocktake.vendors.wherefour.line_items.rows import change_lines, require_line
from stocktake.vendors.wherefour.line_items.totals import refuse_absurd_totals

from .ledger import Demand, note_demand
from .lines import ORDER_LINES


def find_orders(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the rows of orders with the names of what they refer to, by id ascending."""
    return world.all(
        "SELECT o.*, lower(st.name) AS status, sp.name AS salesperson_name,"
        " sc.name AS sales_channel, pt.name AS payment_term FROM wherefour_order o"
        " JOIN wherefour_order_status st ON st.id = o.order_status_id"
        " LEFT JOIN wherefour_salesperson sp ON sp.id = o.salesperson_id"
        " LEFT JOIN wherefour_sales_channel sc ON sc.id = o.sales_channel_id"
        " LEFT JOIN wherefour_payment_term pt ON pt.id = o.payment_term_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) ORDER BY o.id",
        (json.dumps(list(ids)),),
    )


def order_of_customer(world: World, customer_id: int, *, order_id: int) -> dict[str, Any]:
    """Return an order's row with its status; NotFound when it is not this customer's (4)."""
    rows = find_orders(world, [order_id])
    if not rows or rows[0]["customer_id"] != customer_id:
        raise not_found()
    return rows[0]


def status_named(world: World, name: str) -> int | None:
    """Return the id of the order status of this name, in any case; None without one (5.2)."""
    rows = world.all("SELECT id, name FROM wherefour_order_status ORDER BY position, id")
    return next((row["id"] for row in rows if row["name"].casefold() == name.casefold()), None)


def write_lines(world: World, order_id: int, body: wire.Body, *, before: Demand) -> bool:
    """Change an order's lines as a body says, and note what its demand became (5.8).

    `before` is its demand before anything of the request was written. Return whether a line is
    other than before.
    """
    changed = change_lines(world, ORDER_LINES, document_id=order_id, body=body)
    require_line(world, ORDER_LINES, document_id=order_id)
    document = world.one("SELECT * FROM wherefour_order WHERE id = ?", (order_id,))
    refuse_absurd_totals(world, ORDER_LINES, document=document)
    note_demand(world, order_id, before=before)
    return changed
