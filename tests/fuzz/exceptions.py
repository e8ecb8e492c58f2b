"""What Schemathesis reports although a vendor really does it: the rows of every vendor.

A vendor's are in `tests/<vendor>/exceptions.py`, if it has any; the control plane's are here.
`python -m tests.fuzz.exceptions <vendor>` prints the table for docs/<vendor>.md; `control` is a
name there too. A row that nothing needs any more fails a test.
"""

import importlib
import sys
from importlib.util import find_spec

from stocktake.core import registry

from tests.fuzz.excuses import ANY, Excuse, as_table

CONTROL = (
    Excuse(
        "control.yaml", ANY, "positive_data_acceptance", r"^422 ",
        "Well-formed, but no name, instant, span, SQL or saved world; 400 says what is malformed.",
        "control.md",
    ),
)  # fmt: skip


def of_vendor(name: str) -> tuple[Excuse, ...]:
    """Return the exceptions of a vendor, in the order of its table."""
    module = f"tests.{name}.exceptions"
    if find_spec(f"tests.{name}") is None or find_spec(module) is None:
        return ()
    found: tuple[Excuse, ...] = importlib.import_module(module).EXCEPTIONS
    return found


BY_PAGE = {s.name: of_vendor(s.name) for s in registry.ours()} | {"control": CONTROL}
EXCEPTIONS = tuple(row for rows in BY_PAGE.values() for row in rows)


if __name__ == "__main__":
    print(as_table(BY_PAGE[sys.argv[1]]))
