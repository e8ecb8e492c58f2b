"""The catalogue as a client reads it: products and offers.

Source: docs/reference/warehouse-module.md 5.2.
"""

from typing import Any

from simulators.core.simulator import Call, Page
from simulators.core.world import World
from simulators.retailcrm.errors import NOT_VALID, bad_input
from simulators.retailcrm.filters import Values, as_json, select_page, where
from simulators.retailcrm.reference.dictionaries import unit
from simulators.retailcrm.shops import check_sites
from simulators.retailcrm.wire import moment, number, read_moment, without_nulls, zone_of
from simulators.rules.quantity import parse

from .offers import QUANTITY

_OFFERS = (
    f"SELECT offer.*, {QUANTITY} AS quantity FROM retailcrm_offer offer"
    " WHERE offer.product_id = ? ORDER BY offer.id"
)
_CONDITIONS = {
    "visible": "product.site IN (SELECT value FROM json_each(:visible))",
    "ids": "product.id IN (SELECT value FROM json_each(:ids))",
    "sites": "product.site IN (SELECT value FROM json_each(:sites))",
    "external_id": "product.external_id = :external_id",
    "active": "product.active = :active",
    "name": "(instr(lower(product.name), lower(:name))"
    " OR instr(lower(product.article), lower(:name)))",
    "since_id": "product.id > :since_id",
    "since_updated_at": "product.updated_at > :since_updated_at",
}
# These hold when any offer of the product meets them.
_OFFER_CONDITIONS = {
    "offer_ids": "offer.id IN (SELECT value FROM json_each(:offer_ids))",
    "offer_external_id": "offer.external_id IN (SELECT value FROM json_each(:offer_external_id))",
    "offer_xml_id": "offer.xml_id IN (SELECT value FROM json_each(:offer_xml_id))",
    "xml_id": "offer.xml_id = :xml_id",
    "min_price": "offer.price >= :min_price",
    "max_price": "offer.price <= :max_price",
    "min_purchase_price": "offer.purchase_price >= :min_purchase_price",
    "max_purchase_price": "offer.purchase_price <= :max_purchase_price",
    "min_quantity": f"{QUANTITY} >= :min_quantity",
    "max_quantity": f"{QUANTITY} <= :max_quantity",
}

_LISTS = ("ids", "offer_ids", "sites", "offer_external_id", "offer_xml_id")
_MICRO = (
    "min_price", "max_price", "min_purchase_price", "max_purchase_price", "min_quantity",
    "max_quantity",
)  # fmt: skip
_PLAIN = ("external_id", "xml_id", "active", "name", "since_id")


def get_products(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return products with their offers; oldest first when asked for those since something."""
    check_sites(call.account, filters.get("filter_sites"))
    values = _parameters(world, filters) | {"visible": call.account.visible}
    since = values["since_id"] is not None or values["since_updated_at"] is not None
    rows, total = select_page(
        world,
        "SELECT product.*",
        "FROM retailcrm_product product" + _where(values),
        "ORDER BY product.id ASC" if since else "ORDER BY product.id DESC",
        values,
        number=page,
        size=limit,
    )
    return Page([_product(world, row) for row in rows], total, page, limit, key="products")


def _where(values: Values) -> str:
    of_offers = where(_OFFER_CONDITIONS, values)
    if not of_offers:
        return where(_CONDITIONS, values)
    found = f"product.id IN (SELECT offer.product_id FROM retailcrm_offer offer{of_offers})"
    return where({**_CONDITIONS, "offers": found}, {**values, "offers": True})


def _parameters(world: World, filters: dict[str, Any]) -> Values:
    values: Values = {name: filters.get(f"filter_{name}") for name in _PLAIN}
    for name in _LISTS:
        values[name] = as_json(filters.get(f"filter_{name}"))
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
