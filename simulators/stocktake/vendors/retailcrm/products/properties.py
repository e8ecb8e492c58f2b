"""Properties that offers may have. Source: docs/reference/warehouse-module.md 5.3."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import select_page
from stocktake.vendors.retailcrm.lists import sent_values, where
from stocktake.vendors.retailcrm.shops import check_sites

# The offers that hold a property, of the shops that the key sees.
_HELD = """FROM retailcrm_offer_property held JOIN retailcrm_offer offer ON offer.id = held.offer_id
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
    "visible_": "visible = :visible_",
    "variative": "variative = :variative",
}
_COUNT = f"(SELECT COUNT(*) {_HELD})"
_ORDERS = {
    None: "property.id",
    "asc": f"{_COUNT}, property.id",
    "desc": f"{_COUNT} DESC, property.id",
}
_SITES = f"SELECT DISTINCT offer.site {_HELD} ORDER BY offer.site"
_GROUPS = f"""
  SELECT DISTINCT category.id, category.name FROM retailcrm_group category
  JOIN retailcrm_product_group placed ON placed.group_id = category.id
  WHERE placed.product_id IN (SELECT offer.product_id {_HELD}) ORDER BY category.id
"""


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
    seen = {"visible": call.account.visible, "visible_": filter_visible}
    values = sent_values(filters, _CONDITIONS) | seen
    rows, total = select_page(
        world,
        "SELECT *",
        "FROM retailcrm_property property" + where(_CONDITIONS, values),
        order=_ORDERS[sort_offers_count],
        values=values,
        number=page,
        size=limit,
    )
    shown = [_property(world, row, call.account.visible) for row in rows]
    return Page(shown, total, page, limit, key="properties")


def _property(world: World, row: dict[str, Any], visible: str | None) -> dict[str, Any]:
    asked = {"code": row["code"], "visible": visible}
    return {
        "sites": [held["site"] for held in world.all(_of(_SITES), asked)],
        "groups": world.all(_of(_GROUPS), asked),
        "code": row["code"],
        "name": row["name"],
        "isNumeric": bool(row["numeric"]),
        "visible": bool(row["visible"]),
        "variative": bool(row["variative"]),
    }


def _of(query: str) -> str:
    return query.replace("property.code", ":code")
