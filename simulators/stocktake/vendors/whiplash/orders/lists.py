"""Lists of orders: all, of a status, by any attribute.

Source: docs/reference/whiplash.md 1.5, 3.2.
"""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.lists import ListQuery, Query, count_rows, list_page

from .shown import ATTRIBUTES, show_orders
from .statuses import code_of

_ALL = ListQuery(table="whiplash_order t", where="t.customer_id = :customer", attributes=ATTRIBUTES)
_OF_STATUS = ListQuery(
    table="whiplash_order t",
    where="t.customer_id = :customer AND t.status = :named",
    attributes=ATTRIBUTES,
)


def list_orders(world: World, call: Call, **query: Any) -> Page:
    """List the account's orders, the last changed first."""
    return _page(world, call, _ALL, query)


def count_orders(world: World, call: Call, **query: Any) -> int:
    """Count the account's orders: a bare number."""
    account: Account = call.account
    return count_rows(world, _ALL, _read_statuses(query), customer=account.customer_id)


def list_orders_by_status(world: World, call: Call, *, status: str, **query: Any) -> Page:
    """List the orders of a status, given as a number or a name."""
    return _page(world, call, _OF_STATUS, query, named=code_of(status))


def _page(world: World, call: Call, listing: ListQuery, query: Query, **values: Any) -> Page:
    account: Account = call.account
    bound = {"customer": account.customer_id, **values}
    return list_page(world, listing, _read_statuses(query), show=show_orders, **bound)


def _read_statuses(query: Query) -> Query:
    """Return the query with statuses as numbers, 0 for an unknown one: no order has it."""
    texts = [text for text in query.get("status", ()) if text]
    return {**query, "status": [str(code_of(text) or 0) for text in texts]}


HANDLERS = (list_orders, count_orders, list_orders_by_status)
