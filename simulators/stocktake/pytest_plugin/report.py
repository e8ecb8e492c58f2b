"""What the report of a failed test shows: the last exchanges, and how to see more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .using import Using

_LAST = 10  # exchanges
_LONGEST = 300  # characters of a refusal's body

_MORE = (
    "More in the test: stocktake.journal() has every exchange with headers and bodies,"
    " stocktake.sql(...) the world.\n"
)
_SAVE = "The world as a file: pytest --stocktake-save DIR"


def sections(using: Using, *, name: str, folder: str | None) -> list[tuple[str, str]]:
    """Return sections for the report; with `folder`, keep the world in a file there."""
    try:
        shown = _exchanges(using)
        shown += _MORE + (_saved(using, name, Path(folder)) if folder else _SAVE)
        bugs = using.new_bugs()
    except Exception as error:  # a report is written whatever the test did to its world
        return [("stocktake", f"the last exchanges cannot be shown: {error}")]
    return [("stocktake", shown), *([("a bug of Stocktake", bugs)] if bugs else [])]


def _exchanges(using: Using) -> str:
    control = using.control
    last = control.get_journal(limit=1)["last"]
    after = max(0, last - 20 * _LAST)  # other rows may stand between them
    rows = control.get_journal(after=after, kind="exchange")["entries"][-_LAST:]
    if not rows:
        return f"No request came to {control.url} in this test.\n"
    head = f"The last exchanges with {control.url} (journal number, request, answer):\n"
    return head + "".join(_line(row) for row in rows)


def _line(row: dict[str, Any]) -> str:
    target = row["path"] + (f"?{row['query']}" if row["query"] else "")
    answer = str(row["status"]) if row["delivered"] else "no answer"
    fault = f" fault {row['fault']}" if row["fault"] else ""
    operation = f"{row['simulator']}.{row['operation']}" if row["operation"] else row["simulator"]
    line = f"{row['seq']:>5} {row['method']} {target} -> {answer} ({operation}){fault}\n"
    if row["delivered"] and (row["status"] or 0) >= 400:
        line += f"      {' '.join(str(row['reply_body'] or '').split())[:_LONGEST]}\n"
    return line


def _saved(using: Using, name: str, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (re.sub(r"[^\w.-]+", "-", name).strip("-") + ".db")
    path.write_bytes(using.control.get_database())
    return f"The world is kept: stocktake serve --db {path}"
