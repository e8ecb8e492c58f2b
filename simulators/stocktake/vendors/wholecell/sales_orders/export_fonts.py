"""The fonts of an order's PDF, one for each script. Source: docs/reference/wholecell.md 7.2.

Helvetica, which every reader has, prints Western European text. Any other text is printed in DejaVu
Sans and Droid Sans Fallback (fixtures/fonts/), of which a PDF holds the letters that it uses.
"""

import functools
import io
import lzma
import unicodedata
from collections.abc import Collection, Iterator

from stocktake.core.files import data_file

SIZE = 9

_PLAIN = "Helvetica"
# Asked in this order: the first that has a character prints it.
_EMBEDDED = {"DejaVuSans": "dejavu-sans", "DroidSansFallback": "droid-sans-fallback"}
_UNKNOWN = "?"  # for what none of them has


def split_runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in parts, each with the font that prints it."""
    text = unicodedata.normalize("NFC", text)
    if _is_plain(text):
        yield _PLAIN, text
        return
    font, run = _PLAIN, ""
    for character in text:
        found = _font_of(character)
        if found != font and run:
            yield font, run
            run = ""
        font, run = found or _PLAIN, run + (character if found else _UNKNOWN)
    yield font, run


def width_of(text: str) -> float:
    """Return how wide a text is printed, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(sum(stringWidth(run, font, SIZE) for font, run in split_runs(text)))


def is_wide(character: str) -> bool:
    """Return whether a line may break at a character, as between any two of Chinese or Japanese."""
    return unicodedata.east_asian_width(character) in ("W", "F")


def _is_plain(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _font_of(character: str) -> str | None:
    return next((name for name in _EMBEDDED if ord(character) in _load(name)), None)


@functools.cache
def _load(name: str) -> Collection[int]:
    """Register an embedded font, once in a process; return the characters that it has.

    The larger takes 0.2 s: a document in other scripts never asks for it.
    """
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    packed = data_file("fixtures", f"fonts/{_EMBEDDED[name]}.ttf.xz").read_bytes()
    font = TTFont(name, io.BytesIO(lzma.decompress(packed)))
    registerFont(font)
    characters: Collection[int] = font.face.charToGlyph
    return characters
