"""Lines of orders as the wire shows them. Source: docs/reference/whiplash.md 4."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.records import columns_of, in_order
from stocktake.vendors.whiplash.wire import (
    DECIMAL,
    FLAG,
    INTEGER,
    TEXT,
    spell_flag,
    spell_rows,
)

ATTRIBUTES: Mapping[str, str] = {
    "item_id": INTEGER, "order_id": INTEGER, "package_id": INTEGER, "packaging": FLAG,
    "packed": INTEGER, "price": DECIMAL, "retail_fee": DECIMAL, "wholesale_cost": DECIMAL,
    "currency": TEXT, "quantity": INTEGER, "sku": TEXT, "description": TEXT,
    "originator_id": TEXT, "provider": TEXT, "misc": TEXT,
}  # fmt: skip
_COLUMNS = ", ".join(f"li.{name}" for name in columns_of(ATTRIBUTES))


def show_order_items(world: World, ids: Sequence[int]) -> list[Any]:
    """Return lines of orders as the wire shows them, in the order of the ids."""
    rows = world.all(
        f"SELECT {_COLUMNS}, i.available, i.returnable, li.serialnumbers"
        " FROM whiplash_order_item li"
        " JOIN whiplash_item i ON i.id = li.item_id"
        " WHERE li.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    lines = in_order(rows, ids)
    for line in spell_rows(lines, ATTRIBUTES):
        line |= {name: spell_flag(line[name]) for name in ("available", "returnable")}
        line["serialnumbers"] = json.loads(line["serialnumbers"])
    return lines
