"""The rows of an upload, checked. Source: docs/reference/warehouse-module.md 4.2."""

from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import NOT_VALID, unknown_code
from stocktake.vendors.retailcrm.lists import Row
from stocktake.vendors.retailcrm.offers import identifier_of
from stocktake.vendors.retailcrm.wire import read_text

_MOST_STORES = 50


def row_errors(world: World, rows: list[Row]) -> list[str]:
    """Return what is wrong with well-formed rows: no identifier, too many or unknown stores."""
    known = {code for (code,) in world.tuples("SELECT code FROM retailcrm_store")}
    limited = world.quirk("retailcrm.limit_stores_per_offer")
    errors = []
    for index, row in enumerate(rows):
        if identifier_of(row) is None:
            errors.append(f"offers[{index}]: {NOT_VALID}")
        if limited and len(row["stores"]) > _MOST_STORES:
            text = f"This collection should contain {_MOST_STORES} elements or less."
            errors.append(f"offers[{index}].stores: {text}")
        for place, stock in enumerate(row["stores"]):
            code = read_text(stock["code"]) or ""
            if code not in known:
                text = unknown_code("Store", code)
                errors.append(f"offers[{index}].stores[{place}].code: {text}")
    return errors
