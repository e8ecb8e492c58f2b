"""Reading and uploading leftovers and cost prices.

Source: docs/reference/warehouse-module.md 4.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Account, check_sites, site_of
from stocktake.vendors.retailcrm.errors import bad_entity
from stocktake.vendors.retailcrm.lists import Row, Values, read_filters, show_page
from stocktake.vendors.retailcrm.offers import QUANTITY, identifier_of

from .input import row_errors
from .rows import write_rows
from .shown import show_offers

_OFFERS = (  # what is shown, and no more: a list costs its columns
    "SELECT offer.id, offer.external_id, offer.xml_id, offer.site, offer.purchase_price,"
    f" {QUANTITY} AS quantity"
)
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
    filter_details: bool = False,
    **filters: Any,
) -> Page:
    """Return the leftover of each offer, split by store only with `filter[details]` (4.1)."""
    check_sites(call.account, filters.get("filter_sites"))
    values: Values = read_filters(filters, _CONDITIONS) | {"visible": call.account.visible}
    return show_page(
        world, _OFFERS, "FROM retailcrm_offer offer",
        conditions=_CONDITIONS, values=values, order="offer.id DESC",
        number=page, size=limit, key="offers",
        show=lambda rows: show_offers(world, rows, by_store=filter_details), tuples=True,
    )  # fmt: skip


def upload_inventories(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Set the absolute leftover per offer and store; no row is written if any is bad (4.2).

    Unknown offers are not an error: they come back in `notFoundOffers`, and so do the rows that a
    planted fault spoils, because the vendor has no other partial success.
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
        by_id = identifier_of(row) == "id"  # the only one that is unique across all shops
        return (site,) if site and not by_id else account.sites

    written = write_rows(world, rows, sites_of=sites_of, spoiled=call.spoiled)
    return {"success": True, **written}


HANDLERS = (get_inventories, upload_inventories)
