"""The condition that an id is among some: one id is compared by itself."""

import json
from collections.abc import Sequence


def among(ids: Sequence[int | None]) -> tuple[str, int | str | None]:
    """Return what follows a column in SQL, and its parameter.

    Most requests for a record ask for one id. SQLite reads a list of JSON as a table of its own,
    which costs as much as finding the record.
    """
    if len(ids) == 1:
        return "= ?", ids[0]
    return "IN (SELECT value FROM json_each(?))", json.dumps(list(ids))
