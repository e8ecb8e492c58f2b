"""Filters of products. Source: docs/reference/warehouse-module.md 5.2."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules.quantity import parse
from stocktake.vendors.retailcrm.access import Account, check_sites
from stocktake.vendors.retailcrm.errors import bad_filter
from stocktake.vendors.retailcrm.lists import Values, read_after, read_filters, where
from stocktake.vendors.retailcrm.offers import QUANTITY
from stocktake.vendors.retailcrm.references.dictionaries import BASE_PRICE, PRICE_TYPES

_GROUPED = "product.id IN (SELECT placed.product_id FROM retailcrm_product_group placed"
_PRICE = """(SELECT price FROM retailcrm_price
             WHERE offer_id = offer.id AND price_type = :price_type_or_base)"""
_CONDITIONS = {
    "visible": "product.site IN (SELECT value FROM json_each(:visible))",
    "ids": "product.id IN (SELECT value FROM json_each(:ids))",
    "sites": "product.site IN (SELECT value FROM json_each(:sites))",
    "catalogs": "product.catalog_id IN (SELECT value FROM json_each(:catalogs))",
    "groups": f"{_GROUPED} WHERE placed.group_id IN (SELECT value FROM json_each(:groups)))",
    "group_external_id": f"{_GROUPED} JOIN retailcrm_group category"
    " ON category.id = placed.group_id WHERE category.external_id = :group_external_id)",
    "external_id": "product.external_id = :external_id",
    "active": "product.active = :active",
    "name": "(instr(lower(product.name), lower(:name))"
    " OR instr(lower(product.article), lower(:name)))",
    "url": "product.url = :url",
    "url_like": "instr(lower(product.url), lower(:url_like))",
    "since_id": "product.id > :since_id",
    "since_updated_at": "product.updated_at >= :since_updated_at",
    # No product here has any of these.
    "manufacturer": "0",
    "class_segment": "0",
    "popular": "NOT :popular",
    "stock": "NOT :stock",
    "novelty": "NOT :novelty",
    "recommended": "NOT :recommended",
    "markable": "NOT :markable",
}
# Met when one offer of the product meets all of those that were sent.
_OFFER_CONDITIONS = {
    "offer_ids": "offer.id IN (SELECT value FROM json_each(:offer_ids))",
    "offer_external_id": "offer.external_id IN (SELECT value FROM json_each(:offer_external_id))",
    "offer_xml_id": "offer.xml_id IN (SELECT value FROM json_each(:offer_xml_id))",
    "xml_id": "offer.xml_id = :xml_id",
    "price_type": f"{_PRICE} IS NOT NULL",
    "min_price": f"{_PRICE} >= :min_price",
    "max_price": f"{_PRICE} <= :max_price",
    "min_purchase_price": "offer.purchase_price >= :min_purchase_price",
    "max_purchase_price": "offer.purchase_price <= :max_purchase_price",
    "min_quantity": f"{QUANTITY} >= :min_quantity",
    "max_quantity": f"{QUANTITY} <= :max_quantity",
    "properties": "offer.id IN (SELECT held.offer_id FROM retailcrm_offer_property held"
    " WHERE held.code || '=' || held.value IN (SELECT value FROM json_each(:properties))"
    " GROUP BY held.offer_id"
    " HAVING COUNT(*) = (SELECT COUNT(DISTINCT value) FROM json_each(:properties)))",
}
_MILLIONTHS = (
    "min_price", "max_price", "min_purchase_price", "max_purchase_price", "min_quantity",
    "max_quantity",
)  # fmt: skip


def read_product_filters(world: World, account: Account, filters: dict[str, Any]) -> Values:
    """Return the filters as the values of a query; a bad one is refused."""
    check_sites(account, filters.get("filter_sites"))
    values = read_filters(filters, _CONDITIONS.keys() | _OFFER_CONDITIONS.keys())
    for name in _MILLIONTHS:
        values[name] = None if values[name] is None else parse(values[name])
    price_type = values["price_type"]
    if price_type is not None and price_type not in PRICE_TYPES:
        raise bad_filter("priceType")
    return values | {
        "visible": account.visible,
        "offers": True,  # so that the condition of `conditions_for` counts as sent
        "price_type_or_base": price_type or BASE_PRICE,
        "since_updated_at": read_after(world, values["since_updated_at"], "sinceUpdatedAt"),
    }


def conditions_for(values: Values) -> Mapping[str, str]:
    """Return the conditions on products, with those on their offers joined into one."""
    of_offers = where(_OFFER_CONDITIONS, values)
    if not of_offers:
        return _CONDITIONS
    found = f"product.id IN (SELECT offer.product_id FROM retailcrm_offer offer{of_offers})"
    return {**_CONDITIONS, "offers": found}
