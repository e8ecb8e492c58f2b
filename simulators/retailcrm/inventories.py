"""Reading leftovers and cost prices. Source: docs/reference/warehouse-module.md 4.1."""

import json
from typing import Any

from simulators.core.simulator import Call, Page
from simulators.core.world import World
from simulators.rules.paging import page_of

from .access import check_sites
from .wire import number, without_nulls

# Filters combine by AND, the values of one by OR (4.1). A list is JSON, NULL where it was not sent.
_MATCHING = """
  FROM retailcrm_offer offer JOIN retailcrm_product product ON product.id = offer.product_id
  WHERE offer.site IN (SELECT value FROM json_each(:visible))
    AND (:ids IS NULL OR offer.id IN (SELECT value FROM json_each(:ids)))
    AND (:external IS NULL OR offer.external_id IN (SELECT value FROM json_each(:external)))
    AND (:xml IS NULL OR offer.xml_id IN (SELECT value FROM json_each(:xml)))
    AND (:article IS NULL OR offer.article IN (SELECT value FROM json_each(:article)))
    AND (:sites IS NULL OR offer.site IN (SELECT value FROM json_each(:sites)))
    AND (:product_external IS NULL OR product.external_id = :product_external)
    AND (:product_article IS NULL
         OR product.article IN (SELECT value FROM json_each(:product_article)))
    AND (:product_active IS NULL OR product.active = :product_active)
    AND (:offer_active IS NULL OR offer.active = :offer_active)
"""
_COUNT = "SELECT COUNT(*)" + _MATCHING
_OFFERS = (
    """
  SELECT offer.*, (SELECT COALESCE(SUM(quantity), 0) FROM retailcrm_inventory
                   WHERE offer_id = offer.id) AS quantity"""
    + _MATCHING
    + " ORDER BY offer.id DESC LIMIT :limit OFFSET :offset"
)


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
    values = _parameters(filters) | {
        "visible": call.account.sites_json,
        "sites": _json(filter_sites),
    }
    total = world.value(_COUNT, values)
    window = page_of(page, limit, total=total)
    rows = world.all(_OFFERS, {**values, "limit": window.limit, "offset": window.offset})
    offers = [_offer(row) for row in rows]
    if filter_details:
        for offer in offers:
            offer["stores"] = _stores(world, offer["id"])
    return Page(offers, total, page, limit, key="offers")


def _parameters(filters: dict[str, Any]) -> dict[str, Any]:
    return {
        "ids": _json(filters.get("filter_ids")),
        "external": _json(filters.get("filter_offer_external_id")),
        "xml": _json(filters.get("filter_offer_xml_id")),
        "article": _json(filters.get("filter_offer_article")),
        "product_external": filters.get("filter_product_external_id"),
        "product_article": _json(filters.get("filter_product_article")),
        "product_active": filters.get("filter_product_active"),
        "offer_active": filters.get("filter_offer_active"),
    }


def _json(values: list[Any] | None) -> str | None:
    return None if values is None else json.dumps(values)


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
