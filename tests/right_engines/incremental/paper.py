"""A warehouse's document of an order, and sums of goods."""

from collections import defaultdict
from fractions import Fraction as Amount
from typing import Any, NamedTuple

Json = dict[str, Any]
Goods = dict[Any, Amount]


class Paper(NamedTuple):
    """A warehouse's document of an order."""

    id: int
    raw: Json
    lines: list[tuple[int, Any, Amount]]  # id of the line, good, how many
    out: Goods
    dead: bool
    owes: bool
    when: str

    @property
    def asked(self) -> Goods:
        """What it asks of each good."""
        return total((good, count) for _, good, count in self.lines)

    @property
    def left(self) -> bool:
        """Has anything left?"""
        return any(self.out.values())

    @property
    def done(self) -> bool:
        """Has everything left?"""
        return self.left and all(self.out.get(g, 0) >= n for g, n in self.asked.items())


def total(pairs: Any) -> Goods:
    """Pairs of a good and a count, added up."""
    found: Goods = defaultdict(Amount)
    for good, count in pairs:
        found[good] += count
    return found
