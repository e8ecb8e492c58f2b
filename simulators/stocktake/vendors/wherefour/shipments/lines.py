"""Order lines of which something is still to ship, in their three units.

The unit of use counts lots, the unit of order the order, the unit of pick and ship the shipment:
docs/reference/wherefour.md 5.1 "Units".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour.inventory.units import Unit, unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """An order line with its units, what was shipped of it and what is still to ship.

    `shipped` and `open` are in the unit of use.
    """

    row: Mapping[str, Any]
    order_unit: Unit
    ship_unit: Unit
    shipped: int
    open: int

    def ordered_share(self, quantity: int) -> int:
        """Return a quantity (unit of use) that ships now, in the unit of order."""
        return self._share(self.order_unit, quantity, recorded=self.row["ordered_shipped"])

    def shipped_share(self, quantity: int) -> int:
        """Return a quantity (unit of use) that ships now, in the unit of pick and ship."""
        return self._share(self.ship_unit, quantity, recorded=self.row["units_shipped"])

    def in_unit(self, unit: Unit, quantity: int) -> int:
        """Return a quantity (unit of use) of the line in another unit, the whole line exactly."""
        if quantity == self.shipped + self.open and unit == self.order_unit:
            return int(self.row["count"])
        return unit.from_use(quantity)

    def _share(self, unit: Unit, quantity: int, *, recorded: int) -> int:
        # The sum that is shipped less what was recorded before, so that three thirds of a case are
        # one case, also when the line grew in between.
        return max(0, self.in_unit(unit, self.shipped + quantity) - recorded)


def open_lines(world: World, order_id: int) -> list[OpenLine]:
    """Return the lines of an order of which something is still to ship (5.1)."""
    rows = world.all(
        "SELECT li.*, i.unit_of_order, i.unit_of_pick_and_ship, i.pull_strategy, i.retired,"
        " i.quantity_not_tracked, coalesce(sum(si.taken), 0) AS shipped,"
        " coalesce(sum(si.quantity), 0) AS ordered_shipped,"
        " coalesce(sum(si.count), 0) AS units_shipped"
        " FROM wherefour_order_item li JOIN wherefour_inventory i ON i.id = li.inventory_id"
        " LEFT JOIN wherefour_shipment_item si ON si.order_item_id = li.id"
        " WHERE li.order_id = ? GROUP BY li.id ORDER BY li.id",
        (order_id,),
    )
    return [line for line in (_line(world, row) for row in rows) if line.open > 0]


def _line(world: World, row: Mapping[str, Any]) -> OpenLine:
    order_unit = unit_of(world, row["inventory_id"], name=row["unit_of_order"])
    return OpenLine(
        row=row,
        order_unit=order_unit,
        ship_unit=unit_of(world, row["inventory_id"], name=row["unit_of_pick_and_ship"]),
        shipped=row["shipped"],
        open=order_unit.into_use(row["count"]) - row["shipped"],
    )
