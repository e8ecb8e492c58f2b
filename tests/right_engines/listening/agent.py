"""What the agents of all warehouses have in common: their papers."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .wire import Wire

Goods = dict[int, Fraction]
NOTHING = Fraction(0)
OPEN = {"pending", "open", "partially shipped", "on hold"}


@dataclass
class Paper:
    """A document at a warehouse."""

    id: int
    number: str
    stands: bool
    row: dict[str, Any]
    left_at: str = ""
    asked: Goods = field(default_factory=lambda: defaultdict(Fraction))
    out: Goods = field(default_factory=lambda: defaultdict(Fraction))

    def waits(self) -> Goods:
        """What it asks for and what has not left."""
        rest = {good: n - self.out.get(good, NOTHING) for good, n in self.asked.items()}
        return {good: n for good, n in rest.items() if n > 0}


class Agent:
    """What the agents of all warehouses have in common."""

    whole_units = True
    one = "/orders/"

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.papers: dict[str, dict[int, Paper]] = defaultdict(dict)

    def file(self, row: dict[str, Any]) -> Paper:
        """File a document as it is now."""
        paper = self.paper(row)
        self.papers[paper.number][paper.id] = paper
        return paper

    def named(self, number: str) -> list[Paper]:
        """Documents of a number: standing ones first, of these what has left, then the oldest."""
        papers = self.papers[number].values() if number in self.papers else []
        return sorted(papers, key=lambda paper: (not paper.stands, not paper.out, paper.id))

    def recall(self, known: int | None) -> None:
        """Look at a document that was there before, if no list has it."""
        if known and all(paper.id != known for paper in self.every()):
            self.file(self.wire.get(f"{self.one}{known}"))

    def every(self) -> list[Paper]:
        """All documents."""
        return [paper for papers in list(self.papers.values()) for paper in papers.values()]

    def paper(self, row: dict[str, Any]) -> Paper:
        """Read a document in this warehouse's words."""
        raise NotImplementedError

    def ship(self, paper: Paper) -> Paper:
        """People ship."""
        return paper
