"""Groups of products. Source: docs/reference/warehouse-module.md 5.1."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import check_sites
from stocktake.vendors.retailcrm.lists import read_filters, show_page
from stocktake.vendors.retailcrm.wire import spell_object

_CONDITIONS = {
    "visible": "site IN (SELECT value FROM json_each(:visible))",
    "ids": "id IN (SELECT value FROM json_each(:ids))",
    "sites": "site IN (SELECT value FROM json_each(:sites))",
    "catalogs": "site IN (SELECT code FROM retailcrm_site"
    " WHERE id IN (SELECT value FROM json_each(:catalogs)))",
    "active": "active = :active",
    "parent_group_id": "parent_id = :parent_group_id",
    "min_level": "level >= :min_level",
    "max_level": "level <= :max_level",
    "load_from_yml": "NOT :load_from_yml",  # no shop here loads any (6)
}


def _group(row: dict[str, Any]) -> dict[str, Any]:
    return spell_object(
        {
            "id": row["id"],
            "parentId": row["parent_id"],
            "site": row["site"],
            "name": row["name"],
            "externalId": row["external_id"],
            "active": bool(row["active"]),
            "level": row["level"],
        }
    )


def get_product_groups(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return the groups of the shops that the key sees, by id; their key is in the singular."""
    check_sites(call.account, filters.get("filter_sites"))
    values = read_filters(filters, _CONDITIONS) | {"visible": call.account.visible}
    return show_page(
        world, "SELECT *", "FROM retailcrm_group",
        conditions=_CONDITIONS, values=values, order="id",
        number=page, size=limit, key="productGroup",
        show=lambda rows: [_group(row) for row in rows],
    )  # fmt: skip


HANDLERS = (get_product_groups,)
