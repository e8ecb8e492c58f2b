"""Units that come into a building or leave it, for the ledger.

Source: docs/reference/whiplash.md 2.6; docs/reference/duties.md D1.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from stocktake.core.held import Held, note_held
from stocktake.core.world import World
from stocktake.rules.quantity import MICRO


def note_stock(
    world: World, item_id: int, warehouse_id: int, *, delta: int, reference: str | None
) -> None:
    """Note that units came into a building or left it; call it after the shelf has changed.

    Batching moves units inside the building, so it is no change of stock.
    """
    sku = world.value("SELECT sku FROM whiplash_item WHERE id = ?", (item_id,))
    place = world.value("SELECT name FROM whiplash_warehouse WHERE id = ?", (warehouse_id,))
    physical = world.value(
        "SELECT coalesce(sum(quantity), 0) FROM ("
        " SELECT quantity FROM whiplash_shelf WHERE item_id = ?1 AND warehouse_id = ?2 UNION ALL"
        " SELECT quantity FROM whiplash_demand"
        " WHERE item_id = ?1 AND warehouse_id = ?2 AND batched)",
        (item_id, warehouse_id),
    )
    world.note(
        "whiplash", "stock", place=place, sku=sku, good=item_id, reference=reference,
        delta=delta * MICRO, after=physical * MICRO,
    )  # fmt: skip


@contextmanager
def record_held(world: World, items: Iterable[int], *, reference: str | None) -> Iterator[None]:
    """Note how the block changes what of these items is there and may not be sold."""
    ids = json.dumps(sorted(set(items)))
    before = _held(world, ids)
    yield
    note_held(world, "whiplash", before=before, after=_held(world, ids), reference=reference)


# Physical less sellable, as the views have it (views.py): of an item that is deactivated or a twin
# all that its orders do not ask for, of any other what ordered bundles keep.
_HELD = """
WITH held AS (
  SELECT item_id, warehouse_id, quantity AS physical, 0 AS bundled, 0 AS asked
  FROM whiplash_shelf WHERE item_id IN (SELECT value FROM json_each(?1))
  UNION ALL
  SELECT item_id, warehouse_id, batched * quantity, (bundle_id IS NOT NULL) * quantity,
    (bundle_id IS NULL) * quantity
  FROM whiplash_demand WHERE item_id IN (SELECT value FROM json_each(?1))
)
SELECT i.id, i.sku, coalesce(w.name, '') AS place,
  sum(CASE WHEN i.deactivated_at IS NOT NULL OR EXISTS (SELECT 1 FROM whiplash_item twin
      WHERE twin.sku = i.sku AND twin.id <> i.id AND twin.deactivated_at IS NULL)
    THEN h.physical - h.asked ELSE h.bundled END) AS held
FROM held h
JOIN whiplash_item i ON i.id = h.item_id AND i.sku IS NOT NULL AND NOT i.is_bundle
LEFT JOIN whiplash_warehouse w ON w.id = h.warehouse_id
GROUP BY i.id, w.name
"""


def _held(world: World, ids: str) -> Held:
    return {
        (row["place"], str(row["id"])): (row["held"] * MICRO, row["sku"])
        for row in world.all(_HELD, (ids,))
        if row["held"]
    }


@contextmanager
def record_bundles(world: World, bundles: Iterable[int]) -> Iterator[None]:
    """Note how the block changes what can be assembled of bundles: the rest may not be sold."""
    ids = json.dumps(sorted(set(bundles)))
    before = _assembled(world, ids)
    yield
    after = _assembled(world, ids)
    for bundle, (quantity, sku) in after.items():
        if less := before[bundle][0] - quantity:
            world.note(
                "whiplash", "held", place="", sku=sku, good=bundle, reference=None,
                delta=less * MICRO,
            )  # fmt: skip


def _assembled(world: World, ids: str) -> dict[int, tuple[int, str]]:
    rows = world.all(
        "SELECT id, sku, quantity FROM whiplash_listed_item"
        " WHERE is_bundle AND deactivated_at IS NULL AND sku IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    return {row["id"]: (row["quantity"], row["sku"]) for row in rows}
