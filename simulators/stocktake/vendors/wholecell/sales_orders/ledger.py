"""What the ledger notes when an order changes: demand, shipments, units that leave.

Source: docs/reference/wholecell.md 7.1; docs/reference/duties.md D1.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.wholecell.inventories.ledger import record_stock

_Positions = dict[str, Counter[tuple[str | None, int | None, str | None]]]

_POSITIONS = """
SELECT o.transaction_number AS reference, v.id AS variation_id, v.sku, li.quantity,
  o.shipped_at IS NOT NULL AS shipped, s.open OR o.shipped_at IS NOT NULL AS wanted
FROM wholecell_sales_order_item li
LEFT JOIN wholecell_product_variation v ON v.id = li.product_variation_id
JOIN wholecell_sales_order o ON o.id = li.sales_order_id
JOIN wholecell_status s ON s.id = o.status_id
WHERE o.id = ? ORDER BY li.position, li.id
"""


@contextmanager
def record_order(world: World, order_id: int, units: Sequence[int] = ()) -> Iterator[None]:
    """Note what the block changes of an order, of its units and of those named by id."""
    before = _positions(world, order_id)
    named = world.value(
        "SELECT transaction_number FROM wholecell_sales_order WHERE id = ?", (order_id,)
    )
    held = world.all("SELECT id FROM wholecell_inventory WHERE order_id = ?", (order_id,))
    touched = list(dict.fromkeys([*(row["id"] for row in held), *units]))
    with record_stock(world, touched, reference=named or str(order_id)):
        yield
    for what, after in _positions(world, order_id).items():
        earlier = before[what]
        for key in dict.fromkeys([*earlier, *after]):
            delta = after[key] - earlier[key]
            if delta:
                reference, variation, sku = key
                world.note(
                    "wholecell", what, sku=sku, good=variation,
                    reference=reference, document=order_id, delta=delta * MICRO,
                )  # fmt: skip


def _positions(world: World, order_id: int) -> _Positions:
    """Return what the order asks for and what of it has left, by reference and variation."""
    positions: _Positions = {"demand": Counter(), "shipment": Counter()}
    for row in world.all(_POSITIONS, (order_id,)):
        key = (row["reference"], row["variation_id"], row["sku"])
        if row["wanted"]:
            positions["demand"][key] += row["quantity"]
        if row["shipped"]:
            positions["shipment"][key] += row["quantity"]
    return positions
