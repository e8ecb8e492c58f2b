"""Shops: read and changed. Source: docs/reference/warehouse-module.md 6."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, bad_entity, unknown_code
from stocktake.vendors.retailcrm.wire import read_text


def _site(row: dict[str, Any], number: int, account: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "url": row["url"],
        "code": row["code"],
        "defaultForCrm": number == 1,
        "loadFromYml": False,
        "countryIso": account["country"],
        "currency": account["currency"],
        "catalogId": str(row["id"]),  # every shop has a catalogue of its own
        "isCatalogMainSite": True,
        "ordering": number,
        "isDemo": False,
    }


def get_sites(world: World, call: Call) -> dict[str, Any]:
    """Return the shops that the key sees, as an object keyed by code."""
    account = world.one("SELECT * FROM retailcrm_account")
    rows = world.all("SELECT * FROM retailcrm_site ORDER BY id")
    rows = [row for row in rows if row["code"] in call.account.sites]
    sites = {row["code"]: _site(row, number, account) for number, row in enumerate(rows, 1)}
    return {"success": True, "sites": sites}


def edit_site(world: World, call: Call, *, code: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change a shop; an unknown one, or one that the key does not see, is refused (6)."""
    sent = {field: value for field, value in body["site"].items() if value is not None}
    errors = {}
    if code not in call.account.sites:
        errors["code"] = unknown_code("Site", code)
    elif read_text(sent.get("code")) not in (None, code):
        errors["code"] = NOT_VALID
    columns = {name: read_text(sent[name]) for name in ("name", "url") if name in sent}
    errors |= {name: BLANK for name, value in columns.items() if value is None}
    if errors:
        raise bad_entity(errors)
    if columns:
        row = world.one("SELECT id FROM retailcrm_site WHERE code = ?", (code,))
        world.update("retailcrm_site", row["id"], **columns)
    return {"success": True}


HANDLERS = (get_sites, edit_site)
