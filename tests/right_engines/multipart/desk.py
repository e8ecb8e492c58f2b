"""What the desks of all warehouses have in common."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .service import Row, Service

Goods = dict[int, Fraction]
Request = tuple[str, str, Row | None]
NONE = Fraction(0)


@dataclass
class Doc:
    """What a warehouse holds for an order, goods by the warehouse's own ids."""

    number: str
    stands: bool
    asked: Goods
    out: Goods
    last: str
    row: Row

    def rest(self) -> Goods:
        """What has still to leave."""
        rest = {good: n - self.out.get(good, NONE) for good, n in self.asked.items()}
        return {good: n for good, n in rest.items() if n > 0}


def add(pairs: Iterator[tuple[int, Any]]) -> Goods:
    """Sums by good; several lines of one good are one sum."""
    sums: Goods = {}
    for good, n in pairs:
        sums[good] = sums.get(good, NONE) + Fraction(str(n))
    return {good: n for good, n in sums.items() if n}


class Desk:
    """Where one warehouse is talked to."""

    search = ("", "")
    one = "/orders/"

    def __init__(self, service: Service) -> None:
        self.service = service
        self.docs: dict[int, Doc] = {}
        self.refresh()

    def rows(self, path: str, **query: Any) -> list[Row]:
        """A list to its end."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read goods and documents."""
        raise NotImplementedError

    def doc(self, row: Row) -> Doc:
        """Understand a document."""
        raise NotImplementedError

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """Requests after which a document asks for the target, or for nothing (None)."""
        raise NotImplementedError

    def take(self, rows: list[Row]) -> None:
        """Keep documents as they are now."""
        self.docs.update((row["id"], self.doc(row)) for row in rows)

    def find(self, number: str) -> list[Doc]:
        """Ask for the documents of an order; what has left goes first, then the oldest."""
        path, key = self.search
        self.take(self.rows(path, **{key: number}))
        return self.of(number)

    def ensure(self, known: Any) -> None:
        """Look at a document that was there before, if no list has it."""
        if known and known not in self.docs:
            self.take([self.service.get(f"{self.one}{known}")])

    def of(self, number: str) -> list[Doc]:
        """The documents of an order that are known."""
        found = [doc for doc in self.docs.values() if doc.number == number]
        return sorted(found, key=lambda doc: (not doc.stands, not doc.out, doc.row["id"]))


def name_of(person: Row) -> str:
    """First and last name of whoever has them."""
    return f"{person.get('firstName', '')} {person.get('lastName', '')}".strip()
