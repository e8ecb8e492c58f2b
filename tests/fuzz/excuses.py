"""What an exception is: a report of Schemathesis that counts for nothing, because a vendor does so.

Each is as narrow as its truth: one check, of one operation (`*`: of any in its document), and of
that only answers that read like `answer`. A vendor's rows are in `tests/<vendor>/exceptions.py`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stocktake.web.sandbox import Response, Sandbox

Witness = Callable[[Sandbox], Response]

ANY = "*"


@dataclass(frozen=True)
class Excuse:
    """A report of Schemathesis that counts for nothing, why, and which section under docs/ says so.

    `answer` is a pattern found in the status, a space and the body of the answer; `witness` has
    such an answer given, where Schemathesis meets one with luck only.
    """

    document: str
    operation: str
    check: str
    answer: str
    reason: str
    section: str
    witness: Witness | None = None

    def covers(self, document: str, operation: str, check: str, answer: str) -> bool:
        """Say whether this row is about a report."""
        return (
            self.document == document
            and self.operation in (ANY, operation)
            and self.check == check
            and re.search(self.answer, answer) is not None
        )


def as_table(exceptions: Iterable[Excuse]) -> str:
    """Return the rows as a table of Markdown."""
    lines = [
        "| document | operation | check | answers | reason | section |",
        "|---|---|---|---|---|---|",
    ]
    for row in exceptions:
        answer = row.answer.replace("|", "\\|")
        lines.append(
            f"| {row.document} | `{row.operation}` | `{row.check}` | `{answer}` "
            f"| {row.reason} | {row.section} |"
        )
    return "\n".join(lines)
