"""Leftovers as the API shows them. Source: docs/reference/warehouse-module.md 4.1."""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.lists import Row
from stocktake.vendors.retailcrm.wire import spell_number, spell_object


def show_offers(world: World, rows: list[Row], *, by_store: bool) -> list[dict[str, Any]]:
    """Return offers with their total leftover, and with that of each store if asked for."""
    offers = [_offer(row) for row in rows]
    if by_store:
        for offer in offers:
            offer["stores"] = _stores(world, offer["id"])
    return offers


def _offer(row: Row) -> dict[str, Any]:
    shown = {
        "id": row["id"],
        "externalId": row["external_id"],
        "xmlId": row["xml_id"],
        "site": row["site"],
    }
    if row["purchase_price"] is not None:
        shown["purchasePrice"] = spell_number(row["purchase_price"])
    shown["quantity"] = spell_number(row["quantity"])
    return shown


def _stores(world: World, offer_id: int) -> list[dict[str, Any]]:
    """Return the stores that have a row for the offer; the field names differ from an upload's.

    An upload has `code` and `available` (4.2), this has `store` and `quantity`.
    """
    rows = world.all(
        "SELECT * FROM retailcrm_inventory WHERE offer_id = ? ORDER BY store", (offer_id,)
    )
    return [
        spell_object(
            {
                "quantity": spell_number(row["quantity"]),
                "purchasePrice": spell_number(row["purchase_price"]),
                "store": row["store"],
            }
        )
        for row in rows
    ]
