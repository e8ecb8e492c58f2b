"""Stock levels of goods that are counted one by one: units on hand less what open orders await.

Source: wholecell.md 4, 7.1. Whole numbers throughout. The vendor computes the same in SQL; its
tests compare the two.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

WINDOW_MS = 90 * 86_400_000  # the API ignores older orders


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a SKU, as far as levels are concerned."""

    status: str
    committed: bool = False


@dataclass(frozen=True, slots=True)
class SalesLine:
    """A line of a sales order for a SKU: what was ordered, and how many units are committed to it.

    `open` is the flag of its order's status, `ordered_at` when the order was created (ms).
    """

    quantity: int
    committed: int = 0
    open: bool = True
    ordered_at: int = 0

    @property
    def awaited(self) -> int:
        """Units that the line still takes; an overcommitted line takes 0, not fewer (7.1)."""
        return max(0, self.quantity - self.committed) if self.open else 0


@dataclass(frozen=True, slots=True)
class UnitLevel:
    """A SKU's level; `available` is negative when orders await more than there is."""

    on_hand: int
    outstanding: int

    @property
    def available(self) -> int:
        """Units that are left when every order has been served."""
        return self.on_hand - self.outstanding


def on_hand(units: Iterable[Unit], *, statuses: Collection[str] | None = None) -> int:
    """Count the units that no order holds, in some statuses or (None) in any."""
    return sum(
        not unit.committed and (statuses is None or unit.status in statuses) for unit in units
    )


def outstanding(lines: Iterable[SalesLine], *, since: int | None = None) -> int:
    """Add up what lines await, those of orders created at `since` (ms) or later; None is all."""
    return sum(line.awaited for line in lines if since is None or line.ordered_at >= since)


def stock_level(
    units: Iterable[Unit],
    lines: Iterable[SalesLine],
    *,
    now: int,
    statuses: Collection[str] | None = None,
) -> UnitLevel:
    """Return what the API answers for one SKU (4): statuses narrow the units, never the lines."""
    return UnitLevel(
        on_hand=on_hand(units, statuses=statuses),
        outstanding=outstanding(lines, since=now - WINDOW_MS),
    )
