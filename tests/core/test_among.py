"""The condition that an id is among some finds the same rows for one id as for several."""

import sqlite3
from collections.abc import Sequence

import pytest
from stocktake.core.among import among


def found(ids: Sequence[int | None]) -> list[int]:
    """Return which of the ids 1 to 3 are among these."""
    db = sqlite3.connect(":memory:")
    which, given = among(ids)
    rows = db.execute(
        f"SELECT id FROM (SELECT 1 AS id UNION ALL SELECT 2 UNION ALL SELECT 3) WHERE id {which}",
        (given,),
    ).fetchall()
    return [row for (row,) in rows]


@pytest.mark.parametrize("ids", [[], [2], [4], [None], [1, 3], [3, None, 1], [2, 2]])
def test_rows_are_found_by_the_ids_that_are_given_however_many_these_are(
    ids: list[int | None],
) -> None:
    assert found(ids) == [each for each in (1, 2, 3) if each in ids]
