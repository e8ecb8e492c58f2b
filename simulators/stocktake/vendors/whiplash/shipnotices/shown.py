"""Ship notices as the wire shows them. Source: docs/reference/whiplash.md 5.1."""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal
from stocktake.vendors.whiplash.records import select_by_id
from stocktake.vendors.whiplash.shipnotice_items.shown import show_shipnotice_items
from stocktake.vendors.whiplash.wire import spell_time

from .statuses import STATUS_NAMES

_PLAIN = (
    "id", "sender", "warehouse_id", "status", "received_by", "notes_by_customer", "total_boxes",
)  # fmt: skip
_TIMES = ("eta", "arrived_at", "completed_at", "created_at", "updated_at")
_FEES = ("pack_fee_actual", "pick_fee_actual", "total_fee_actual")


def show_shipnotices(world: World, ids: Sequence[int]) -> list[Any]:
    """Return ship notices with their lines as the wire shows them, in the order of the ids."""
    rows = world.all(
        "SELECT id FROM whiplash_shipnotice_item"
        " WHERE shipnotice_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )
    lines: dict[int, list[Any]] = {shipnotice_id: [] for shipnotice_id in ids}
    for line in show_shipnotice_items(world, [row["id"] for row in rows]):
        lines[line["shipnotice_id"]].append(line)
    return [
        _show(row) | {"shipnotice_items": lines[row["id"]]}
        for row in select_by_id(world, "whiplash_shipnotice", ids)
    ]


def _show(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _PLAIN}
    shown["status_name"] = STATUS_NAMES[row["status"]]
    shown |= {name: spell_time(row[name]) for name in _TIMES}
    shown |= {name: spell_decimal(row[name]) for name in _FEES}
    return shown | {"shipnotice_images": []}
