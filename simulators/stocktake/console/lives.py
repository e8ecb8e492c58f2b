"""What became of an order: steps in two lanes, the shop's and the warehouse's, and its story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .shown import number
from .systems import Systems

Row = Mapping[str, Any]
_SHOP, _WAREHOUSE = "a", "b"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, or is still to come (`want`), in a lane.

    `place` counts steps from left to right; `words` are its classes. `told` are texts, each with
    the row of the journal that did it, or None; `at` are the times.
    """

    lane: str
    place: int
    hue: str
    words: str
    told: tuple[tuple[str, int | None], ...]
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of the story; `is_hot` where it is what went wrong."""

    row: int
    at: str
    text: str
    is_hot: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """An order as the page shows it; `word` is the class of its state."""

    order: Row
    state: str
    word: str
    warehouse: str | None
    steps: tuple[Step, ...]
    story: tuple[Sentence, ...]
    remark: str


def life_of(order: Row, systems: Systems) -> Life:
    """Return an order of the control plane as the page shows it."""
    documents = order["documents"]
    warehouse = documents[0]["warehouse"] if documents else order["warehouse"]
    state, word = _state(order)
    return Life(
        order=order,
        state=state,
        word=word,
        warehouse=warehouse,
        steps=tuple(_Steps(order, systems, warehouse).all()),
        story=tuple(sorted(_sentences(order, systems), key=lambda each: each.row)),
        remark=_remark(order, systems, warehouse),
    )


def _standing(order: Row) -> list[Row]:
    """Return the documents that ask for anything."""
    return [document for document in order["documents"] if document["state"] != "cancelled"]


def _state(order: Row) -> tuple[str, str]:
    """Return one word for an order, and the class of it."""
    standing = _standing(order)
    if order["state"] == "wrong":
        return ("made twice" if len(standing) > 1 else "told too early"), "wrong"
    if order["state"] == "done":
        return "done", "ok"
    if order["state"] == "cancelled":
        return "called off", "skip"
    if not standing:
        return "not taken yet", "old"
    if standing[0]["state"] == "shipped":
        return "shop not told", "old"
    return "to be shipped", "skip"


def _remark(order: Row, systems: Systems, warehouse: str | None) -> str:
    """Say what keeps an order from being taken."""
    if any(line["sku"] is None for line in order["lines"]):
        return "One line has no SKU: no warehouse can take it."
    if warehouse is None:
        return f"No warehouse feeds its place in {systems.title(order['outlet'])}."
    return ""


def due_of(document: Row) -> float:
    """Return what a document still asks for."""
    lines = document["lines"]
    return float(sum(max(0, x["ordered"] - x["shipped"] - x["cancelled"]) for x in lines))


_Deed = tuple[str, Row | None, str]
"""What was done, by which row, and what became of it."""


class _Steps:
    """The steps of an order, from left to right: ordered, made, shipped, told, left over."""

    def __init__(self, order: Row, systems: Systems, warehouse: str | None) -> None:
        self._order, self._warehouse = order, warehouse
        self._shop, self._house = systems.hue(order["outlet"]), systems.hue(warehouse)
        self._title = systems.title
        self._standing = _standing(order)

    def all(self) -> Iterator[Step]:
        """Yield every step."""
        yield self._deeds(_SHOP, 1, [("ordered", self._order["ordered"], "")])
        yield from self._made()
        yield from self._shipped()
        yield from self._told()
        yield from self._left()

    def _deeds(self, lane: str, place: int, deeds: Sequence[_Deed], words: str = "") -> Step:
        told: list[tuple[str, int | None]] = []
        for text, deed, fate in deeds:
            lost = ", reply lost" if deed and not deed["delivered"] else ""
            told.append((text, deed["row"] if deed else None))
            if lost or fate:
                told.append((f"{lost}{fate}", None))
        at = tuple(deed["at"] for _, deed, _ in deeds if deed)
        return Step(lane, place, self._hue(lane), words, tuple(told), at)

    def _hue(self, lane: str) -> str:
        return self._shop if lane == _SHOP else self._house

    def _want(self, lane: str, place: int, text: str) -> Step:
        return Step(lane, place, self._hue(lane), "want", ((text, None),))

    def _made(self) -> Iterator[Step]:
        documents = self._order["documents"]
        if not documents:
            if self._order["state"] != "cancelled":
                yield self._want(_WAREHOUSE, 2, "not there yet")
            return
        deeds: list[_Deed] = []
        for i, document in enumerate(documents):
            stands = document in self._standing
            again = "; again as" if i and stands else "; then" if i else "made as"
            named = f"{again} {document['id']}{self._elsewhere(document)}"
            deeds.append((named, document["made"], "" if stands else ", called off"))
        yield self._deeds(
            _WAREHOUSE, 2, deeds, words="bad twice" if len(self._standing) > 1 else ""
        )

    def _elsewhere(self, document: Row) -> str:
        if document["warehouse"] == self._warehouse:
            return ""
        return f" in {self._title(document['warehouse'])}"

    def _shipped(self) -> Iterator[Step]:
        deeds: list[_Deed] = []
        for document in self._order["documents"]:
            left = sum(line["shipped"] for line in document["lines"])
            part = "shipped in part" if left and due_of(document) else "shipped"
            named = f"{document['id']} {part}" if len(self._order["documents"]) > 1 else part
            if left:
                found = document["shipped"] or [None]
                deeds += [(", and" if i else named, deed, "") for i, deed in enumerate(found)]
        if deeds:
            yield self._deeds(_WAREHOUSE, 3, deeds)
        elif self._standing:
            yield self._want(_WAREHOUSE, 3, "to be shipped")

    def _told(self) -> Iterator[Step]:
        told = self._order["told"]
        if told["shipped"]:
            words = "bad" if _state(self._order)[0] == "told too early" else ""
            deeds = [("told: shipped", deed, "") for deed in told["rows"][-1:] or [None]]
            yield self._deeds(_SHOP, 4, deeds, words=words)
        elif self._standing:
            yield self._want(_SHOP, 4, "to be told: shipped")

    def _left(self) -> Iterator[Step]:
        open_ = [document for document in self._standing if due_of(document)]
        if len(self._standing) > 1 and open_:
            said = [
                f"{each['id']} still open: would ship {number(due_of(each))} more" for each in open_
            ]
            yield self._want(_WAREHOUSE, 5, "; ".join(said))


def _sentences(order: Row, systems: Systems) -> Iterator[Sentence]:
    """Yield what was done for an order, a sentence for each row of the journal, in no order."""
    lines = ", ".join(f"{number(x['ordered'])} of {x['sku'] or '?'}" for x in order["lines"])
    if deed := order["ordered"]:
        by = f"Customer {order['customer']}" if order["customer"] else "A shopper"
        text = f"{by} ordered {lines} in {systems.title(order['outlet'])}."
        yield Sentence(deed["row"], deed["at"], text)
    twice = len(_standing(order)) > 1
    for i, document in enumerate(order["documents"]):
        house, fate = systems.title(document["warehouse"]), ""
        if deed := document["made"]:
            fate = "" if deed["delivered"] else f", and the reply was lost{_planted(deed)}"
            again = " again" if i else ""
            made = f"{house} made it{again} as {document['id']}{fate}."
            yield Sentence(deed["row"], deed["at"], made, is_hot=twice)
        part = "a part of " if due_of(document) or len(document["shipped"]) > 1 else ""
        for deed in document["shipped"]:
            yield Sentence(deed["row"], deed["at"], f"{house} shipped {part}{document['id']}.")
    for deed in order["told"]["rows"]:
        text = f"{systems.title(order['outlet'])} was told that it has shipped."
        yield Sentence(deed["row"], deed["at"], text, is_hot=_state(order)[0] == "told too early")


def _planted(deed: Row) -> str:
    return f" (a planted fault, {deed['fault'].replace('_', ' ')})" if deed["fault"] else ""
