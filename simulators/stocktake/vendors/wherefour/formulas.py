"""Formulas: operations 53 and 54. The answer is an object with an array for each type.

Source: docs/reference/wherefour.md 3.16 and 4. Where the reference has no field names (the items of
a kit, the sources of a disassembly) they are those of a bill of materials.
"""

from collections.abc import Callable, Mapping
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import wire
from .columns import columns
from .inventory.shown import embedded_items

Row = Mapping[str, Any]

_DECIMALS = frozenset(
    columns("""
count standard_unit_cost standard_cost yield_expected percentage_cost prorated_cost
""")
)
_FLAGS = frozenset(columns("default_version quantity_based is_min_batch"))
_BOM = columns("""
id name version_name organization_id bom_id default_version version_number location_id status
instructions production_lead_time quantity_based expiration_date_days standard_cost created_at
updated_at
""")
_KIT = columns("""
id name organization_id yield_expected standard_cost is_min_batch status instructions created_at
updated_at
""")
_DISASSEMBLY = columns("""
id name version_name organization_id user_id status instructions production_lead_time
quantity_based standard_cost created_at updated_at
""")
_PULLED = columns("id count standard_unit_cost created_at updated_at")
_YIELDED = columns("id yield_expected created_at updated_at")
_PRORATED = columns("""
id count yield_expected percentage_cost prorated_cost location_id expiration_date_days created_at
updated_at
""")


# Shown


def _lines(world: World, formula: Row) -> list[dict[str, Any]]:
    rows = world.all(
        "SELECT *, count AS yield_expected FROM wherefour_formula_line WHERE formula_id = ?"
        " ORDER BY id",
        (formula["id"],),
    )
    items = embedded_items(world, [row["inventory_id"] for row in rows])
    return [row | {"inventory": items[row["inventory_id"]]} for row in rows]


def _bom(formula: Row, lines: list[dict[str, Any]]) -> dict[str, Any]:
    owner = {"bom_id": formula["id"]}
    [result] = _part(lines, "result", _YIELDED, owner)
    return _plain({**formula, **owner}, _BOM) | {
        "bom_pull_items": _part(lines, "source", _PULLED, owner),
        "custom_line_items": [],
        "bom_result_item": result,
    }


def _kit(formula: Row, lines: list[dict[str, Any]]) -> dict[str, Any]:
    [product] = (line for line in lines if line["part"] == "result")
    item = product["inventory"]
    return _plain({**formula, "yield_expected": product["count"]}, _KIT) | {
        "kit_items": _part(lines, "source", _PULLED, {"kit_id": formula["id"]}),
        "product": wire.spell_row(product, ("id", "created_at", "updated_at"))
        | {
            "display_formula_name": f"KIT: {formula['name']}",
            "product_name": item["name"],
            "sku": item["sku"],
            "inventory": item,
            "custom_line_items": [],
        },
    }


def _disassembly(formula: Row, lines: list[dict[str, Any]]) -> dict[str, Any]:
    owner = {"disassembly_id": formula["id"]}
    results = _part(lines, "result", _PRORATED, owner)
    return _plain(formula, _DISASSEMBLY) | {
        "disassembly_source_items": _part(lines, "source", _PULLED, owner),
        "disassembly_result_items": [result | {"custom_line_items": []} for result in results],
        "custom_line_items": [],
    }


_SHOW: Mapping[str, Callable[[Row, list[dict[str, Any]]], dict[str, Any]]] = {
    "boms": _bom,
    "kits": _kit,
    "disassemblies": _disassembly,
}


def _plain(formula: Row, names: tuple[str, ...]) -> dict[str, Any]:
    return wire.spell_row(formula, names, decimals=_DECIMALS, flags=_FLAGS)


def _part(
    lines: list[dict[str, Any]], part: str, names: tuple[str, ...], owner: dict[str, int]
) -> list[dict[str, Any]]:
    return [
        wire.spell_row(line, names, decimals=_DECIMALS) | owner | {"inventory": line["inventory"]}
        for line in lines
        if line["part"] == part
    ]


# Operations


def list_formulas(
    world: World, call: Call, *, type_: str, search_type: str, name: str = ""
) -> Page:
    """List formulas of a type, those whose name contains `name` in any case (4, operation 53)."""
    column = "version_name" if search_type == "formula_version" else "name"
    rows = world.all("SELECT * FROM wherefour_formula WHERE type = ? ORDER BY id", (type_,))
    # A kit has no versions: it is found by its name either way.
    found = [row for row in rows if name.casefold() in (row[column] or row["name"]).casefold()]
    shown = [_SHOW[type_](row, _lines(world, row)) for row in found]
    return Page(rows=shown, total=len(shown), number=1, size=max(len(shown), 1), key=type_)


def search_formulas(world: World, call: Call, *, type_: str, search_type: str, name: str) -> Page:
    """Find the formulas of a type by a part of the name, in any case (4, operation 54)."""
    return list_formulas(world, call, type_=type_, search_type=search_type, name=name)


HANDLERS = (list_formulas, search_formulas)
