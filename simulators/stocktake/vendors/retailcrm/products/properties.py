"""Properties that offers may have. Source: docs/reference/warehouse-module.md 5.3."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import check_sites
from stocktake.vendors.retailcrm.lists import read_filters, show_page

# The offers that have a property, of the shops that the key sees.
_HELD = """FROM retailcrm_offer_property held
           CROSS JOIN retailcrm_offer offer ON offer.id = held.offer_id
           WHERE held.code = property.code
           AND (:visible IS NULL OR offer.site IN (SELECT value FROM json_each(:visible)))"""
_CONDITIONS = {
    "visible": f"EXISTS (SELECT 1 {_HELD})",
    "code": "code = :code",
    "name": "instr(lower(name), lower(:name))",
    "sites": f"EXISTS (SELECT 1 {_HELD} AND offer.site IN (SELECT value FROM json_each(:sites)))",
    "catalogs": f"EXISTS (SELECT 1 {_HELD} AND offer.site IN (SELECT code FROM retailcrm_site"
    " WHERE id IN (SELECT value FROM json_each(:catalogs))))",
    "groups": f"EXISTS (SELECT 1 {_HELD} AND offer.product_id IN"
    " (SELECT product_id FROM retailcrm_product_group"
    "  WHERE group_id IN (SELECT value FROM json_each(:groups))))",
    "visible_": "visible = :visible_",  # the filter; `visible` is what the key sees, in every list
    "variative": "variative = :variative",
}
_COUNT = f"(SELECT COUNT(*) {_HELD})"
_ORDERS = {
    None: "property.id",
    "asc": f"{_COUNT}, property.id",
    "desc": f"{_COUNT} DESC, property.id",
}
# The first offer of a shop that has it is enough.
_SITES = f"""
  SELECT shop.code AS site FROM retailcrm_site shop
  WHERE EXISTS (SELECT 1 {_HELD} AND offer.site = shop.code) ORDER BY shop.code
"""
_GROUPS = f"""
  SELECT DISTINCT category.id, category.name FROM retailcrm_group category
  JOIN retailcrm_product_group placed ON placed.group_id = category.id
  WHERE placed.product_id IN (SELECT offer.product_id {_HELD}) ORDER BY category.id
"""


def _property(world: World, row: dict[str, Any], visible: str | None) -> dict[str, Any]:
    values = {"code": row["code"], "visible": visible}
    return {
        "sites": [offer["site"] for offer in world.all(_of_one(_SITES), values)],
        "groups": world.all(_of_one(_GROUPS), values),
        "code": row["code"],
        "name": row["name"],
        "isNumeric": bool(row["numeric"]),
        "visible": bool(row["visible"]),
        "variative": bool(row["variative"]),
    }


def _of_one(query: str) -> str:
    """Return a query, written for a row of properties, for the property `:code` alone."""
    return query.replace("property.code", ":code")


def get_products_properties(
    world: World,
    call: Call,
    *,
    limit: int = 20,
    page: int = 1,
    sort_offers_count: str | None = None,
    filter_visible: bool | None = None,
    **filters: Any,
) -> Page:
    """Return the properties that offers of the key's shops have, with those shops and groups."""
    check_sites(call.account, filters.get("filter_sites"))
    visible = call.account.visible
    values = read_filters(filters, _CONDITIONS)
    values |= {"visible": visible, "visible_": filter_visible}
    return show_page(
        world, "SELECT *", "FROM retailcrm_property property",
        conditions=_CONDITIONS, values=values,
        order=_ORDERS[sort_offers_count], number=page, size=limit, key="properties",
        show=lambda rows: [_property(world, row, visible) for row in rows],
    )  # fmt: skip


HANDLERS = (get_products_properties,)
