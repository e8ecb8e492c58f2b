"""What became of each order of an outlet: its documents, what left, what the outlet was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .levels import Row, due_of

WRONG, OPEN, DONE, CANCELLED = "wrong", "open", "done", "cancelled"
MADE_TWICE, TOLD_TOO_EARLY = "made_twice", "told_too_early"
STATES = (WRONG, OPEN, DONE, CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An order in a warehouse that carries the number of an outlet's order."""

    warehouse: str
    id: str
    rows: tuple[Row, ...]

    @property
    def stands(self) -> bool:
        """Whether it asks for anything."""
        return any(row["ordered"] > row["cancelled"] for row in self.rows)

    @property
    def due(self) -> int:
        """What it still asks for."""
        return sum(map(due_of, self.rows))

    @property
    def shipped(self) -> int:
        """What has left for it."""
        return sum(row["shipped"] for row in self.rows)

    @property
    def state(self) -> str:
        """One word for it."""
        if not self.stands:
            return CANCELLED
        return "open" if self.due else "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """An order of an outlet with the documents of its number; `told_here`: in this world's time."""

    outlet: str
    id: str
    reference: str
    rows: tuple[Row, ...]
    documents: tuple[Document, ...]
    told_here: bool

    @property
    def key(self) -> tuple[str, int, str]:
        """Where it stands in a list: by outlet, then as it came in."""
        return (self.outlet, len(self.id), self.id)

    @property
    def standing(self) -> list[Document]:
        """The documents that ask for anything."""
        return [document for document in self.documents if document.stands]

    @property
    def told(self) -> bool:
        """Whether the outlet believes that it has shipped."""
        return any(row["shipped"] for row in self.rows)

    @property
    def told_too_early(self) -> bool:
        """Whether the outlet was told that it has shipped, believes it, and nothing has left."""
        return (
            self.told_here
            and self.told
            and not any(document.shipped for document in self.documents)
        )

    @property
    def mistake(self) -> str | None:
        """What is wrong with it by a word; two documents are, whatever came of them."""
        if len(self.standing) > 1:
            return MADE_TWICE
        return TOLD_TOO_EARLY if self.told_too_early else None

    @property
    def state(self) -> str:
        """One word for it."""
        if self.mistake:
            return WRONG
        wanted = any(row["ordered"] > row["cancelled"] for row in self.rows)
        if not wanted and not any(document.due for document in self.documents):
            return CANCELLED
        return DONE if self.told and not any(d.due for d in self.documents) else OPEN


def lives_of(
    orders: Sequence[Row],
    *,
    outlets: Sequence[str],
    warehouses: Sequence[str],
    told: Collection[tuple[str, str]],
) -> list[Life]:
    """Return the life of every order of the outlets, in no order.

    `told` are the documents (system and id) with a line of a shipment in the ledger.
    """
    mine: dict[tuple[str, str], list[Row]] = defaultdict(list)
    papers: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in orders:
        if row["simulator"] in outlets:
            mine[row["simulator"], str(row["id"])].append(row)
        elif row["simulator"] in warehouses and row["reference"]:
            papers[row["reference"]][row["simulator"], str(row["id"])].append(row)
    return [
        Life(
            outlet=outlet,
            id=order_id,
            reference=rows[0]["reference"] or "",
            rows=tuple(rows),
            documents=tuple(
                Document(warehouse=warehouse, id=document_id, rows=tuple(found))
                for (warehouse, document_id), found in sorted(
                    papers.get(rows[0]["reference"] or "", {}).items(),
                    key=lambda each: (each[0][0], len(each[0][1]), each[0][1]),
                )
            ),
            told_here=(outlet, order_id) in told,
        )
        for (outlet, order_id), rows in mine.items()
    ]


@dataclass(frozen=True, slots=True)
class Done:
    """A row of the journal that did something for an order, and how its request fared."""

    row: int
    at: int
    delivered: bool = True
    fault: str | None = None


class Deeds:
    """Which rows made, shipped and told of orders.

    `lines` are those of demand and shipments in the ledger, oldest first, the deltas of one turn
    and document added up; `how` says of a row whether its client got the reply, and which fault
    struck.
    """

    def __init__(self, lines: Iterable[Row], how: Mapping[int, tuple[bool, str | None]]) -> None:
        self._found: dict[tuple[str, str, str], list[tuple[int, Done]]] = defaultdict(list)
        for line in lines:
            delivered, fault = how.get(line["turn"], (True, None))
            done = Done(line["turn"], line["at"], delivered, fault)
            key = (line["simulator"], line["document"], line["what"])
            self._found[key].append((line["delta"], done))

    def made(self, simulator: str, document: str) -> Done | None:
        """Return the row that made a document or an order; None for one from before."""
        found = self._found.get((simulator, document, "demand"), ())
        return next((done for delta, done in found if delta > 0), None)

    def shipped(self, simulator: str, document: str) -> list[Done]:
        """Return the rows in which something left, or in which an outlet was told so."""
        found = self._found.get((simulator, document, "shipment"), ())
        return [done for delta, done in found if delta > 0]
