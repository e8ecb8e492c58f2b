"""`same_timestamp`: page edges fall among rows of one time stamp."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stocktake.core.call import Call
from stocktake.core.faults import Fault
from stocktake.core.world import World

from .kind import Draws, FaultKind, is_dated

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


@contextmanager
def _inside(
    world: World, call: Call, operation: Operation, fault: Fault
) -> Iterator[tuple[World, Call]]:
    table, stamp = operation.rows["table"], operation.rows["stamp"]
    world.run(f"UPDATE {table} SET {stamp} = (SELECT max({stamp}) FROM {table})")
    yield world, call


KIND = FaultKind(
    name="same_timestamp",
    order=18,
    sentence="gives every row of a list one time stamp before it is read, so that page edges share"
    " it",
    story="{} answered rows that all had one time stamp.",
    needs="a list of dated rows",
    fits=is_dated,
    inside=_inside,
    draws=Draws(dated=True),
)
