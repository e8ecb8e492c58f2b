"""An SKU as a line of the stock table: what each warehouse has, what its shops show, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .systems import Systems

_WORDS = {"wrong": 0, "out of date": 1, "ok": 2, "not in the shop": 3}
"""The words for a number; the worst one is told of an SKU."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a shop shows at a place; `place` is "" where the warehouse feeds no other one."""

    place: str
    number: float | None
    difference: float | None
    state: str

    @property
    def word(self) -> str:
        """The class of its cell."""
        return {"wrong": "bad", "out of date": "old"}.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a warehouse has of an SKU, and what the places that it feeds show."""

    on_hand: float
    promise: float
    shown: tuple[Shown, ...]

    @property
    def word(self) -> str:
        """The class of the cell of what is shown: that of the worst number."""
        words = [shown.word for shown in self.shown]
        return "bad" if "bad" in words else "old" if "old" in words else ""


@dataclass(frozen=True, slots=True)
class Line:
    """An SKU at all systems. `whys` are sentences, each with the warehouse that it is about."""

    sku: str
    name: str | None
    state: str
    since: str | None
    row: int | None
    cells: Mapping[str, Cell]
    whys: tuple[tuple[str, str], ...]

    @property
    def disagrees(self) -> bool:
        """Whether a shop shows another number than can be promised."""
        return self.state in ("wrong", "out of date")


def line_of(found: Mapping[str, Any], systems: Systems) -> Line:
    """Return the line of an SKU with its rows."""
    rows = found["rows"]
    worst = min(rows, key=lambda row: _WORDS[row["state"]])
    warehouses = dict.fromkeys(row["warehouse"] for row in rows)
    cells = {
        name: _cell([row for row in rows if row["warehouse"] == name], systems)
        for name in warehouses
    }
    return Line(
        sku=found["sku"],
        name=found["name"],
        state=worst["state"],
        since=worst["since"],
        row=worst["row"],
        cells=cells,
        whys=tuple((row["warehouse"], row["cause"]) for row in rows if row["cause"]),
    )


def _cell(rows: list[Mapping[str, Any]], systems: Systems) -> Cell:
    fed = [row for row in rows if row["outlet"] is not None]
    shown = tuple(
        Shown(
            place=_place(row, systems) if len(fed) > 1 else "",
            number=row["shop_shows"],
            difference=row["difference"],
            state=row["state"],
        )
        for row in fed
    )
    return Cell(on_hand=rows[0]["on_hand"], promise=rows[0]["can_promise"], shown=shown)


def _place(row: Mapping[str, Any], systems: Systems) -> str:
    """Return where a number is shown: the outlet, and its place where that has another name."""
    title = systems.title(row["outlet"])
    return title if row["place"] in (row["warehouse"], row["outlet"]) else f"{title} {row['place']}"
