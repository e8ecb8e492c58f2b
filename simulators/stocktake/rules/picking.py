"""Which lots an automatic pick takes, and how much of each. Source: wherefour.md 5.1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

HandPick = Literal["skip", "fifo"]
"""What an automatic pick does with a Hand Pick item: leave it to a person, or treat it as FIFO."""


class PickStrategy(Enum):
    """The order in which an item's lots leave; the values are Wherefour's spelling."""

    FIFO = "FIFO"
    FEFO = "FEFO"
    LIFO = "LIFO"
    HAND_PICK = "Hand Pick"

    @classmethod
    def parse(cls, text: str) -> "PickStrategy":
        """Read a strategy in any case ("fifo", "hand pick"); ValueError for another word."""
        for strategy in cls:
            if strategy.value.casefold() == text.casefold():
                return strategy
        raise ValueError(f"no pull strategy: {text[:40]!r}")


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot that may be picked: count in millionths, times in milliseconds, no expiry as None."""

    id: int
    count: int
    received_at: int
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A quantity (millionths) to take from a lot."""

    lot_id: int
    quantity: int


def eligible(status: str, count: int, *, pick_and_ship: bool | None) -> bool:
    """Say whether a lot may be picked automatically: active, not empty, in an allowed location.

    `pick_and_ship` is the flag of the lot's location, None for a lot without one, which is allowed.
    The expiry date does not matter: expired lots are picked (wherefour.md 5.1, point 3).
    """
    return status == "active" and count > 0 and pick_and_ship is not False


def in_order(
    lots: Iterable[Lot], strategy: PickStrategy, *, hand_pick: HandPick = "skip"
) -> list[Lot]:
    """Return the lots in the order of picking; none for a skipped Hand Pick.

    FIFO and LIFO go by the time received, FEFO by expiry with undated lots last, then by the time
    received; ties go to the lower id, in LIFO to the higher.
    """
    match strategy:
        case PickStrategy.LIFO:
            return sorted(lots, key=lambda lot: (lot.received_at, lot.id), reverse=True)
        case PickStrategy.FEFO:
            return sorted(lots, key=_expiry)
        case PickStrategy.HAND_PICK if hand_pick == "skip":
            return []
    return sorted(lots, key=lambda lot: (lot.received_at, lot.id))


def _expiry(lot: Lot) -> tuple[bool, int, int, int]:
    return (lot.expires_at is None, lot.expires_at or 0, lot.received_at, lot.id)


def pick(
    lots: Sequence[Lot], demand: int, *, strategy: PickStrategy, hand_pick: HandPick = "skip"
) -> tuple[Pick, ...]:
    """Take up to `demand` (millionths) from the lots, emptying each before the next.

    The lots are those that `eligible` allows. Too little stock is not an error: the picks then add
    up to less than the demand. Empty for a demand of zero or less.
    """
    picks = []
    for lot in in_order(lots, strategy, hand_pick=hand_pick):
        if demand <= 0:
            break
        taken = min(lot.count, demand)
        picks.append(Pick(lot_id=lot.id, quantity=taken))
        demand -= taken
    return tuple(picks)
