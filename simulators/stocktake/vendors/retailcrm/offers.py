"""Finding offers by whichever identifier a client sends.

Source: docs/reference/warehouse-module.md 1.3, 4.2.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World

from .wire import read_text

# What all stores have of an offer, the total that every reading shows (4.1).
QUANTITY = """(SELECT COALESCE(SUM(quantity), 0) FROM retailcrm_inventory
               WHERE offer_id = offer.id)"""

# In order of priority, for a row that has several (4.2).
_IDENTIFIERS = ("id", "externalId", "xmlId")
_OFFER = """SELECT offer.*, (SELECT price FROM retailcrm_price
             WHERE offer_id = offer.id AND price_type = 'base') AS price
             FROM retailcrm_offer offer"""
_STOCKED = "SELECT offer.id, offer.external_id, offer.site FROM retailcrm_offer offer"
_NAMED = {
    "id": "WHERE offer.id = CAST(? AS INTEGER)",
    "externalId": "WHERE offer.external_id = ?",
    "xmlId": "WHERE offer.xml_id = ? ORDER BY offer.id",
}


def identifier_of(row: Mapping[str, Any]) -> str | None:
    """Return the name of the identifier that a row is found by, None when it has none."""
    for name in _IDENTIFIERS:
        if read_text(row.get(name)) is not None:
            return name
    return None


def identifiers_sent(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's identifiers, as answers list offers that were not found."""
    return {name: row[name] for name in _IDENTIFIERS if row.get(name) is not None}


def find_offers(
    world: World, row: Mapping[str, Any], *, sites: Sequence[str], stocked: bool = False
) -> list[dict[str, Any]]:
    """Return the offers of these shops that a row names; only an xmlId can name several.

    `stocked`: no more of them than an upload of stock needs, id, external id and shop.
    """
    name = identifier_of(row)
    if name is None:
        return []
    select = _STOCKED if stocked else _OFFER
    found = world.all(f"{select} {_NAMED[name]}", (read_text(row[name]),))
    return [offer for offer in found if offer["site"] in sites]
