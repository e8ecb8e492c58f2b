"""Units as the wire shows them. Source: docs/reference/wholecell.md 2.1."""

import json
from collections.abc import Mapping, Sequence

from stocktake.core.among import among
from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.catalog.shown import show_variations
from stocktake.vendors.wholecell.wire import Row


def show_units(world: World, units: Sequence[int]) -> list[Row]:
    """Return units as the wire shows them, in the order of their ids in `units`."""
    which, given = among(units)
    rows = world.all(
        "SELECT i.id, i.esn, i.hex_id, i.order_id, i.sale_price, i.total_price_paid,"
        " i.initial_price_paid, i.created_at, i.updated_at, i.purchase_order_id,"
        " i.product_variation_id, i.custom_field_values,"
        " s.title AS status, l.name AS location, w.name AS warehouse"
        " FROM wholecell_inventory i"
        " JOIN wholecell_status s ON s.id = i.status_id"
        " LEFT JOIN wholecell_location l ON l.id = i.location_id"
        " LEFT JOIN wholecell_warehouse w ON w.id = l.warehouse_id"
        f" WHERE i.id {which}",
        (given,),
    )
    variations = show_variations(world, list({row["product_variation_id"]: None for row in rows}))
    zone = wire.read_zone(world)
    by_id = {row["id"]: _show_unit(row, variations, zone) for row in rows}
    return [by_id[identifier] for identifier in units]


def _show_unit(row: Row, variations: Mapping[int, Row], zone: str) -> Row:
    """Return a unit with the vendor's order of keys.

    A client scans the text for `esn`, which therefore comes before anything nested (2.1).
    """
    return {
        "id": row["id"],
        "esn": row["esn"],
        "status": row["status"],
        "order_id": row["order_id"],
        "hex_id": row["hex_id"],
        "sale_price": row["sale_price"],
        "total_price_paid": row["total_price_paid"],
        "initial_price_paid": row["initial_price_paid"],
        "created_at": wire.spell_time(row["created_at"], zone),
        "updated_at": wire.spell_time(row["updated_at"], zone),
        "purchase_order_id": row["purchase_order_id"],
        "product_variation": variations[row["product_variation_id"]],
        "custom_field_values": _read_fields(row["custom_field_values"]),
        "warehouse": {"name": row["warehouse"]},
        "location": {"name": row["location"]},
    }


def _read_fields(text: str) -> Row:
    fields: Row = {} if text == "{}" else json.loads(text)  # most units have none
    return fields
