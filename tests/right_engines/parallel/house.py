"""A warehouse as one round knows it: documents, goods, the functions of its vendor."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .line import Line
from .settings import Bag, J


@dataclass
class Doc:
    """A warehouse's document."""

    raw: J
    lines: list[tuple[int, Any, Fraction]]
    out: Bag
    dead: bool
    owes: bool
    when: str

    def __post_init__(self) -> None:
        self.id: int = self.raw["id"]
        self.asked = bag((good, count) for _, good, count in self.lines)
        self.left = any(self.out.values())
        self.done = self.left and all(self.out.get(g, 0) >= n for g, n in self.asked.items())


def bag(pairs: Iterable[tuple[Any, Any]]) -> Bag:
    """Sums by good."""
    sums: Bag = defaultdict(Fraction)
    for good, count in pairs:
        sums[good] += Fraction(count)
    return sums


@dataclass
class House:
    """What is known of a warehouse in this round, and how it is spoken to."""

    name: str
    line: Line
    vendor: "Vendor"
    docs: dict[str, list[Doc]] = field(default_factory=lambda: defaultdict(list))
    skus: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    free: Bag = field(default_factory=dict)
    kits: dict[Any, Bag] = field(default_factory=lambda: defaultdict(dict))
    items: dict[Any, J] = field(default_factory=dict)
    owed: Bag = field(default_factory=lambda: defaultdict(Fraction))

    def parts(self, lines: J) -> Bag:
        """Lines, bundles taken apart."""
        pairs = ((g, Fraction(n)) for g, n in lines.values())
        return bag(
            (p, n * m) for g, n in pairs for p, m in (self.kits.get(g) or {g: Fraction(1)}).items()
        )


@dataclass(frozen=True)
class Vendor:
    """The functions of one vendor."""

    load: Callable[[House], Awaitable[None]]
    look: Callable[[House, str], Awaitable[list[Doc]]]
    sure: Callable[[House, str], Awaitable[None]]
    good: Callable[[House, str], Awaitable[Any]]
    make: Callable[[House, J, Bag], Awaitable[None]]
    change: Callable[[House, Doc, Bag, bool], Awaitable[None]]
    off: Callable[[House, Doc], Awaitable[None]]


async def first(house: House, sku: str) -> Any:
    """The one good of a SKU."""
    return house.skus[sku][0]
