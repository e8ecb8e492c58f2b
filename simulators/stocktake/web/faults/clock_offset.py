"""`clock_offset`: the server's clock is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stocktake.core.call import Call
from stocktake.core.faults import Fault
from stocktake.core.world import World

from .kind import Argument, Draws, FaultKind

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


@contextmanager
def _inside(
    world: World, call: Call, operation: Operation, fault: Fault
) -> Iterator[tuple[World, Call]]:
    world.now += fault.arguments["ms"]
    yield world, call


KIND = FaultKind(
    name="clock_offset",
    order=9,
    sentence="the server's clock is off during the exchange, in `Date` and in what it writes",
    story="{} answered {status} while the clock of {simulator} was off.",
    arguments={
        "ms": Argument("integer", 7_200_000, "milliseconds; negative: behind", -(2**31), 2**31 - 1)
    },
    inside=_inside,
    true_time=False,
    draws=Draws(writes=({"ms": -7_200_000},)),
)
