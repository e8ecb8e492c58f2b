"""The catalog: products and their variations, found by what a body says or made of it.

Source: docs/reference/wholecell.md 2.1, 2.3, 11.3.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World

from . import ids
from .errors import invalid
from .units import ATTRIBUTES

_DETAILS = (*ATTRIBUTES, "grade")


def variation_of(world: World, body: Mapping[str, Any], *, unit_of: int | None) -> int | None:
    """Return the variation that a body means, None when it names none.

    `unit_of` is the variation that the unit has now: what the body does not say, it keeps.
    """
    if body.get("product_variation_id") is not None:
        return _known(world, body["product_variation_id"])
    if body.get("sku"):
        return variation_of_sku(world, body["sku"], now=unit_of)
    told = body.get("product_variation") or {}
    if not told and "grade" not in body and "conditions" not in body:
        return None
    details: dict[str, Any] = _details(world, unit_of) if unit_of is not None else {}
    details |= {k: v for k, v in (told.get("product") or {}).items() if k in ATTRIBUTES}
    details |= {k: v for k, v in told.items() if k in (*_DETAILS, "conditions")}
    details |= {k: body[k] for k in ("grade", "conditions") if k in body}
    for name in _DETAILS:
        if not str(details.get(name) or "").strip():
            raise invalid(f"product_variation.{name}", "can't be blank")
    return find_or_make(
        world, details, conditions=_conditions(world, details), sku=told.get("sku") or None
    )


def variation_of_sku(world: World, sku: str, *, now: int | None = None) -> int:
    """Return the variation that carries a SKU; of several only the one that is it `now`."""
    found = [
        row["id"]
        for row in world.all(
            "SELECT id FROM wholecell_product_variation WHERE sku = ? ORDER BY id", (sku,)
        )
    ]
    if not found:
        raise invalid("sku", "must exist")
    if now is not None and now in found:
        return now
    if len(found) > 1:
        raise invalid("sku", f"is carried by {len(found)} variations")
    return int(found[0])


def find_or_make(
    world: World, details: Mapping[str, Any], *, conditions: list[int], sku: str | None
) -> int:
    """Return the variation of these details, made with its product when there is none (2.3)."""
    described = tuple(str(details[name]) for name in ATTRIBUTES)
    product = world.value(
        "SELECT id FROM wholecell_product WHERE (manufacturer, model, variant, network, capacity,"
        " color) = (?, ?, ?, ?, ?, ?)",
        described,
    )
    if product is None:
        product = ids.next_id(world, "wholecell_product")
        columns = dict(zip(ATTRIBUTES, described, strict=True))
        world.insert("wholecell_product", id=product, **columns)
    grade, listed = str(details["grade"]), json.dumps(sorted(set(conditions)))
    known = world.value(
        "SELECT id FROM wholecell_product_variation"
        " WHERE product_id = ? AND grade = ? AND conditions = ?",
        (product, grade, listed),
    )
    if known is not None:
        return int(known)
    made = ids.next_id(world, "wholecell_product_variation")
    return world.insert(
        "wholecell_product_variation",
        id=made, product_id=product, sku=sku, grade=grade, conditions=listed,
    )  # fmt: skip


def _known(world: World, identifier: int) -> int:
    if world.value("SELECT 1 FROM wholecell_product_variation WHERE id = ?", (identifier,)):
        return identifier
    raise invalid("product_variation_id", "must exist")


def _details(world: World, variation: int) -> dict[str, Any]:
    row = world.one(
        "SELECT p.*, v.grade, v.conditions FROM wholecell_product_variation v"
        " JOIN wholecell_product p ON p.id = v.product_id WHERE v.id = ?",
        (variation,),
    )
    titles = world.all(
        "SELECT title FROM wholecell_condition WHERE id IN (SELECT value FROM json_each(?))",
        (row["conditions"],),
    )
    kept = {name: row[name] for name in _DETAILS}
    return kept | {"conditions": [each["title"] for each in titles]}


def _conditions(world: World, details: Mapping[str, Any]) -> list[int]:
    found = []
    for told in details.get("conditions") or ():
        title = told["title"] if isinstance(told, dict) else told
        known = world.value("SELECT id FROM wholecell_condition WHERE title = ?", (title,))
        if known is None:
            raise invalid("conditions", f"{title} is not a condition")
        found.append(int(known))
    return found
