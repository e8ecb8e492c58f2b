"""Facilities: operation 49. Source: docs/reference/wherefour.md 3.15 and 4."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists, wire
from .addresses import shown_addresses
from .columns import columns

_LEVELS = columns("level_1_name level_2_name level_3_name level_4_name level_5_name level_6_name")
_SHOWN = ("id", "name", "locator_code", "primary", "allowed_user_strategy", *_LEVELS)


def _shown_facilities(world: World, rows: lists.Rows) -> list[dict[str, Any]]:
    """Return facilities as the wire shows them (3.15)."""
    addresses = shown_addresses(world, [row["address_id"] for row in rows])
    return [
        wire.spell_row(row, _SHOWN, flags=frozenset(("primary",)))
        | {"facility_address": addresses.get(row["address_id"])}
        for row in rows
    ]


def search_facilities(
    world: World, call: Call, *, name: str = "", locator_code: str = "", **query: str
) -> Page:
    """Find facilities by parts of name and code, in any case; all without either (4, 49)."""
    found = [
        row
        for row in world.all(
            'SELECT *, is_primary AS "primary" FROM wherefour_facility ORDER BY id'
        )
        if name.casefold() in row["name"].casefold()
        and locator_code.casefold() in row["locator_code"].casefold()
    ]
    return lists.cut_page(world, _shown_facilities(world, found), **query)


HANDLERS = (search_facilities,)
