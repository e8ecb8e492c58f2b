"""Writing an order's PDF. Source: docs/reference/wholecell.md 7.2."""

import io
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

# Where a column of the page begins, in points from its left edge, and how many characters it holds.
_COLUMNS = ((40, 28), (190, 45), (415, 10), (465, 10), (520, 12))
_LINE = 76  # characters of a value that has the rest of its line to itself
_TOP, _BOTTOM, _LEADING = 800, 40, 14
_ROWS = (_TOP - _BOTTOM) // _LEADING


def write_pdf(title: str, tables: Mapping[str, Sequence[list[Any]]], made: datetime) -> bytes:
    """Return a PDF of the parts `Order`, `Items` and `Inventory`, dated `made`."""
    # Imported at the first export: it takes as long as the rest of the server.
    from reportlab.pdfgen.canvas import Canvas

    zone = made.strftime("%z")
    stamp = made.strftime("D:%Y%m%d%H%M%S") + f"{zone[:3]}'{zone[3:5]}'"
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(595, 842), pageCompression=0, invariant=1)
    canvas.setDateFormatter(lambda *now: stamp)
    canvas.setTitle(title)
    canvas.setCreator("WholeCell")
    rows = _lay_out(tables)
    for start in range(0, len(rows), _ROWS):
        _draw_page(canvas, rows[start : start + _ROWS])
    canvas.save()
    return content.getvalue()


def _lay_out(tables: Mapping[str, Sequence[list[Any]]]) -> list[list[Any]]:
    """Return the lines of all pages; the units are left out where there are none."""
    rows = [part for row in tables["Order"] for part in _wrap(row)]
    rows += [[], *tables["Items"]]
    if len(tables["Inventory"]) > 1:
        rows += [[], *tables["Inventory"]]
    return rows


def _wrap(row: list[Any]) -> list[list[Any]]:
    """Return a name and its value on as many lines as the value needs."""
    name, value = row
    if not isinstance(value, str):
        return [row]
    parts = textwrap.wrap(value, _LINE) or [""]
    return [[None if place else name, part] for place, part in enumerate(parts)]


def _draw_page(canvas: Any, rows: Sequence[list[Any]]) -> None:
    canvas.setFont("Helvetica", 9)
    for place, row in enumerate(rows):
        for (left, width), cell in zip(_COLUMNS, row, strict=False):
            room = _LINE if len(row) == 2 else width
            canvas.drawString(left, _TOP - place * _LEADING, _spell_cell(cell, room))
    canvas.showPage()


def _spell_cell(cell: Any, width: int) -> str:
    """Return a cell's text in the characters of the page's font, cut at its column's width."""
    text = "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
    return text.encode("cp1252", "replace").decode("cp1252")[:width]
