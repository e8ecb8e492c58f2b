"""Writing selling prices. Source: docs/reference/warehouse-module.md 4.3."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.retailcrm.account import Account
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, bad_entity, missing, unknown_code
from stocktake.vendors.retailcrm.references.dictionaries import PRICE_TYPES
from stocktake.vendors.retailcrm.wire import read_flag, read_number, read_text

from .offers import IDENTIFIERS, find_offers, identifier_of


def upload_prices(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Set prices per offer and type of price; all rows are checked before any is written.

    Unknown offers, and rows that a planted fault spoils, come back in `notFoundOffers`.
    """
    account: Account = call.account
    rows = body["prices"]
    _settle_sites(account, rows)
    errors = [error for index, row in enumerate(rows) for error in _errors(row, f"prices[{index}]")]
    if errors:
        raise bad_entity(errors)
    unknown = []
    for index, row in enumerate(rows):
        sites = (row["site"],) if row.get("site") else account.sites
        offers = [] if index < call.spoiled else find_offers(world, row, sites=sites)
        for offer in offers:
            _put(world, offer, row["prices"])
        if not offers:
            unknown.append({name: row[name] for name in IDENTIFIERS if row.get(name) is not None})
    return {
        "success": True,
        "processedOffersCount": len(rows) - len(unknown),
        "notFoundOffers": unknown,
    }


def _settle_sites(account: Account, rows: list[dict[str, Any]]) -> None:
    """An externalId is unique in its shop only (1.3); here every row names its own."""
    alone = len(account.sites) == 1
    for row in rows:
        if identifier_of(row) == "externalId" and not row.get("site") and not alone:
            raise missing("site")
    bad = [index for index, row in enumerate(rows) if not _sees(account, row.get("site"))]
    if bad:
        raise bad_entity([f"prices[{index}].site: {NOT_VALID}" for index in bad])


def _sees(account: Account, site: str | None) -> bool:
    return not site or site in account.sites


def _errors(row: dict[str, Any], where: str) -> list[str]:
    errors = [] if identifier_of(row) else [f"{where}: {NOT_VALID}"]
    for place, price in enumerate(row["prices"]):
        code = read_text(price["code"]) or ""
        if code not in PRICE_TYPES:
            text = unknown_code("PriceType", code)
            errors.append(f"{where}.prices[{place}].code: {text}")
        if price.get("price") is None and not read_flag(price.get("remove")):
            errors.append(f"{where}.prices[{place}].price: {BLANK}")
    return errors


def _put(world: World, offer: dict[str, Any], prices: list[dict[str, Any]]) -> None:
    changed = 0
    for price in prices:
        code = read_text(price["code"])
        if read_flag(price.get("remove")):
            changed += world.run(
                "DELETE FROM retailcrm_price WHERE offer_id = ? AND price_type = ?",
                (offer["id"], code),
            )
            continue
        changed += world.run(
            "INSERT INTO retailcrm_price (offer_id, price_type, price) VALUES (?, ?, ?)"
            " ON CONFLICT (offer_id, price_type) DO UPDATE SET price = excluded.price"
            " WHERE price <> excluded.price",
            (offer["id"], code, read_number(price["price"])),
        )
    if changed:
        world.update("retailcrm_product", offer["product_id"], updated_at=world.now)
