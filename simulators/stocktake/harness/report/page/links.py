"""Journal numbers in sentences as links to the rows of a chapter."""

from __future__ import annotations

from markupsafe import Markup

from stocktake.harness.report.page.chapter import Chapter
from stocktake.harness.report.texts import with_times


def linked(chapter: Chapter, text: str) -> Markup:
    """Return a sentence whose journal numbers are times, which lead to their rows."""
    if chapter.times is None:
        return Markup("{}").format(text)
    parts = [
        row_link(chapter, piece.seq, f"{piece.text}") if piece.seq else Markup("{}").format(piece.text)
        for piece in with_times(text, chapter.times)
    ]
    return Markup("").join(parts)


def row_link(chapter: Chapter, seq: int, text: str = "") -> Markup:
    """Return a link to a row: by a text with its number, or by its number."""
    said = Markup("{} <small>#{}</small>").format(text, seq) if text else Markup("#{}").format(seq)
    if seq not in chapter.drawn:
        return Markup('<span class="num">{}</span>').format(said)
    return Markup('<a class="num" href="#{}-{}">{}</a>').format(chapter.id, seq, said)
