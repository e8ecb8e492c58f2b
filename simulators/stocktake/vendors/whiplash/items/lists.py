"""Lists of items: all, by SKU, by group, on their way, in bundles, the bundles themselves.

Source: docs/reference/whiplash.md 1.5, 2.2; a deactivated item is in none of them (2.4).
"""

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import wire
from .access import Account
from .item_rows import ATTRIBUTES, shown_items
from .lists import Listing, Wanted, counted, listed

_ACTIVE = "t.customer_id = :customer AND t.deactivated_at IS NULL"


def _listing(where: str = "") -> Listing:
    return Listing(table="whiplash_listed_item t", where=_ACTIVE + where, attributes=ATTRIBUTES)


_ALL = _listing()
_OF_SKU = _listing(" AND t.sku = :named")
_OF_GROUP = _listing(
    " AND EXISTS (SELECT 1 FROM whiplash_item_originator o"
    " WHERE o.item_id = t.id AND o.group_id = :named)"
)
# On a notice that is no draft, was not given up and is not completed, and not all came yet (5.3).
_INBOUND = _listing(
    " AND EXISTS (SELECT 1 FROM whiplash_shipnotice_item l"
    " JOIN whiplash_shipnotice n ON n.id = l.shipnotice_id WHERE l.item_id = t.id"
    " AND n.status < 300 AND n.status NOT IN (50, 105) AND l.quantity > l.quantity_good)"
)
_IN_BUNDLES = _listing(
    " AND EXISTS (SELECT 1 FROM whiplash_bundle_item b"
    " JOIN whiplash_item whole ON whole.id = b.bundle_id"
    " WHERE b.item_id = t.id AND whole.is_bundle AND whole.deactivated_at IS NULL)"
)
_BUNDLES = _listing(" AND t.is_bundle")


def list_items(world: World, call: Call, **wanted: str | list[str]) -> Page:
    """List the account's items, those changed last first."""
    return _page(world, call, _ALL, wanted)


def count_items(world: World, call: Call, **wanted: str | list[str]) -> int:
    """Count the account's items: a bare number."""
    account: Account = call.account
    return counted(world, _ALL, wanted, customer=account.customer_id)


def find_items_by_sku(world: World, call: Call, *, sku: str = "", **wanted: str) -> Page:
    """List the items that carry the SKU of the query."""
    return _page(world, call, _OF_SKU, wanted, named=sku)


def list_items_by_sku(world: World, call: Call, *, sku: str, **wanted: str) -> Page:
    """List the items that carry the SKU of the path."""
    return _named(world, call, _OF_SKU, wanted, segment=sku)


def list_items_by_group(world: World, call: Call, *, group_id: str, **wanted: str) -> Page:
    """List the items that a shop put into one group."""
    return _named(world, call, _OF_GROUP, wanted, segment=group_id)


def list_inbound_items(world: World, call: Call, **wanted: str) -> Page:
    """List the items that are on their way to a warehouse."""
    return _page(world, call, _INBOUND, wanted)


def list_items_in_bundles(world: World, call: Call, **wanted: str) -> Page:
    """List the items that bundles are made of."""
    return _page(world, call, _IN_BUNDLES, wanted)


def list_bundles(world: World, call: Call, **wanted: str) -> Page:
    """List the items that stand for others."""
    return _page(world, call, _BUNDLES, wanted)


def _named(world: World, call: Call, listing: Listing, wanted: Wanted, *, segment: str) -> Page:
    """List what a word of the path names, in the first of its readings that names anything."""
    account: Account = call.account
    for word in wire.words(segment):
        values = {"customer": account.customer_id, "named": word}
        if counted(world, listing, {}, **values):
            break
    return _page(world, call, listing, wanted, named=word)


def _page(world: World, call: Call, listing: Listing, wanted: Wanted, **values: str) -> Page:
    account: Account = call.account
    bound = {"customer": account.customer_id, **values}
    return listed(world, listing, wanted, show=shown_items, **bound)


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
