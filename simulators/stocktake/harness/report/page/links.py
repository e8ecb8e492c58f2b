"""Journal numbers in sentences as links to the rows of a chapter."""

from __future__ import annotations

import re

from markupsafe import Markup

from stocktake.harness.report.page.chapter import Chapter
from stocktake.harness.report.texts import with_times

_ROW = re.compile(r"(#\d{1,9}\b)")


def linked(chapter: Chapter, text: str) -> Markup:
    """Return a sentence whose journal numbers, or `#7`, lead to their rows."""
    if chapter.times is None:
        return Markup("{}").format(text)
    parts: list[Markup] = []
    for piece in with_times(text, chapter.times):
        if piece.seq:
            parts.append(row_link(chapter, piece.seq, piece.text))
            continue
        for part in _ROW.split(piece.text):
            is_row = _ROW.fullmatch(part) and int(part[1:]) in chapter.times.at
            parts.append(row_link(chapter, int(part[1:])) if is_row else Markup("{}").format(part))
    return Markup("").join(parts)


def row_link(chapter: Chapter, seq: int, text: str = "") -> Markup:
    """Return a link to a row: by a text with its number, or by its number."""
    said = Markup("{} <small>#{}</small>").format(text, seq) if text else Markup("#{}").format(seq)
    if seq not in chapter.drawn:
        return Markup('<span class="num">{}</span>').format(said)
    return Markup('<a class="num" href="#{}-{}">{}</a>').format(chapter.id, seq, said)
