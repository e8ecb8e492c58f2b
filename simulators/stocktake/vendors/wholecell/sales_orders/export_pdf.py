"""Writing an order's PDF. Source: docs/reference/wholecell.md 7.2."""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from stocktake.core.extras import require

from .export_fonts import SIZE, is_wide, split_runs, width_of

# Where a column of the page begins and how wide it is, in points.
_COLUMNS = ((40, 144.0), (190, 219.0), (415, 44.0), (465, 49.0), (520, 60.0))
_LINE = 365.0  # of a value that has the rest of its line to itself
_TOP, _BOTTOM, _LEADING = 800, 40, 14
_ROWS = (_TOP - _BOTTOM) // _LEADING


def write_pdf(title: str, tables: Mapping[str, Sequence[list[Any]]], made: datetime) -> bytes:
    """Return a PDF of the parts `Order`, `Items` and `Inventory`, dated `made`."""
    require("exports", "reportlab", "PIL", what="an order as a PDF")
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
    return [[None if place else name, line] for place, line in enumerate(_lines(value))]


def _lines(text: str) -> list[str]:
    """Return a text in lines that fit beside its name."""
    lines, line, width = [], "", 0.0
    for piece in _pieces(text):
        wide = width_of(piece)
        if line and width + width_of(piece.rstrip()) > _LINE:
            lines.append(line.rstrip())
            line, width = "", 0.0
        line, width = line + piece, width + wide
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """Yield what stays on one line: words with the space after them, characters that are wide.

    A word that no line holds is cut.
    """
    for word in re.findall(r"\S+ ?", " ".join(text.split())):
        piece = ""
        for character in word:
            if piece and (is_wide(character) or is_wide(piece[-1])) or len(piece) * SIZE >= _LINE:
                yield piece
                piece = ""
            piece += character
        yield piece


def _draw_page(canvas: Any, rows: Sequence[list[Any]]) -> None:
    for place, row in enumerate(rows):
        for (left, width), cell in zip(_COLUMNS, row, strict=False):
            text = canvas.beginText(left, _TOP - place * _LEADING)
            for font, run in split_runs(_cut(_spell_cell(cell), _LINE if len(row) == 2 else width)):
                text.setFont(font, SIZE)
                text.textOut(run)
            canvas.drawText(text)
    canvas.showPage()


def _spell_cell(cell: Any) -> str:
    text = "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
    return re.sub(r"\s", " ", text)


def _cut(text: str, width: float) -> str:
    """Return as much of a text as its column holds."""
    text = text[: int(width)]  # no character is narrower than a point
    widths = range(1, len(text) + 1)
    return text[: bisect_right(widths, width, key=lambda count: width_of(text[:count]))]
