"""Shops. Source: docs/reference/warehouse-module.md 6."""

from typing import Any

from simulators.core.simulator import Call
from simulators.core.world import World


def get_sites(world: World, call: Call) -> dict[str, Any]:
    """Return the shops that the key sees, as an object keyed by code."""
    account = world.one("SELECT * FROM retailcrm_account")
    rows = world.all("SELECT * FROM retailcrm_site ORDER BY id")
    rows = [row for row in rows if row["code"] in call.account.sites]
    sites = {row["code"]: _site(row, number, account) for number, row in enumerate(rows, 1)}
    return {"success": True, "sites": sites}


def _site(row: dict[str, Any], number: int, account: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "url": row["url"],
        "code": row["code"],
        "loadFromYml": False,
        "currency": account["currency"],
        "catalogId": str(row["id"]),  # every shop has a catalogue of its own
        "isCatalogMainSite": True,
        "ordering": number,
        "isDemo": False,
    }
