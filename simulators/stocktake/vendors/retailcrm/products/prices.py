"""Uploading selling prices. Source: docs/reference/warehouse-module.md 4.3."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Account
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, bad_entity, missing, unknown_code
from stocktake.vendors.retailcrm.offers import find_offers, identifier_of, identifiers_sent
from stocktake.vendors.retailcrm.references.dictionaries import PRICE_TYPES
from stocktake.vendors.retailcrm.wire import read_flag, read_number, read_text


def _check_sites(account: Account, rows: list[dict[str, Any]]) -> None:
    """Refuse rows that lack the shop that an externalId needs (1.3), or name one not visible."""
    only_one = len(account.sites) == 1
    for row in rows:
        if identifier_of(row) == "externalId" and not row.get("site") and not only_one:
            raise missing("site")
    errors = [
        f"prices[{index}].site: {NOT_VALID}"
        for index, row in enumerate(rows)
        if row.get("site") and row["site"] not in account.sites
    ]
    if errors:
        raise bad_entity(errors)


def _row_errors(row: dict[str, Any], where: str) -> list[str]:
    errors = [] if identifier_of(row) else [f"{where}: {NOT_VALID}"]
    for place, price in enumerate(row["prices"]):
        code = read_text(price["code"]) or ""
        if code not in PRICE_TYPES:
            text = unknown_code("PriceType", code)
            errors.append(f"{where}.prices[{place}].code: {text}")
        if price.get("price") is None and not read_flag(price.get("remove")):
            errors.append(f"{where}.prices[{place}].price: {BLANK}")
    return errors


def _write_prices(world: World, offer: dict[str, Any], prices: list[dict[str, Any]]) -> None:
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


def upload_prices(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Set prices per offer and type of price; no row is written if any is bad (4.3).

    Unknown offers, and the rows that a planted fault spoils, come back in `notFoundOffers`.
    """
    account: Account = call.account
    rows = body["prices"]
    _check_sites(account, rows)
    errors = [
        error for index, row in enumerate(rows) for error in _row_errors(row, f"prices[{index}]")
    ]
    if errors:
        raise bad_entity(errors)
    unknown = []
    for index, row in enumerate(rows):
        sites = (row["site"],) if row.get("site") else account.sites
        offers = [] if index < call.spoiled else find_offers(world, row, sites=sites)
        for offer in offers:
            _write_prices(world, offer, row["prices"])
        if not offers:
            unknown.append(identifiers_sent(row))
    return {
        "success": True,
        "processedOffersCount": len(rows) - len(unknown),
        "notFoundOffers": unknown,
    }


HANDLERS = (upload_prices,)
