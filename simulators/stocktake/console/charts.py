"""The step chart of an SKU: on hand, can promise and shop shows after each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .shown import clock, day, moment, number
from .systems import Systems

_WIDTH, _HEIGHT = 1120, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 960, 16, 238
_APART = 78  # pixels between two labels of the axis
_LINES = 6  # of the grid, about
_LABEL_APART = 16  # pixels between two words at the end

Moment = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Curve:
    """A number over time: its path, and the word at its end."""

    word: str
    hue: str
    path: str
    label: str
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the axis; `row` is None for how the world began, `label` may be left out."""

    x: float
    width: float
    row: int | None
    time: str
    title: str
    has_label: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture; gaps are where the shop showed another number than could be promised."""

    warehouse: str
    outlet: str | None
    place: str | None
    width: int
    height: int
    left: int
    right: int
    bottom: int
    grid: tuple[tuple[float, str], ...]
    gaps: tuple[tuple[float, float, float, float], ...]
    curves: tuple[Curve, ...]
    ticks: tuple[Tick, ...]


def chart_of(row: Mapping[str, Any], systems: Systems, *, by_time: bool = False) -> Chart:
    """Return the chart of an SKU at a warehouse and a place; evenly spaced unless by time."""
    stock, moments = row["stock"], row["moments"]
    xs = [*_positions(moments, by_time), _RIGHT]
    low, high, step = _scale(moments)

    def y(value: float) -> float:
        return round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP), 1)

    hues = systems.hue(stock["warehouse"]), systems.hue(stock["outlet"])
    return Chart(
        warehouse=stock["warehouse"], outlet=stock["outlet"], place=stock["place"],
        width=_WIDTH, height=_HEIGHT, left=_LEFT, right=_RIGHT, bottom=_BOTTOM,
        grid=tuple((y(low + i * step), number(low + i * step))
                   for i in range(round((high - low) / step) + 1)),
        gaps=tuple(_gaps(moments, xs, y)),
        curves=_apart(list(_curves(moments, xs, y, hues))),
        ticks=tuple(_ticks(moments, xs)),
    )  # fmt: skip


def _positions(moments: Sequence[Moment], by_time: bool) -> list[float]:
    """Return where each moment begins, from left to right."""
    count = len(moments)
    even = [_LEFT + i * (_RIGHT - _LEFT) / count for i in range(count)]
    times = [moment(m["at"]).timestamp() for m in moments if m["at"]]
    if not by_time or len(times) < 2 or times[0] == times[-1]:
        return [round(x, 1) for x in even]
    first = count - len(times)  # how the world began has no time: it stands before the others
    start, room = even[first], _RIGHT - even[first]
    span = (times[-1] - times[0]) * count / (count - 1)
    placed = [start + (time - times[0]) / span * room for time in times]
    return [round(x, 1) for x in (*even[:first], *placed)]


def _scale(moments: Sequence[Moment]) -> tuple[float, float, float]:
    """Return the least and the greatest number of the picture, and the step of its grid."""
    names = ("on_hand", "can_promise", "shop_shows")
    values = [m[name] for m in moments for name in names if m[name] is not None]
    low, high = min(values), max(values)
    rough = max((high - low) / _LINES, 1)
    power = 10 ** (len(str(int(rough))) - 1)
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
    low = low // step * step
    return low, max(-(-high // step) * step, low + step), step


def _gaps(
    moments: Sequence[Moment], xs: Sequence[float], y: Callable[[float], float]
) -> Iterator[tuple[float, float, float, float]]:
    for i, m in enumerate(moments):
        if m["difference"]:
            above, below = sorted((y(m["shop_shows"]), y(m["can_promise"])))
            yield xs[i], above, round(xs[i + 1] - xs[i], 1), round(below - above, 1)


def _curves(
    moments: Sequence[Moment],
    xs: Sequence[float],
    y: Callable[[float], float],
    hues: tuple[str, str],
) -> Iterator[Curve]:
    for name, word, hue, label in (
        ("on_hand", "dash", hues[0], "on hand"),
        ("can_promise", "", hues[0], "can promise"),
        ("shop_shows", "", hues[1], "shop shows"),
    ):
        values = [m[name] for m in moments]
        if values[-1] is not None:
            path = "".join(_steps([y(value) for value in values], xs))
            yield Curve(word, hue, path, f"{label} {number(values[-1])}", y(values[-1]))


def _steps(ys: Sequence[float], xs: Sequence[float]) -> Iterator[str]:
    yield f"M{xs[0]} {ys[0]}"
    for i, height in enumerate(ys):
        if i:
            yield f"V{height}"
        yield f"H{xs[i + 1]}"


def _apart(curves: Sequence[Curve]) -> tuple[Curve, ...]:
    """Move the words at the ends of curves apart, where they would lie on each other."""
    found: list[Curve] = []
    lowest = 0.0
    for curve in sorted(curves, key=lambda curve: curve.y):
        lowest = max(lowest + _LABEL_APART, curve.y)
        found.append(Curve(curve.word, curve.hue, curve.path, curve.label, round(lowest, 1)))
    return tuple(found)


def _ticks(moments: Sequence[Moment], xs: Sequence[float]) -> Iterator[Tick]:
    labelled = -float(_APART)
    days = {day(m["at"]) for m in moments if m["at"]}
    for i, (m, (x, following)) in enumerate(zip(moments, pairwise(xs), strict=True)):
        has_label = x - labelled >= _APART or i == len(moments) - 1 == 0
        labelled = x if has_label else labelled
        when = "" if not m["at"] else clock(m["at"]) if len(days) < 2 else day(m["at"])[4:10]
        name = f"#{m['row']} " if m["row"] else ""
        shown = "" if m["shop_shows"] is None else f", shop shows {number(m['shop_shows'])}"
        numbers = f"on hand {number(m['on_hand'])}, can promise {number(m['can_promise'])}{shown}"
        yield Tick(
            x=x, width=round(max(following - x, 0), 1), row=m["row"], time=when,
            title=f"{name}{m['what']}: {numbers}", has_label=has_label,
            differs=bool(m["difference"]),
        )  # fmt: skip
