"""Writing leftovers and cost prices. Source: docs/reference/warehouse-module.md 4.1, 4.2."""

from collections.abc import Callable, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.retailcrm.lists import Row
from stocktake.vendors.retailcrm.offers import find_offers, identifiers_sent
from stocktake.vendors.retailcrm.wire import read_number, read_text

from .ledger import note_shown


def write_rows(
    world: World, rows: list[Row], *, sites_of: Callable[[Row], Sequence[str]], spoiled: int = 0
) -> dict[str, Any]:
    """Write rows that are checked; return `processedOffersCount` and, if any, `notFoundOffers`.

    `sites_of` returns the shops in which a row's offers are looked up; the first `spoiled` rows
    find none.
    """
    processed, unknown = 0, []
    for index, row in enumerate(rows):
        sites = sites_of(row)
        offers = [] if index < spoiled else find_offers(world, row, sites=sites, stocked=True)
        for offer in offers:
            for stock in row["stores"]:
                _write_stock(world, offer, stock)
        if offers:
            processed += 1
        else:
            unknown.append(identifiers_sent(row))
    return {"processedOffersCount": processed} | ({"notFoundOffers": unknown} if unknown else {})


def quantity_in(world: World, offer_id: int, store: str) -> int:
    """Return what a store has of an offer, in millionths."""
    found = world.value(
        "SELECT quantity FROM retailcrm_inventory WHERE offer_id = ? AND store = ?",
        (offer_id, store),
    )
    return int(found or 0)


def set_quantity(world: World, offer: Row, store: str, quantity: int) -> None:
    """Set what a store has of an offer, in millionths, and note it in the ledger."""
    before = quantity_in(world, offer["id"], store)
    world.run(
        "INSERT INTO retailcrm_inventory (offer_id, store, quantity) VALUES (?, ?, ?)"
        " ON CONFLICT (offer_id, store) DO UPDATE SET quantity = excluded.quantity",
        (offer["id"], store, quantity),
    )
    note_shown(world, offer, store=store, before=before, after=quantity)


def _write_stock(world: World, offer: Row, stock: Row) -> None:
    """Write what an upload says of an offer in one store; absent fields stay as they were."""
    available = read_number(stock.get("available"))
    purchase_price = read_number(stock.get("purchasePrice"))
    store = read_text(stock["code"]) or ""
    if available is None and purchase_price is None:
        return
    if available and _counts_yes_or_no(world, store):
        available = MICRO
    before = quantity_in(world, offer["id"], store)
    world.run(
        "INSERT INTO retailcrm_inventory (offer_id, store, quantity, purchase_price)"
        " VALUES (:offer, :store, COALESCE(:available, 0), :price)"
        " ON CONFLICT (offer_id, store) DO UPDATE SET"
        "   quantity = COALESCE(:available, quantity),"
        "   purchase_price = COALESCE(:price, purchase_price)",
        {"offer": offer["id"], "store": store, "available": available, "price": purchase_price},
    )
    if purchase_price is not None:  # the offer shows the last one that any upload carried (4.1)
        world.update("retailcrm_offer", offer["id"], purchase_price=purchase_price)
    if available is not None:
        note_shown(world, offer, store=store, before=before, after=available)


def _counts_yes_or_no(world: World, store: str) -> bool:
    """Return whether a store keeps `in stock` or `not in stock` instead of a quantity (6)."""
    kind = world.value("SELECT inventory_type FROM retailcrm_store WHERE code = ?", (store,))
    return bool(kind == "available")
