"""Units of an item: what one unit of order, or of pick and ship, is in the unit of use.

Source: docs/reference/wherefour.md 5.1 "Units".
"""

from dataclasses import dataclass

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO, Rounding, convert


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement: one of it is to_count / from_count units of use."""

    name: str
    to_count: int = MICRO
    from_count: int = MICRO

    def into_use(self, micro: int) -> int:
        """Return a quantity of this unit in units of use."""
        return convert(
            micro, self.to_count, denominator_micro=self.from_count, rounding=Rounding.HALF_EVEN
        )

    def from_use(self, micro: int) -> int:
        """Return units of use in this unit; down, so that no more is promised than there is."""
        return convert(
            micro, self.from_count, denominator_micro=self.to_count, rounding=Rounding.DOWN
        )


def unit_of(world: World, inventory_id: int, *, name: str) -> Unit:
    """Return a unit of an item; one that has no conversion row equals the unit of use."""
    row = world.find(
        "SELECT c.to_count, c.from_count FROM wherefour_conversion c"
        " JOIN wherefour_inventory i ON i.id = c.inventory_id"
        " WHERE i.id = ? AND c.unit_of_measurement = ? AND i.unit_of_use <> ?",
        (inventory_id, name, name),
    )
    return Unit(name, **row) if row else Unit(name)


def title(unit: str) -> str:
    """Spell a unit as the shipment text does: `Cases`, but `Each` (5.1, point 8)."""
    word = unit[:1].upper() + unit[1:]
    if word.lower() == "each":
        return word
    if word.lower().endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.lower().endswith("y") and word[-2:-1].lower() not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
