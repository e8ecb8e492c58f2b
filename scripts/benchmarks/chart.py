"""The picture of docs/speed.md: the CPU time of list, get and post at each server, as SVG."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

KINDS = ("list", "get", "post")
_COLOURS = {"list": "#4269d0", "get": "#3ca951", "post": "#efb118"}
_LEFT, _WIDE, _BAR, _GAP, _TOP = 190, 520, 11, 12, 44
_LONGEST = 4_000  # µs; a longer bar is cut, and its number says how long it is


def drawn(report: Mapping[str, Any]) -> str:
    """Return the picture of a report: of its peers if they were measured, else of its requests."""
    rows = list(_rows(report))
    top = [value for _, values in rows for value in values.values() if value is not None]
    most = min(max(top, default=1.0), _LONGEST)
    high = _TOP + len(rows) * (len(KINDS) * _BAR + _GAP) + 8
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDE + 90}" height="{high}"'
        f' viewBox="0 0 {_LEFT + _WIDE + 90} {high}" font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<text x="12" y="20" font-size="13" fill="#111111">CPU µs of a request, 8 connections,'
        " the least of many chunks of one run</text>",
        *_legend(),
    ]
    y = _TOP
    for title, values in rows:
        middle = y + len(KINDS) * _BAR / 2 + 4
        name = f'<text x="{_LEFT - 8}" y="{middle:g}" text-anchor="end" fill="#111111">'
        lines.append(f"{name}{escape(title)}</text>")
        for kind in KINDS:
            if (value := values.get(kind)) is not None:
                lines += _bar(y, value, most, _COLOURS[kind])
            y += _BAR
        y += _GAP
    return "\n".join([*lines, "</svg>", ""])


def _legend() -> Iterator[str]:
    for place, kind in enumerate(KINDS):
        x = _LEFT + 70 * place
        yield f'<rect x="{x}" y="28" width="10" height="10" fill="{_COLOURS[kind]}"/>'
        yield f'<text x="{x + 15}" y="37" fill="#111111">{kind}</text>'


def _bar(y: float, value: float, most: float, colour: str) -> Iterator[str]:
    wide = max(1.0, _WIDE * min(value, most) / most)
    text = f"{value:,.0f}" + (" …" if value > most else "")
    yield f'<rect x="{_LEFT}" y="{y}" width="{wide:.1f}" height="{_BAR - 1}" fill="{colour}"/>'
    yield f'<text x="{_LEFT + wide + 4:.1f}" y="{y + _BAR - 2}" fill="#111111">{text}</text>'


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, float | None]]]:
    if "peers" in report:
        for peer in report["peers"]["servers"]:
            if peer.get("at"):
                yield peer["name"], {kind: peer["at"]["8"].get(kind) for kind in KINDS}
        return
    part = report.get("requests")
    if part is None:
        return
    titles = {
        "ours": "Stocktake", "full": "Stocktake, full journal",
        "against": f"Stocktake {part['run_of']['against']}",
        "handwritten": "written by hand", "bare": "bare app",
    }  # fmt: skip
    for server, title in titles.items():
        found = {kind: part["cases"][kind].get(server) for kind in KINDS}
        if any(found.values()):
            yield title, {kind: each and each["cpu_us"] for kind, each in found.items()}
