"""The text that a shipment appends to the instructions of its order.

Source: docs/reference/wherefour.md 5.1, point 8.
"""

from collections.abc import Iterable

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal
from stocktake.rules.picking import Pick
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.inventory.units import title

from .input import ShipmentRequest
from .lines import OpenLine


def describe_shipment(number: int, request: ShipmentRequest) -> str:
    """Return the heading of the text: number and date of the shipment."""
    day = wire.spell_local_time(request.ship_date, request.account.zone)
    return f"\nShipment #{number}: {day:%m/%d/%y}\n"


def describe_picks(world: World, line: OpenLine, picks: Iterable[Pick]) -> str:
    """Return a line of text for each pick: how much of what, from which lot."""
    text, before = "", line.shipped
    unit = title(line.ship_unit.name)
    for pick in picks:
        after = before + pick.quantity
        count = line.in_unit(line.ship_unit, after) - line.in_unit(line.ship_unit, before)
        before = after
        code = world.value("SELECT lot_code FROM wherefour_stock WHERE id = ?", (pick.lot_id,))
        text += f"{spell_decimal(count)} {unit} - {line.row['name']} (lot code: {code})\n"
    return text
