"""Write docs/generated-schedules.md: `python -m tests.harness.generated_page [ENGINE ...]`.

Takes some minutes for the whole zoo; with names of engines only their rows are made anew.
"""

import re
import sys
from pathlib import Path

from tests.harness.hunts import EXAMPLES, MEANT, OUT_OF_REACH, SEED, WITHIN_REACH, hunted

PAGE = Path(__file__).resolve().parents[2] / "docs" / "generated-schedules.md"
BEGIN, END = "<!-- measured: zoo -->\n", "<!-- end -->"
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (\d+) \| (\d+) \| (.*) \|$", re.M)


def row(engine: str) -> str:
    """Hunt an engine and return its row of the table."""
    result = hunted(f"zoo.{engine}", only=MEANT[engine])
    found = result.found
    assert found is not None, f"{engine} was not caught within {EXAMPLES} examples of seed {SEED}"
    told = "<br>".join(step.story for step in found.shrunk.steps[1:])
    return f"| `{engine}` | `{found.check}` | {found.example} | {result.length} | {told} |"


def table(rows: dict[str, str]) -> str:
    """Return the table, and the list of those that no schedule can catch."""
    head = (
        "| engine | check | examples needed | shrunk length (events + faults) | shrunk schedule |\n"
        "| --- | --- | --- | --- | --- |\n"
    )
    left = "".join(f"- `{engine}`: {why}.\n" for engine, why in sorted(OUT_OF_REACH.items()))
    return head + "\n".join(rows[name] for name in sorted(rows)) + f"\n\nOut of reach:\n\n{left}"


def rows_of(page: str) -> dict[str, str]:
    """Return the rows that a page has now, by engine."""
    return {match[1]: match[0] for match in ROW.finditer(page)}


if __name__ == "__main__":
    text = PAGE.read_text()
    rows = rows_of(text)
    for name in sys.argv[1:] or WITHIN_REACH:
        rows[name] = row(name)
        print(rows[name], flush=True)
    lead, _, rest = text.partition(BEGIN)
    PAGE.write_text(lead + BEGIN + table(rows) + END + rest.partition(END)[2])
