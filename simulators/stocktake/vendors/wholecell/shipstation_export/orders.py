"""Which orders ShipStation has. Source: docs/reference/wholecell.md 9; channels.md 4.6, 14.4."""

from stocktake.core.world import World
from stocktake.vendors.wholecell.errors import invalid, not_found
from stocktake.vendors.wholecell.wire import Row

AMAZON = "amazon"

# Amazon's orders are in ShipStation by its own connection to Amazon; here they would be twice.
CHOSEN = (
    "((:channels IS NULL AND lower(coalesce(t.channel, '')) <> 'amazon')"
    " OR t.channel IN (SELECT value FROM json_each(:channels)))"
)


def find_told_order(
    world: World, *, number: str, order_id: str | None, channels: str | None
) -> Row | None:
    """Return the order that a notice means: by its OrderID if it has one, else by its number.

    None for an order of Amazon: what is told of it is no news (14.4).
    """
    named = world.all(
        "SELECT t.* FROM wholecell_sales_order t WHERE coalesce(t.transaction_number, '') = :number"
        " OR (t.transaction_number IS NULL AND CAST(t.id AS TEXT) = :number) ORDER BY t.id",
        {"number": number},
    )
    found = [row for row in named if str(row["id"]) == order_id] or named
    if found and all((row["channel"] or "").lower() == AMAZON for row in found):
        return None
    chosen = [row for row in found if _is_chosen(world, row, channels)]
    if not chosen:
        raise not_found()
    if len(chosen) > 1:
        raise invalid("order_number", "is the number of more than one order")
    return chosen[0]


def _is_chosen(world: World, order: Row, channels: str | None) -> bool:
    values = {"id": order["id"], "channels": channels}
    sql = "SELECT 1 FROM wholecell_sales_order t WHERE t.id = :id AND " + CHOSEN
    return world.value(sql, values) is not None
