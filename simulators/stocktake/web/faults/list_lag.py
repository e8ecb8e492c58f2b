"""`list_lag`: a list is read from an index that lags behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stocktake.core.call import Call
from stocktake.core.faults import Fault
from stocktake.core.world import World

from .kind import Argument, FaultKind, is_dated

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


@contextmanager
def _inside(
    world: World, call: Call, operation: Operation, fault: Fault
) -> Iterator[tuple[World, Call]]:
    table, stamp = operation.rows["table"], operation.rows["stamp"]
    age = fault.arguments["ms"]
    world.db.execute("SAVEPOINT lag")
    try:
        # The rows come back below: nothing that refers to them may object meanwhile.
        world.db.execute("PRAGMA defer_foreign_keys = ON")
        world.run(f"DELETE FROM {table} WHERE {stamp} > ?", (world.now - age,))
        yield world, call
    finally:
        world.db.execute("ROLLBACK TO lag")
        world.memory.forget()
        world.db.execute("RELEASE lag")
        world.db.execute("PRAGMA defer_foreign_keys = OFF")


KIND = FaultKind(
    name="list_lag",
    order=13,
    sentence="leaves the youngest rows out of a list, as a search index that lags behind does",
    story="{} left the youngest rows out.",
    arguments={"ms": Argument("integer", 120_000, "rows changed within so many milliseconds miss")},
    needs="a list of dated rows",
    fits=is_dated,
    inside=_inside,
    misleads=True,
)
