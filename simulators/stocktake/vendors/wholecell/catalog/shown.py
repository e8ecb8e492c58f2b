"""Variations as the wire shows them. Source: docs/reference/wholecell.md 2.1."""

import json
from collections.abc import Sequence

from stocktake.core.among import among
from stocktake.core.world import World
from stocktake.vendors.wholecell.wire import Row

from .rows import ATTRIBUTES


def show_variations(world: World, variations: Sequence[int]) -> dict[int, Row]:
    """Return product variations as units and items show them, by id.

    In `product` the id comes last, as captured from the vendor.
    """
    conditions = {row["id"]: row for row in world.all("SELECT * FROM wholecell_condition")}
    which, given = among(variations)
    rows = world.all(
        "SELECT v.*, p.manufacturer, p.model, p.variant, p.network, p.capacity, p.color"
        " FROM wholecell_product_variation v JOIN wholecell_product p ON p.id = v.product_id"
        f" WHERE v.id {which}",
        (given,),
    )
    return {
        row["id"]: {
            "id": row["id"],
            "sku": row["sku"],
            "product": {name: row[name] for name in ATTRIBUTES} | {"id": row["product_id"]},
            "grade": row["grade"],
            "conditions": [dict(conditions[i]) for i in json.loads(row["conditions"])],
        }
        for row in rows
    }
