"""Writing leftovers and cost prices. Source: docs/reference/warehouse-module.md 4.2."""

from collections.abc import Callable, Sequence
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.retailcrm.account import Account
from stocktake.vendors.retailcrm.errors import NOT_VALID, bad_entity, unknown_code
from stocktake.vendors.retailcrm.products.offers import IDENTIFIERS, find_offers, identifier_of
from stocktake.vendors.retailcrm.shops import site_of
from stocktake.vendors.retailcrm.wire import read_number, read_text

Row = dict[str, Any]

_MOST_STORES = 50


def upload_inventories(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Set the absolute leftover per offer and store; all rows are checked before any is written.

    Offers that nobody knows are no error: they come back in `notFoundOffers`, and so do rows that a
    planted fault spoils, because the vendor has no other half success.
    """
    account: Account = call.account
    rows = body["offers"]
    site = body.get("site")
    if site or any(identifier_of(row) == "externalId" for row in rows):
        site = site_of(account, site)
    errors = row_errors(world, rows)
    if errors:
        raise bad_entity(errors)

    def sites_of(row: Row) -> Sequence[str]:
        by_id = identifier_of(row) == "id"  # the only one that is unique over all shops
        return (site,) if site and not by_id else account.sites

    written = write_rows(world, rows, sites_of=sites_of, spoiled=call.spoiled)
    return {"success": True, **written}


def write_rows(
    world: World, rows: list[Row], *, sites_of: Callable[[Row], Sequence[str]], spoiled: int = 0
) -> dict[str, Any]:
    """Write rows that are checked; return `processedOffersCount` and, if any, `notFoundOffers`.

    `sites_of` says in which shops a row means offers; the first `spoiled` rows mean none.
    """
    processed, unknown = 0, []
    for index, row in enumerate(rows):
        offers = [] if index < spoiled else find_offers(world, row, sites=sites_of(row))
        for offer in offers:
            for stock in row["stores"]:
                put(world, offer, stock)
        if offers:
            processed += 1
        else:
            unknown.append({name: row[name] for name in IDENTIFIERS if row.get(name) is not None})
    return {"processedOffersCount": processed} | ({"notFoundOffers": unknown} if unknown else {})


def row_errors(world: World, rows: list[Row]) -> list[str]:
    """Return what is wrong with rows besides their form."""
    known = {row["code"] for row in world.all("SELECT code FROM retailcrm_store")}
    limited = world.quirk("retailcrm.limit_stores_per_offer")
    errors = []
    for index, row in enumerate(rows):
        if identifier_of(row) is None:
            errors.append(f"offers[{index}]: {NOT_VALID}")
        if limited and len(row["stores"]) > _MOST_STORES:
            text = f"This collection should contain {_MOST_STORES} elements or less."
            errors.append(f"offers[{index}].stores: {text}")
        for place, stock in enumerate(row["stores"]):
            code = read_text(stock["code"]) or ""
            if code not in known:
                text = unknown_code("Store", code)
                errors.append(f"offers[{index}].stores[{place}].code: {text}")
    return errors


def put(world: World, offer: dict[str, Any], stock: dict[str, Any]) -> None:
    """Write one row of an upload: what it does not name stays as it was."""
    available = read_number(stock.get("available"))
    purchase_price = read_number(stock.get("purchasePrice"))
    store = read_text(stock["code"]) or ""
    if available is None and purchase_price is None:
        return
    if available and _only_yes_or_no(world, store):
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


def _only_yes_or_no(world: World, store: str) -> bool:
    kind = world.value("SELECT inventory_type FROM retailcrm_store WHERE code = ?", (store,))
    return bool(kind == "available")


def quantity_in(world: World, offer_id: int, store: str) -> int:
    """Return what a store has of an offer, in millionths."""
    found = world.value(
        "SELECT quantity FROM retailcrm_inventory WHERE offer_id = ? AND store = ?",
        (offer_id, store),
    )
    return int(found or 0)


def note_shown(world: World, offer: dict[str, Any], *, store: str, before: int, after: int) -> None:
    """Write the ledger's line when the number that a shop shows changed."""
    if before != after:
        world.note(
            "retailcrm", "shown", place=store, sku=offer["external_id"],
            delta=after - before, after=after,
        )  # fmt: skip
