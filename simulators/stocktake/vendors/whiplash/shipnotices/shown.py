"""Ship notices and their lines as the wire shows them; their statuses.

Source: docs/reference/whiplash.md 5.1.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal

from . import wire

UNEXPECTED, DRAFT, IN_TRANSIT, NEVER_RECEIVED = 25, 50, 100, 105
ARRIVED, PROCESSING, PROBLEM, COMPLETED = 150, 200, 250, 300
STATUS_NAMES = {
    UNEXPECTED: "Unexpected",
    DRAFT: "Draft",
    80: "Label Purchase",
    85: "Refund Expired Refunded",
    86: "Refund Expired Unrefundable",
    IN_TRANSIT: "In Transit",
    NEVER_RECEIVED: "Never Received",
    ARRIVED: "Arrived",
    PROCESSING: "Processing",
    PROBLEM: "Problem",
    COMPLETED: "Completed",
}
_CODES = {name.lower(): code for code, name in STATUS_NAMES.items()}

_NOTICE = (
    "id", "sender", "warehouse_id", "status", "received_by", "notes_by_customer", "total_boxes",
)  # fmt: skip
_LINE = (
    "id", "item_id", "shipnotice_id", "quantity", "quantity_good", "quantity_damaged",
    "description", "extended_description",
)  # fmt: skip


def status_code(text: str) -> str:
    """Return the code that a status means, as text: `100` or `In Transit`, `in_transit`."""
    code = _CODES.get(text.strip().lower().replace("_", " "))
    return text if code is None else str(code)


def shown_shipnotices(world: World, ids: Sequence[int]) -> list[Any]:
    """Return ship notices as the wire shows them, in the order of the ids."""
    wanted = json.dumps(list(ids))
    rows = world.all(
        "SELECT * FROM whiplash_shipnotice WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    lines = world.all(
        "SELECT id, shipnotice_id FROM whiplash_shipnotice_item"
        " WHERE shipnotice_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (wanted,),
    )
    held: dict[int, list[Any]] = {row["id"]: [] for row in rows}
    for line in shown_lines(world, [line["id"] for line in lines]):
        held[line["shipnotice_id"]].append(line)
    by_id = {row["id"]: _shown(row) | {"shipnotice_items": held[row["id"]]} for row in rows}
    return [by_id[each] for each in ids]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _NOTICE}
    shown["status_name"] = STATUS_NAMES[row["status"]]
    for name in ("eta", "arrived_at", "completed_at", "created_at", "updated_at"):
        shown[name] = wire.instant(row[name])
    for name in ("pack_fee_actual", "pick_fee_actual", "total_fee_actual"):
        shown[name] = spell_decimal(row[name])
    return shown | {"shipnotice_images": []}


def shown_lines(world: World, ids: Sequence[int]) -> list[Any]:
    """Return lines of ship notices as the wire shows them, in the order of the ids."""
    wanted = json.dumps(list(ids))
    rows = world.all(
        "SELECT l.*, i.available, i.height, i.length, i.width, i.weight"
        " FROM whiplash_shipnotice_item l JOIN whiplash_item i ON i.id = l.item_id"
        " WHERE l.id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    originators: dict[int, list[dict[str, Any]]] = {row["item_id"]: [] for row in rows}
    for row in world.all(
        "SELECT * FROM whiplash_item_originator"
        " WHERE item_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(originators)),),
    ):
        shown = {name: row[name] for name in ("group_id", "original_id", "provider")}
        originators[row["item_id"]].append(shown)
    by_id = {
        row["id"]: _shown_line(row) | {"item_originators": originators[row["item_id"]]}
        for row in rows
    }
    return [by_id[each] for each in ids]


def _shown_line(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _LINE}
    shown["available"] = wire.flag(row["available"])
    shown["retail_fee"] = json.loads(row["retail_fee"])
    for name in ("height", "length", "width", "weight"):
        shown[name] = spell_decimal(row[name])
    for name in ("created_at", "updated_at"):
        shown[name] = wire.instant(row[name])
    return shown
