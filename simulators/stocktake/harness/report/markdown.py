"""Texts of others in GitHub's Markdown: whatever they hold, they stay text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from stocktake.harness.report.texts import plain

# What makes a table, a link, emphasis, code, HTML, mathematics or a mention; a reference of HTML
# is none of them. URLs and hosts become links without any sign.
_SPECIAL = re.compile(r"[\\`*\[\]|~$@<>&!]|(?<!\w)_|_(?!\w)|^#|:(?=//)|(?<=www)\.")
_WIDTH = 110


def inline(text: str, *, most: int = 300) -> str:
    """Return a text for a line, a cell of a table, or a title in HTML."""
    short = clip(" ".join(plain(text).split()), most)
    return _SPECIAL.sub(lambda found: f"&#{ord(found.group())};", short)


def block(text: str, *, language: str = "text") -> str:
    """Return a text as a block of code, in lines of readable length."""
    lines = [part for line in plain(text).strip("\n").split("\n") for part in _wrapped(line)]
    body = "\n".join(lines)
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{body}\n{fence}"


def command(text: str) -> str:
    """Return a command as a block of code, in one line, to be copied."""
    line = " ".join(plain(text).splitlines())
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{line}\n{fence}"


def folded(title: str, *parts: str) -> str:
    """Return parts that show once the title, which is HTML, is opened."""
    inside = "\n\n".join(parts)
    return f"<details><summary>{title}</summary>\n\n{inside}\n\n</details>"


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown already."""
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def clip(text: str, most: int) -> str:
    """Return the beginning of a text that is too long, and say that it is one."""
    return text if len(text) <= most else f"{text[: most - 4]} ..."


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(
        line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    ) or [""]
