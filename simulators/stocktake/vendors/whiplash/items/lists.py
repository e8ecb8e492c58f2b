"""Lists of items: all, by SKU, by group, inbound, in bundles, and the bundles themselves.

Source: docs/reference/whiplash.md 1.5, 2.2. A deactivated item is in none of them (2.4).
"""

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.lists import ListQuery, Query, count_rows, is_empty, list_page

from .shown import ATTRIBUTES, show_items

_ACTIVE = "t.customer_id = :customer AND t.deactivated_at IS NULL"
# The plus keeps SQLite from reading all items of the account where few are meant: it begins there.
_FEW = "+t.customer_id = :customer AND t.deactivated_at IS NULL"


def _listing(where: str = "", *, active: str = _ACTIVE) -> ListQuery:
    return ListQuery(table="whiplash_listed_item t", where=active + where, attributes=ATTRIBUTES)


_ALL = _listing()
_OF_SKU = _listing(" AND t.sku = :named", active=_FEW)
_OF_GROUP = _listing(
    " AND t.id IN (SELECT o.item_id FROM whiplash_item_originator o WHERE o.group_id = :named)",
    active=_FEW,
)
# On an open ship notice, neither a draft nor given up, and not all of it came yet (5.3).
_INBOUND = _listing(
    " AND t.id IN (SELECT l.item_id FROM whiplash_shipnotice n"
    " CROSS JOIN whiplash_shipnotice_item l ON l.shipnotice_id = n.id"
    " WHERE n.status < 300 AND n.status NOT IN (50, 105) AND l.quantity > l.quantity_good)",
    active=_FEW,
)
_IN_BUNDLES = _listing(
    " AND EXISTS (SELECT 1 FROM whiplash_bundle_item b"
    " JOIN whiplash_item bundle ON bundle.id = b.bundle_id"
    " WHERE b.item_id = t.id AND bundle.is_bundle AND bundle.deactivated_at IS NULL)"
)
_BUNDLES = _listing(" AND t.is_bundle")


def list_items(world: World, call: Call, **query: str | list[str]) -> Page:
    """List the account's items, the last changed first."""
    return _page(world, call, _ALL, query)


def count_items(world: World, call: Call, **query: str | list[str]) -> int:
    """Count the account's items: a bare number."""
    account: Account = call.account
    return count_rows(world, _ALL, query, customer=account.customer_id)


def find_items_by_sku(world: World, call: Call, *, sku: str = "", **query: str) -> Page:
    """List the items with the SKU of the query."""
    return _page(world, call, _OF_SKU, query, named=sku)


def list_items_by_sku(world: World, call: Call, *, sku: str, **query: str) -> Page:
    """List the items with the SKU of the path."""
    return _named(world, call, _OF_SKU, query, segment=sku)


def list_items_by_group(world: World, call: Call, *, group_id: str, **query: str) -> Page:
    """List the items that a shop put into one group."""
    return _named(world, call, _OF_GROUP, query, segment=group_id)


def list_inbound_items(world: World, call: Call, **query: str) -> Page:
    """List the items that are on their way to a warehouse."""
    return _page(world, call, _INBOUND, query)


def list_items_in_bundles(world: World, call: Call, **query: str) -> Page:
    """List the items that are components of bundles."""
    return _page(world, call, _IN_BUNDLES, query)


def list_bundles(world: World, call: Call, **query: str) -> Page:
    """List the items that are bundles."""
    return _page(world, call, _BUNDLES, query)


def _named(world: World, call: Call, listing: ListQuery, query: Query, *, segment: str) -> Page:
    """List what a word of the path names, in the first of its readings that names anything."""
    account: Account = call.account
    for word in wire.read_segment(segment):
        values = {"customer": account.customer_id, "named": word}
        if not is_empty(world, listing, **values):
            break
    return _page(world, call, listing, query, named=word)


def _page(world: World, call: Call, listing: ListQuery, query: Query, **values: str) -> Page:
    account: Account = call.account
    bound = {"customer": account.customer_id, **values}
    return list_page(world, listing, query, show=show_items, **bound)


HANDLERS = (
    list_items,
    count_items,
    find_items_by_sku,
    list_items_by_sku,
    list_items_by_group,
    list_inbound_items,
    list_items_in_bundles,
    list_bundles,
)
