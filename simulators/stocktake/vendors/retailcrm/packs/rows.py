"""Finding and writing packs, with their history. Source: docs/reference/warehouse-module.md 7.9."""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Source

from .history import record_changes, record_creation, record_deletion
from .shown import Pack

# SELECT and FROM of a pack with the item, the order and the offer that it belongs to.
SELECT = (
    "SELECT pack.*, item.offer_id, item.order_id, item.external_ids, crm_order.site, offer.unit,"
    " offer.xml_id, offer.external_id"
)
FROM = (
    "FROM retailcrm_pack pack"
    " JOIN retailcrm_order_item item ON item.id = pack.item_id"
    " JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
    " LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id"
)


def find_pack(world: World, pack_id: int) -> Pack | None:
    """Return a pack, None when there is none with this id."""
    return world.find(f"{SELECT} {FROM} WHERE pack.id = ?", (pack_id,))


def add_pack(world: World, columns: dict[str, Any], *, source: Source) -> int:
    """Write a new pack and the records of it; return its id."""
    pack_id = world.insert("retailcrm_pack", created_at=world.now, **columns)
    pack = world.one(f"{SELECT} {FROM} WHERE pack.id = ?", (pack_id,))
    record_creation(world, pack, source=source)
    return pack_id


def change_pack(world: World, pack: Pack, columns: dict[str, Any], *, source: Source) -> None:
    """Write what differs, with a record for each field."""
    changed = {name: value for name, value in columns.items() if value != pack[name]}
    if changed:
        world.update("retailcrm_pack", pack["id"], **changed)
    record_changes(world, pack, changed, source=source)


def delete_pack(world: World, pack: Pack, *, source: Source) -> None:
    """Delete a pack, with a record."""
    record_deletion(world, pack, source=source)
    world.run("DELETE FROM retailcrm_pack WHERE id = ?", (pack["id"],))


def delete_packs_of(world: World, item_id: int, *, source: Source) -> None:
    """Delete the packs of an item that is deleted from its order."""
    query = f"{SELECT} {FROM} WHERE item.id = ? ORDER BY pack.id"
    for pack in world.all(query, (item_id,)):
        delete_pack(world, pack, source=source)
