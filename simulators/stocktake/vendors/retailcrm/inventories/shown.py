"""Leftovers as the API shows them. Source: docs/reference/warehouse-module.md 4.1."""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.wire import spell_number, spell_object


def show_offers(
    world: World, rows: list[tuple[Any, ...]], *, by_store: bool
) -> list[dict[str, Any]]:
    """Return offers with their total leftover, and with that of each store if asked for."""
    offers = [
        _with_price(offer_id, external_id, xml_id, site, price, quantity)
        if price is not None
        else {
            "id": offer_id, "externalId": external_id, "xmlId": xml_id, "site": site,
            "quantity": spell_number(quantity),
        }
        for offer_id, external_id, xml_id, site, price, quantity in rows
    ]  # fmt: skip
    if by_store:
        for offer in offers:
            offer["stores"] = _stores(world, offer["id"])
    return offers


def _with_price(
    offer_id: int, external_id: str | None, xml_id: str | None, site: str, price: int, quantity: int
) -> dict[str, Any]:
    return {
        "id": offer_id, "externalId": external_id, "xmlId": xml_id, "site": site,
        "purchasePrice": spell_number(price), "quantity": spell_number(quantity),
    }  # fmt: skip


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
