"""Products as the API shows them, with their offers.

Source: docs/reference/warehouse-module.md 5.2.
"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.world import World
from stocktake.vendors.retailcrm.lists import as_json
from stocktake.vendors.retailcrm.offers import QUANTITY
from stocktake.vendors.retailcrm.references.dictionaries import BASE_PRICE, show_unit
from stocktake.vendors.retailcrm.wire import (
    read_zone,
    spell_map,
    spell_number,
    spell_object,
    spell_time,
)

Rows = dict[int, list[dict[str, Any]]]
"""Rows by the id of the product or offer that they belong to."""

# What belongs to the products of a page, one query each; :ids are the products' ids.
_OFFERS = f"""
  SELECT offer.product_id AS owner, offer.*, {QUANTITY} AS quantity FROM retailcrm_offer offer
  WHERE offer.product_id IN (SELECT value FROM json_each(:ids)) ORDER BY offer.id
"""
_GROUPS = """
  SELECT placed.product_id AS owner, category.id, category.external_id
  FROM retailcrm_product_group placed JOIN retailcrm_group category ON category.id = placed.group_id
  WHERE placed.product_id IN (SELECT value FROM json_each(:ids)) ORDER BY category.id
"""
_PRICES = """
  SELECT price.offer_id AS owner, price.price_type, price.price
  FROM retailcrm_price price JOIN retailcrm_offer offer ON offer.id = price.offer_id
  WHERE offer.product_id IN (SELECT value FROM json_each(:ids))
  ORDER BY price.price_type <> 'base', price.price_type
"""
_PROPERTIES = """
  SELECT held.offer_id AS owner, held.code, held.value
  FROM retailcrm_offer_property held JOIN retailcrm_offer offer ON offer.id = held.offer_id
  WHERE offer.product_id IN (SELECT value FROM json_each(:ids)) ORDER BY held.code
"""


def show_products(world: World, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return products with their groups and offers, offers with their prices and properties."""
    ids, zone = as_json([row["id"] for row in rows]), read_zone(world)
    groups, offers = _by_owner(world, _GROUPS, ids), _by_owner(world, _OFFERS, ids)
    prices, properties = _by_owner(world, _PRICES, ids), _by_owner(world, _PROPERTIES, ids)
    shown = {
        product: [_offer(offer, prices, properties) for offer in of_product]
        for product, of_product in offers.items()
    }
    return [_product(row, groups, shown.get(row["id"], []), zone) for row in rows]


def _by_owner(world: World, query: str, ids: str | None) -> Rows:
    found: Rows = {}
    for row in world.all(query, {"ids": ids}):
        found.setdefault(row["owner"], []).append(row)
    return found


def _product(
    row: dict[str, Any], groups: Rows, offers: list[dict[str, Any]], zone: ZoneInfo
) -> dict[str, Any]:
    prices = [offer["price"] for offer in offers if "price" in offer]
    return spell_object(
        {
            "minPrice": min(prices, default=None),
            "maxPrice": max(prices, default=None),
            "id": row["id"],
            "catalogId": row["catalog_id"],
            "article": row["article"],
            "type": "product",
            "name": row["name"],
            "url": row["url"],
            "popular": False,
            "stock": False,
            "novelty": False,
            "recommended": False,
            "groups": [
                {"id": group["id"], "externalId": group["external_id"]}
                for group in groups.get(row["id"], [])
            ],
            "externalId": row["external_id"],
            "offers": offers,
            "active": bool(row["active"]),
            "quantity": _sum(offers),
            "markable": False,
            "updatedAt": spell_time(row["updated_at"], zone),
        }
    )


def _sum(offers: list[dict[str, Any]]) -> int | float:
    """Return the leftovers of a product's offers together."""
    total = round(sum(offer["quantity"] for offer in offers), 6)
    return int(total) if total == int(total) else total


def _offer(row: dict[str, Any], prices: Rows, properties: Rows) -> dict[str, Any]:
    by_type = {
        price["price_type"]: spell_number(price["price"]) for price in prices.get(row["id"], [])
    }
    return spell_object(
        {
            "name": row["name"],
            "price": by_type.get(BASE_PRICE),
            "images": [],
            "id": row["id"],
            "externalId": row["external_id"],
            "xmlId": row["xml_id"],
            "article": row["article"],
            "prices": [
                {"priceType": code, "price": price, "ordering": place}
                for place, (code, price) in enumerate(by_type.items(), 1)
            ],
            "purchasePrice": spell_number(row["purchase_price"]),
            "vatRate": "none",
            "properties": spell_map({p["code"]: p["value"] for p in properties.get(row["id"], [])}),
            "quantity": spell_number(row["quantity"]),
            "active": bool(row["active"]),
            "unit": show_unit(row["unit"]),
            "site": row["site"],
        }
    )
