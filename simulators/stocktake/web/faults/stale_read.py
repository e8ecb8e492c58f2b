"""`stale_read`: a replica answers that has not heard of the latest writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stocktake.core import faults
from stocktake.core.call import Call
from stocktake.core.faults import Fault
from stocktake.core.world import World

from .kind import FaultKind

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


def _is_a_read(operation: Operation) -> bool:
    return operation.method == "GET"


@contextmanager
def _inside(
    world: World, call: Call, operation: Operation, fault: Fault
) -> Iterator[tuple[World, Call]]:
    image = faults.image_of(world, fault)
    then = World(image, list(world.simulators.values()), name=world.name)
    try:
        with then.turn(tick=False):
            then.now, then.number = world.now, world.number
            yield then, call
    finally:
        then.close()


KIND = FaultKind(
    name="stale_read",
    order=12,
    sentence="answers a read from the world as it was at planting",
    story="{} answered with what was true some time before.",
    needs="a read",
    fits=_is_a_read,
    keeps_image=True,
    inside=_inside,
    misleads=True,
)
