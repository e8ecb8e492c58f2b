"""No SQL goes round what a world remembers (core/memory.py): the tables have one writer each."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "simulators" / "stocktake"
# Who may write them with SQL of their own, because they say so to the memory, or work on a database
# that is no world's yet.
WRITERS = {
    "fault": {"core/faults.py"},
    "job": {"core/jobs.py"},
    "outbox": {"core/outbox.py"},
    "waiting": {"core/idle.py"},
    "quirk": {"core/world.py"},
    "world": {"core/clock.py", "core/initial.py", "core/store.py"},
    "journal": {"core/journal.py"},
    "journal_state": {"core/journal.py", "core/store.py"},
}
# An insertion makes a table not empty: it goes through `World.insert`, which forgets that it was.
INSERTS = {"quirk": {"core/world.py"}, "world": {"core/initial.py"}}


def writers(pattern: str) -> set[str]:
    """Return the files of the package whose text has such SQL."""
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(pattern, path.read_text())
    }


def test_a_table_that_worlds_remember_is_written_by_one_file() -> None:
    for table, known in WRITERS.items():
        assert writers(rf"(UPDATE|DELETE FROM|REPLACE INTO) {table}\b") <= known, table


def test_rows_of_what_is_planned_are_inserted_by_the_world_alone() -> None:
    for table in WRITERS:
        if table != "journal":  # its insertion counts the room that is left
            assert writers(rf"INSERT (OR \w+ )?INTO {table}\b") <= INSERTS.get(table, set()), table


def test_nothing_is_undone_without_forgetting() -> None:
    undone, forgotten = writers(r'"ROLLBACK'), writers(r"memory\.forget\(\)")
    assert "core/world.py" in undone
    assert undone <= forgotten


def test_rows_that_views_show_are_written_through_the_world_alone() -> None:
    """`World.written` counts those writes; SQL that is given to the connection is not counted."""
    found = writers(r"\bdb\.execute(many|script)?\(")
    assert {each for each in found if not each.startswith("core/")} == {
        "commands/doctor.py",  # a database of its own
        "web/control/hints.py", "web/control/views.py",  # they read
        "web/faults/list_lag.py",  # savepoints
    }  # fmt: skip
