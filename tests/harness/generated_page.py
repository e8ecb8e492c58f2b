"""Write docs/generated-schedules.md: `python -m tests.harness.generated_page [ENGINE ...]`.

Takes some minutes for the whole zoo; with names of engines only their rows are made anew, with
`--names` none: engines that are new are named as not measured yet.
"""

import re
import sys
from pathlib import Path

from tests.harness.hunts import (
    EXAMPLES,
    ON_THE_HUB,
    OUT_OF_REACH,
    SEED,
    WITHIN_REACH,
    hunted,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "generated-schedules.md"
BEGIN, END = "<!-- measured: zoo -->\n", "<!-- end -->"
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (\d+) \| (\d+) \| (.*) \|$", re.M)


def row(engine: str) -> str:
    """Hunt an engine and return its row of the table; nothing when it was not caught."""
    result = hunted(engine)
    found = result.found
    if found is None:
        print(f"{engine} was not caught within {EXAMPLES} examples of seed {SEED}", flush=True)
        return ""
    steps = "<br>".join(step.story for step in found.shrunk.steps[1:])
    return f"| `{engine}` | `{found.check}` | {found.example} | {result.length} | {steps} |"


def table(rows: dict[str, str]) -> str:
    """Return the table, and the list of those that no schedule can catch."""
    head = (
        "| engine | check | examples needed | shrunk length (events + faults) | shrunk schedule |\n"
        "| --- | --- | --- | --- | --- |\n"
    )
    left = "".join(f"- `{engine}`: {why}.\n" for engine, why in sorted(OUT_OF_REACH.items()))
    missing = ", ".join(f"`{name}`" for name in WITHIN_REACH if name not in rows)
    later = f"Not measured yet: {missing}.\n\n" if missing else ""
    classic = "\n".join(rows[name] for name in sorted(rows.keys() - ON_THE_HUB))
    hub = "\n".join(rows[name] for name in sorted(rows.keys() & ON_THE_HUB))
    hub = f"Searched with `--topology hub`:\n\n{head}{hub}\n\n" if hub else ""
    return f"{head}{classic}\n\n{hub}{later}Out of reach:\n\n{left}"


def rows_of(page: str) -> dict[str, str]:
    """Return the rows that a page has now, by engine."""
    return {match[1]: match[0] for match in ROW.finditer(page)}


def written(page: str, rows: dict[str, str]) -> str:
    """Return a page with these rows in its table."""
    lead, _, rest = page.partition(BEGIN)
    return lead + BEGIN + table(rows) + END + rest.partition(END)[2]


if __name__ == "__main__":
    if sys.argv[1:] == ["--names"]:
        PAGE.write_text(written(PAGE.read_text(), rows_of(PAGE.read_text())))
        sys.exit()
    for name in sys.argv[1:] or WITHIN_REACH:
        if not (made := row(name)):
            continue
        # At once: the whole takes long, and others may be at work on other rows.
        text = PAGE.read_text()
        PAGE.write_text(written(text, rows_of(text) | {name: made}))
        print(made, flush=True)
