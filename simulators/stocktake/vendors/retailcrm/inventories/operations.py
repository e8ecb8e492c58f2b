"""Reading leftovers and cost prices. Source: docs/reference/warehouse-module.md 4.1."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import select_page
from stocktake.vendors.retailcrm.lists import Values, as_json, where
from stocktake.vendors.retailcrm.products.offers import QUANTITY
from stocktake.vendors.retailcrm.shops import check_sites
from stocktake.vendors.retailcrm.wire import number, without_nulls

_OFFERS = f"SELECT offer.*, {QUANTITY} AS quantity"
_PRODUCTS = "offer.product_id IN (SELECT id FROM retailcrm_product WHERE "
_CONDITIONS = {
    "visible": "offer.site IN (SELECT value FROM json_each(:visible))",
    "ids": "offer.id IN (SELECT value FROM json_each(:ids))",
    "sites": "offer.site IN (SELECT value FROM json_each(:sites))",
    "catalogs": _PRODUCTS + "catalog_id IN (SELECT value FROM json_each(:catalogs)))",
    "offer_external_id": "offer.external_id IN (SELECT value FROM json_each(:offer_external_id))",
    "offer_xml_id": "offer.xml_id IN (SELECT value FROM json_each(:offer_xml_id))",
    "offer_article": "offer.article IN (SELECT value FROM json_each(:offer_article))",
    "offer_active": "offer.active = :offer_active",
    "product_external_id": _PRODUCTS + "external_id = :product_external_id)",
    "product_article": _PRODUCTS + "article IN (SELECT value FROM json_each(:product_article)))",
    "product_active": _PRODUCTS + "active = :product_active)",
}


def get_inventories(
    world: World,
    call: Call,
    *,
    limit: int = 20,
    page: int = 1,
    filter_sites: list[str] | None = None,
    filter_details: bool = False,
    **filters: Any,
) -> Page:
    """Return the leftover of each offer, split by store only with `filter[details]`."""
    check_sites(call.account, filter_sites)
    values: Values = {"visible": call.account.visible, "sites": as_json(filter_sites)}
    for name in _CONDITIONS.keys() - values.keys():
        sent = filters.get(f"filter_{name}")
        values[name] = as_json(sent) if isinstance(sent, list) else sent
    rows, total = select_page(
        world,
        _OFFERS,
        "FROM retailcrm_offer offer" + where(_CONDITIONS, values),
        order="offer.id DESC",
        values=values,
        number=page,
        size=limit,
    )
    offers = [_offer(row) for row in rows]
    if filter_details:
        for offer in offers:
            offer["stores"] = _stores(world, offer["id"])
    return Page(offers, total, page, limit, key="offers")


def _offer(row: dict[str, Any]) -> dict[str, Any]:
    return without_nulls(
        {
            "id": row["id"],
            "externalId": row["external_id"],
            "xmlId": row["xml_id"],
            "site": row["site"],
            "purchasePrice": number(row["purchase_price"]),
            "quantity": number(row["quantity"]),
        }
    )


def _stores(world: World, offer_id: int) -> list[dict[str, Any]]:
    """Return the stores that have a row for the offer, in the words of reading (4.1)."""
    rows = world.all(
        "SELECT * FROM retailcrm_inventory WHERE offer_id = ? ORDER BY store", (offer_id,)
    )
    return [
        without_nulls(
            {
                "quantity": number(row["quantity"]),
                "purchasePrice": number(row["purchase_price"]),
                "store": row["store"],
            }
        )
        for row in rows
    ]
