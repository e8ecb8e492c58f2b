"""Reading which variation a body means. Source: docs/reference/wholecell.md 2.1, 2.3."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.errors import invalid

from .rows import ATTRIBUTES, DETAILS, details_of, find_or_add


def read_variation(world: World, body: wire.Body, *, current: int | None) -> int | None:
    """Return the variation that a body means, None when it names none.

    `current` is the variation of the unit that is changed: a description may name only what
    differs from it. A description that no variation fits adds one.
    """
    if body.get("product_variation_id") is not None:
        return _read_id(world, body["product_variation_id"])
    if body.get("sku"):
        return _read_sku(world, body["sku"], current=current)
    described = body.get("product_variation") or {}
    if not described and "grade" not in body and "conditions" not in body:
        return None
    details = details_of(world, current) if current is not None else {}
    details |= _read_details(described, body)
    for name in DETAILS:
        if not str(details.get(name) or "").strip():
            raise invalid(f"product_variation.{name}", "can't be blank")
    conditions = _read_conditions(world, details)
    return find_or_add(world, details, conditions=conditions, sku=described.get("sku") or None)


def _read_id(world: World, variation: int) -> int:
    if world.value("SELECT 1 FROM wholecell_product_variation WHERE id = ?", (variation,)):
        return variation
    raise invalid("product_variation_id", "must exist")


def _read_sku(world: World, sku: str, *, current: int | None) -> int:
    """Return the only variation that carries a SKU, or the current one if it does too."""
    rows = world.all("SELECT id FROM wholecell_product_variation WHERE sku = ? ORDER BY id", (sku,))
    found = [int(row["id"]) for row in rows]
    if not found:
        raise invalid("sku", "must exist")
    if current is not None and current in found:
        return current
    if len(found) > 1:
        raise invalid("sku", f"is carried by {len(found)} variations")
    return found[0]


def _read_details(described: Mapping[str, Any], body: wire.Body) -> dict[str, Any]:
    product = described.get("product") or {}
    details = {name: product[name] for name in ATTRIBUTES if name in product}
    names = (*DETAILS, "conditions")
    details |= {name: described[name] for name in names if name in described}
    return details | {name: body[name] for name in ("grade", "conditions") if name in body}


def _read_conditions(world: World, details: Mapping[str, Any]) -> list[int]:
    found = []
    for condition in details.get("conditions") or ():
        title = condition["title"] if isinstance(condition, dict) else condition
        known = world.value("SELECT id FROM wholecell_condition WHERE title = ?", (title,))
        if known is None:
            raise invalid("conditions", f"{title} is not a condition")
        found.append(int(known))
    return found
