"""Stores: read, created and changed. Source: docs/reference/warehouse-module.md 6."""

import json
from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, Errors, bad_entity
from stocktake.vendors.retailcrm.requests import is_too_deep
from stocktake.vendors.retailcrm.wire import read_flag, read_text, spell_object

_TEXTS = {
    "name": "name",
    "type": "type",
    "inventoryType": "inventory_type",
    "description": "description",
    "externalId": "external_id",
    "xmlId": "xml_id",
    "email": "email",
    "contact": "contact",
}
_MAPS = {"address": "address", "phone": "phone", "workTime": "work_time"}
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_NEVER_EMPTY = frozenset({"name", "inventoryType"})


def _read(sent: dict[str, Any], code: str, *, creation: bool) -> tuple[dict[str, Any], Errors]:
    """Return the columns that a store's fields set, and the errors in them; null sets nothing."""
    given = {field: value for field, value in sent.items() if value is not None}
    columns = {column: read_text(given[name]) for name, column in _TEXTS.items() if name in given}
    errors: Errors = {
        name: BLANK for name in _NEVER_EMPTY & given.keys() if columns[_TEXTS[name]] is None
    }
    if creation and "name" not in given:
        errors["name"] = BLANK
    if read_text(given.get("code")) not in (None, code):
        errors["code"] = NOT_VALID
    if "active" in given:
        columns["active"] = str(int(read_flag(given["active"])))
    for name, column in _MAPS.items():
        if is_too_deep(given.get(name)):
            errors[name] = NOT_VALID
        elif name in given:
            columns[column] = json.dumps(given[name] or {})
    return columns, errors


def _store(row: dict[str, Any]) -> dict[str, Any]:
    hours = {day: [] for day in _DAYS} | json.loads(row["work_time"])
    return spell_object(
        {
            "name": row["name"],
            "code": row["code"],
            "type": row["type"],
            "inventoryType": row["inventory_type"],
            "active": bool(row["active"]),
            "address": json.loads(row["address"]),
            "phone": json.loads(row["phone"]) if row["phone"] else None,
            "workTime": hours,
            "externalId": row["external_id"],
            "xmlId": row["xml_id"],
            "description": row["description"],
            "email": row["email"],
            "contact": row["contact"],
        }
    )


def get_stores(world: World, call: Call) -> dict[str, Any]:
    """Return every store, as a list without pages (6)."""
    rows = world.all("SELECT * FROM retailcrm_store ORDER BY id")
    return {"success": True, "stores": [_store(row) for row in rows]}


def edit_store(world: World, call: Call, *, code: str, body: dict[str, Any]) -> Reply:
    """Create the store with this code (201) or change the fields sent (200) (6)."""
    known = world.value("SELECT id FROM retailcrm_store WHERE code = ?", (code,))
    columns, errors = _read(body["store"], code, creation=known is None)
    if errors:
        raise bad_entity(errors)
    if known is None:
        world.insert("retailcrm_store", **{"code": code, **columns})
    elif columns:
        world.update("retailcrm_store", known, **columns)
    return Reply(201 if known is None else 200, {"success": True})


HANDLERS = (get_stores, edit_store)
