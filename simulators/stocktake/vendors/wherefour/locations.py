"""Storage locations: operations 47 and 48, and how other operations find them.

Source: docs/reference/wherefour.md 3.15 and 4.
"""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists, wire
from .columns import columns
from .errors import not_found
from .records import only

_ALLOWED = columns("""
allowed_for_additives allowed_for_pick_and_ship allowed_for_returns
allowed_for_warehouse_receive allowed_for_work_order_pulls allowed_for_work_order_results
""")
_SHOWN = (
    *columns("""
id facility_id parent_location_id name locator_code global_identifier locator_name_path
locator_code_path level_number level_name
"""),
    *_ALLOWED,
    "child_location_count",
)
_PATHS = """
WITH RECURSIVE path (id, parent, names, codes) AS (
  SELECT l.id, l.parent_location_id, l.name, l.locator_code FROM wherefour_location l
  UNION ALL
  SELECT path.id, up.parent_location_id, up.name || ':' || names, up.locator_code || ':' || codes
  FROM path JOIN wherefour_location up ON up.id = path.parent
)
SELECT l.*, f.name || ':' || path.names AS locator_name_path,
  f.locator_code || ':' || path.codes AS locator_code_path,
  CASE l.level_number WHEN 1 THEN f.level_1_name WHEN 2 THEN f.level_2_name
    WHEN 3 THEN f.level_3_name WHEN 4 THEN f.level_4_name WHEN 5 THEN f.level_5_name
    WHEN 6 THEN f.level_6_name END AS level_name,
  (SELECT count(*) FROM wherefour_location child WHERE child.parent_location_id = l.id)
    AS child_location_count
FROM path JOIN wherefour_location l ON l.id = path.id
JOIN wherefour_facility f ON f.id = l.facility_id
WHERE path.parent IS NULL ORDER BY l.id
"""


# Shown


def shown_locations(world: World) -> dict[int, dict[str, Any]]:
    """Return every location as the wire shows it, by id (3.15)."""
    return {
        row["id"]: wire.spell_row(row, _SHOWN, flags=frozenset(_ALLOWED))
        for row in world.all(_PATHS)
    }


# Rows


def find_locations(world: World, *, name: str | None, locator_code: str | None) -> list[int]:
    """Return the ids of locations by whole name and code, in any case (4, operation 43)."""
    rows = world.all("SELECT id, name, locator_code FROM wherefour_location ORDER BY id")
    return [
        row["id"]
        for row in rows
        if (name is None or row["name"].casefold() == name.casefold())
        and (locator_code is None or row["locator_code"].casefold() == locator_code.casefold())
    ]


def only_location(world: World, named: str) -> int:
    """Return the location of a locator code or a name, whole, in any case."""
    found = find_locations(world, name=None, locator_code=named) or find_locations(
        world, name=named, locator_code=None
    )
    return only(
        found,
        none=f"no location {named!r}",
        more=f"more than one location is called {named!r}",
    )


def with_descendants(world: World, location_id: int) -> list[int]:
    """Return the ids of a location and of all locations inside it."""
    rows = world.all(
        "WITH RECURSIVE inside (id) AS (SELECT ?1 UNION"
        " SELECT l.id FROM wherefour_location l JOIN inside ON l.parent_location_id = inside.id)"
        " SELECT id FROM inside ORDER BY id",
        (location_id,),
    )
    return [row["id"] for row in rows]


# Operations


def search_locations(
    world: World,
    call: Call,
    *,
    name: str = "",
    locator_code: str = "",
    facility_id: int | None = None,
    parent_location_id: int | None = None,
    level_number: int | None = None,
    **query: str,
) -> Page:
    """Find locations by parts of name and code, in any case, and by place (4, operation 47)."""
    exact = {
        "facility_id": facility_id,
        "parent_location_id": parent_location_id,
        "level_number": level_number,
    }
    found = [
        location
        for location in shown_locations(world).values()
        if name.casefold() in location["name"].casefold()
        and locator_code.casefold() in location["locator_code"].casefold()
        and all(value is None or location[key] == value for key, value in exact.items())
    ]
    return lists.cut_page(world, found, **query)


def get_locations(
    world: World,
    call: Call,
    *,
    location_id: int | None = None,
    id_: int | None = None,
) -> Any:
    """Show the location that the query names as `location_id` or `id` (4, operation 48)."""
    wanted = id_ if location_id is None else location_id
    found = None if wanted is None else shown_locations(world).get(wanted)
    if found is None:
        raise not_found()
    return found


HANDLERS = (search_locations, get_locations)
