"""Lists of orders: all, of a status, by any attribute.

Source: docs/reference/whiplash.md 1.5, 3.2.
"""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from .access import Account
from .lists import Listing, Wanted, counted, listed
from .order_rows import ATTRIBUTES, shown_orders
from .order_status import code_of

_ALL = Listing(table="whiplash_order t", where="t.customer_id = :customer", attributes=ATTRIBUTES)
_OF_STATUS = Listing(
    table="whiplash_order t",
    where="t.customer_id = :customer AND t.status = :named",
    attributes=ATTRIBUTES,
)


def list_orders(world: World, call: Call, **wanted: Any) -> Page:
    """List the account's orders, those changed last first."""
    return _page(world, call, _ALL, wanted)


def count_orders(world: World, call: Call, **wanted: Any) -> int:
    """Count the account's orders: a bare number."""
    account: Account = call.account
    return counted(world, _ALL, _read(wanted), customer=account.customer_id)


def list_orders_by_status(world: World, call: Call, *, status: str, **wanted: Any) -> Page:
    """List the orders of a status, which a number or a name says."""
    return _page(world, call, _OF_STATUS, wanted, named=code_of(status))


def _page(world: World, call: Call, listing: Listing, wanted: Wanted, **values: Any) -> Page:
    account: Account = call.account
    bound = {"customer": account.customer_id, **values}
    return listed(world, listing, _read(wanted), show=shown_orders, **bound)


def _read(wanted: Wanted) -> Wanted:
    """Return what is wanted with statuses as numbers; one that nobody knows is none's."""
    texts = [text for text in wanted.get("status", ()) if text]
    return {**wanted, "status": [str(code_of(text) or 0) for text in texts]}


HANDLERS = (list_orders, count_orders, list_orders_by_status)
