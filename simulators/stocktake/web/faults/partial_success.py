"""`partial_success`: some rows of an upload are refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stocktake.core.call import Call
from stocktake.core.faults import Fault
from stocktake.core.world import World

from .kind import Argument, FaultKind, is_an_upload

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


@contextmanager
def _inside(
    world: World, call: Call, operation: Operation, fault: Fault
) -> Iterator[tuple[World, Call]]:
    yield world, call.but(spoiled=fault.arguments["rows"])


KIND = FaultKind(
    name="partial_success",
    order=17,
    sentence="refuses some rows of an upload as if they were bad and takes the others",
    story="{} refused some rows and took the others.",
    arguments={"rows": Argument("integer", 1, "how many, from the first")},
    needs="an upload",
    fits=is_an_upload,
    inside=_inside,
)
