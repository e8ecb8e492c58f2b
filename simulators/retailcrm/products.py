"""The catalogue as a client reads it: products and offers.

Source: docs/reference/warehouse-module.md 5.2.
"""

import json
from typing import Any

from simulators.core.simulator import Call, Page
from simulators.core.world import World
from simulators.rules.paging import page_of
from simulators.rules.quantity import parse

from .access import check_sites
from .errors import NOT_VALID, bad_input
from .wire import moment, number, read_moment, without_nulls, zone_of

_OFFER_ROWS = """
  SELECT offer.*, (SELECT COALESCE(SUM(quantity), 0) FROM retailcrm_inventory
                   WHERE offer_id = offer.id) AS quantity
  FROM retailcrm_offer offer
"""
# Bounds and offer identifiers hold when any offer of the product meets them.
_MATCHING = f"""
  FROM retailcrm_product product
  WHERE product.site IN (SELECT value FROM json_each(:visible))
    AND (:ids IS NULL OR product.id IN (SELECT value FROM json_each(:ids)))
    AND (:sites IS NULL OR product.site IN (SELECT value FROM json_each(:sites)))
    AND (:external_id IS NULL OR product.external_id = :external_id)
    AND (:active IS NULL OR product.active = :active)
    AND (:name IS NULL OR instr(lower(product.name), lower(:name))
         OR instr(lower(product.article), lower(:name)))
    AND (:since_id IS NULL OR product.id > :since_id)
    AND (:since_updated_at IS NULL OR product.updated_at > :since_updated_at)
    AND EXISTS (
      SELECT 1 FROM ({_OFFER_ROWS}) offer WHERE offer.product_id = product.id
        AND (:offer_ids IS NULL OR offer.id IN (SELECT value FROM json_each(:offer_ids)))
        AND (:offer_external_id IS NULL
             OR offer.external_id IN (SELECT value FROM json_each(:offer_external_id)))
        AND (:offer_xml_id IS NULL
             OR offer.xml_id IN (SELECT value FROM json_each(:offer_xml_id)))
        AND (:xml_id IS NULL OR offer.xml_id = :xml_id)
        AND (:min_price IS NULL OR offer.price >= :min_price)
        AND (:max_price IS NULL OR offer.price <= :max_price)
        AND (:min_purchase_price IS NULL OR offer.purchase_price >= :min_purchase_price)
        AND (:max_purchase_price IS NULL OR offer.purchase_price <= :max_purchase_price)
        AND (:min_quantity IS NULL OR offer.quantity >= :min_quantity)
        AND (:max_quantity IS NULL OR offer.quantity <= :max_quantity))
"""
_COUNT = "SELECT COUNT(*)" + _MATCHING
_PRODUCTS = "SELECT product.*" + _MATCHING + " ORDER BY product.id {} LIMIT :limit OFFSET :offset"
_NEWEST_FIRST = _PRODUCTS.format("DESC")
_OLDEST_FIRST = _PRODUCTS.format("ASC")
_OFFERS = _OFFER_ROWS + " WHERE offer.product_id = ? ORDER BY offer.id"

_LISTS = ("ids", "offer_ids", "sites", "offer_external_id", "offer_xml_id")
_MICRO = (
    "min_price", "max_price", "min_purchase_price", "max_purchase_price", "min_quantity",
    "max_quantity",
)  # fmt: skip
_UNITS = {"each": ("Each", "ea"), "case": ("Case", "cs"), "pound": ("Pound", "lb")}
_PLAIN = ("external_id", "xml_id", "active", "name", "since_id")


def get_products(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return products with their offers; oldest first when asked for those since something."""
    check_sites(call.account, filters.get("filter_sites"))
    values = _parameters(world, filters) | {"visible": call.account.sites_json}
    total = world.value(_COUNT, values)
    window = page_of(page, limit, total=total)
    since = values["since_id"] is not None or values["since_updated_at"] is not None
    rows = world.all(
        _OLDEST_FIRST if since else _NEWEST_FIRST,
        {**values, "limit": window.limit, "offset": window.offset},
    )
    return Page([_product(world, row) for row in rows], total, page, limit, key="products")


def _parameters(world: World, filters: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: filters.get(f"filter_{name}") for name in _PLAIN}
    for name in _LISTS:
        sent = filters.get(f"filter_{name}")
        values[name] = None if sent is None else json.dumps(sent)
    for name in _MICRO:
        sent = filters.get(f"filter_{name}")
        values[name] = None if sent is None else parse(sent)
    since = filters.get("filter_since_updated_at")
    try:
        values["since_updated_at"] = since and read_moment(since, zone_of(world))
    except ValueError:
        raise bad_input({"children[filter].children[sinceUpdatedAt]": NOT_VALID}) from None
    return values


def _product(world: World, row: dict[str, Any]) -> dict[str, Any]:
    offers = world.all(_OFFERS, (row["id"],))
    prices = [offer["price"] for offer in offers]
    return {
        "minPrice": number(min(prices)),
        "maxPrice": number(max(prices)),
        "id": row["id"],
        "article": row["article"],
        "type": "product",
        "name": row["name"],
        "groups": [],
        "externalId": row["external_id"],
        "offers": [_offer(offer) for offer in offers],
        "active": bool(row["active"]),
        "quantity": number(sum(offer["quantity"] for offer in offers)),
        "markable": False,
        "updatedAt": moment(row["updated_at"], zone_of(world)),
    }


def _offer(row: dict[str, Any]) -> dict[str, Any]:
    price = number(row["price"])
    offer = {
        "name": row["name"],
        "price": price,
        "images": [],
        "id": row["id"],
        "externalId": row["external_id"],
        "xmlId": row["xml_id"],
        "article": row["article"],
        "prices": [{"priceType": "base", "price": price, "ordering": 1}],
        "purchasePrice": number(row["purchase_price"]),
        "vatRate": "none",
        "properties": [],
        "quantity": number(row["quantity"]),
        "active": bool(row["active"]),
        "unit": unit(row["unit"]),
        "site": row["site"],
    }
    return without_nulls(offer)


def unit(code: str) -> dict[str, str]:
    """Return a unit of measure as offers show it."""
    name, symbol = _UNITS.get(code, (code, code))
    return {"code": code, "name": name, "sym": symbol}
