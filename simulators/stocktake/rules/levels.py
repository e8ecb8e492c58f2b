"""How much of an item a warehouse can still promise, and what a shop may show of it.

Source: duty D1 of duties.md. Not the stock on hand, which counts held and quarantined lots.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from stocktake.rules.picking import HandPick, Lot, PickStrategy, in_order
from stocktake.rules.quantity import MICRO, Rounding, convert, floor_units


@dataclass(frozen=True, slots=True)
class Level:
    """What auto-ship could take and what open orders await: millionths of the unit of order."""

    takeable: int
    awaited: int

    @property
    def promise(self) -> int:
        """Millionths that can still be promised; negative when more is awaited than there is."""
        return self.takeable - self.awaited


def level_of(
    lots: Iterable[Lot],
    awaited: int,
    *,
    strategy: PickStrategy,
    retired: bool = False,
    to_count: int = MICRO,
    from_count: int = MICRO,
    hand_pick: HandPick = "skip",
) -> Level:
    """Return the level of one item.

    `lots` are those that `picking.eligible` allows, in the unit of use. `awaited` is the unshipped
    quantity of the item's open orders, in the unit of order. One unit of order is
    to_count / from_count units of use (wherefour.md 5.1); the sum of the lots is converted once,
    rounding down. ValueError for a to_count that is not positive.
    """
    candidates = [] if retired else in_order(lots, strategy, hand_pick=hand_pick)
    takeable = convert(
        sum(lot.count for lot in candidates),
        from_count,
        denominator_micro=to_count,
        rounding=Rounding.DOWN,
    )
    return Level(takeable=takeable, awaited=awaited)


def leftover(promise: int, unknown: int = 0) -> int:
    """Return the whole units that a shop may show: max(0, floor(promise - unknown)).

    Both are millionths. `unknown` is demand routed to the warehouse that it has no document for
    yet. Where several items carry one SKU, the promise is the sum of theirs.
    """
    return max(0, floor_units(promise - unknown))
