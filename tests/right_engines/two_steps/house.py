"""What the houses have in common: documents, and how they are kept."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .wire import Wire

Goods = dict[int, Fraction]
ZERO = Fraction(0)


class Doc:
    """A document: what it asks for and what is out, by the warehouse's own ids of goods."""

    def __init__(self, row: dict[str, Any], number: str | None, stands: bool, last: str) -> None:
        self.id, self.row, self.number, self.stands, self.last = (
            row["id"],
            row,
            number,
            stands,
            last,
        )
        self.asked: Goods = defaultdict(Fraction)
        self.out: Goods = defaultdict(Fraction)

    def done(self) -> bool:
        """Whether all that it asks for has left."""
        return bool(self.out) and all(self.out.get(g, 0) >= n for g, n in self.asked.items())


class House:
    """A warehouse and its documents."""

    one = "/orders/"

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.docs: dict[int, Doc] = {}

    def doc(self, row: Any) -> Doc:
        """Read a document."""
        raise NotImplementedError

    def keep(self, *rows: Any) -> None:
        """Take documents in as they are now."""
        self.docs.update((row["id"], self.doc(row)) for row in rows)

    def ensure(self, known: int | None) -> None:
        """Look at a document that was there before, if no list has it."""
        if known and known not in self.docs:
            self.keep(self.wire.get(f"{self.one}{known}"))

    def of(self, number: str) -> list[Doc]:
        """The documents with a number: those that have left something first, then the oldest."""
        docs = [doc for doc in self.docs.values() if doc.number == number]
        return sorted(docs, key=lambda doc: (not doc.out, doc.id))

    def ship(self, doc: Doc) -> None:
        """Nothing, where people ship."""
