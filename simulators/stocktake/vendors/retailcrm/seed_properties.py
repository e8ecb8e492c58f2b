"""The properties that a busy account's offers have: those of their category, and of every good.

Source: docs/reference/warehouse-module.md 5.3.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World

_EVERY = ""
# Code, name, whether numeric, the category of its goods, and the values that they share out.
_PROPERTIES: tuple[tuple[str, str, bool, str, tuple[str, ...]], ...] = (
    ("brand", "Brand", False, _EVERY, ("Alder Creek", "Fieldworks", "North Fork")),
    ("carton_quantity", "Pieces in a carton", True, _EVERY, ("6", "12", "24")),
    ("roast", "Roast", False, "Coffee & Tea", ("light", "medium", "dark")),
    ("grind", "Grind", False, "Coffee & Tea", ("whole bean", "filter", "espresso")),
    ("allergens", "Allergens", False, "Pantry", ("none", "nuts", "sesame")),
    ("shelf_life_days", "Shelf life in days", True, "Pantry", ("180", "365", "720")),
    ("flour_type", "Type of flour", False, "Baking", ("white", "whole grain", "none")),
    ("gluten_free", "Free of gluten", False, "Baking", ("no", "yes")),
    ("storage_celsius", "Stored at, in degrees Celsius", True, "Chilled", ("2", "4", "7")),
    ("milk", "Milk", False, "Chilled", ("cow", "goat", "none")),
    ("scent", "Scent", False, "Household", ("unscented", "grapefruit", "oat")),
    ("refillable", "Can be refilled", False, "Household", ("yes", "no")),
    ("burning_hours", "Burns for hours", True, "Outdoor", ("2", "4")),
    ("material", "Material", False, "Kitchen", ("steel", "stoneware", "glass")),
    ("dishwasher_safe", "Dishwasher safe", False, "Kitchen", ("yes", "no")),
    ("charger", "Charger in the box", False, "Phones", ("no", "yes")),
    ("warranty_months", "Warranty in months", True, "Phones", ("3", "6", "12")),
    ("screen_inches", "Screen in inches", True, "Tablets", ("8", "10.5", "11")),
    ("fabric", "Fabric", False, "Apparel", ("cotton", "organic cotton", "wool")),
    ("cut", "Cut", False, "Apparel", ("straight", "relaxed")),
    ("paper", "Paper", False, "Posters", ("matte", "silk")),
    ("lid", "Comes with a lid", False, "Drinkware", ("yes", "no")),
    ("pages", "Pages", True, "Print", ("24", "96", "120")),
)


def seed_properties(world: World, items: Sequence[Mapping[str, Any]]) -> None:
    """Give the offers of these items the properties of their category, in every shop."""
    for code, name, numeric, category, values in _PROPERTIES:
        world.insert(
            "retailcrm_property", code=code, name=name, numeric=int(numeric), visible=1, variative=0
        )
        offered = [item for item in items if item["sites"]]
        found = [item for item in offered if category in (_EVERY, item["category"])]
        for number, item in enumerate(found):
            world.run(
                "INSERT INTO retailcrm_offer_property (offer_id, code, value)"
                " SELECT id, ?, ? FROM retailcrm_offer WHERE external_id = ?",
                (code, values[number % len(values)], item["sku"]),
            )
