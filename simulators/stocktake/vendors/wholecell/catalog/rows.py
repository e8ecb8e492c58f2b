"""Products and variations as rows. Source: docs/reference/wholecell.md 2.1, 2.3, 7.2."""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell import ids

from .ledger import note_name

ATTRIBUTES = ("manufacturer", "model", "variant", "network", "capacity", "color")
DETAILS = (*ATTRIBUTES, "grade")


def find_or_add(
    world: World, details: Mapping[str, Any], *, conditions: list[int], sku: str | None
) -> int:
    """Return the variation with these details; add it, and its product, if there is none (2.3)."""
    product = _find_or_add_product(world, details)
    grade, listed = str(details["grade"]), json.dumps(sorted(set(conditions)))
    known = world.value(
        "SELECT id FROM wholecell_product_variation"
        " WHERE product_id = ? AND grade = ? AND conditions = ?",
        (product, grade, listed),
    )
    if known is not None:
        return int(known)
    made = world.insert(
        "wholecell_product_variation",
        id=ids.next_id(world, "wholecell_product_variation"),
        product_id=product, sku=sku, grade=grade, conditions=listed,
    )  # fmt: skip
    note_name(world, made, sku)
    return made


def details_of(world: World, variation: int) -> dict[str, Any]:
    """Return a variation's attributes, grade and condition titles, as a body describes them."""
    row = world.one(
        "SELECT p.*, v.grade, v.conditions FROM wholecell_product_variation v"
        " JOIN wholecell_product p ON p.id = v.product_id WHERE v.id = ?",
        (variation,),
    )
    titles = world.all(
        "SELECT title FROM wholecell_condition WHERE id IN (SELECT value FROM json_each(?))",
        (row["conditions"],),
    )
    details = {name: row[name] for name in DETAILS}
    return details | {"conditions": [each["title"] for each in titles]}


def sku_of(world: World, variation: int) -> str | None:
    """Return the SKU of a variation."""
    sku: str | None = world.value(
        "SELECT sku FROM wholecell_product_variation WHERE id = ?", (variation,)
    )
    return sku


def oldest_with_sku(world: World, sku: str) -> int | None:
    """Return the variation that an ordered SKU means: the oldest with it, None without one."""
    found = world.value("SELECT min(id) FROM wholecell_product_variation WHERE sku = ?", (sku,))
    return None if found is None else int(found)


def _find_or_add_product(world: World, details: Mapping[str, Any]) -> int:
    attributes = {name: str(details[name]) for name in ATTRIBUTES}
    known = world.value(
        "SELECT id FROM wholecell_product WHERE (manufacturer, model, variant, network, capacity,"
        " color) = (?, ?, ?, ?, ?, ?)",
        tuple(attributes.values()),
    )
    if known is not None:
        return int(known)
    made = ids.next_id(world, "wholecell_product")
    return world.insert("wholecell_product", id=made, **attributes)
