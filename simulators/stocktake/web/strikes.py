"""What each kind of fault does to an exchange: before its turn, inside it, and to its answer.

The exchange calls these in that order; a fault that has nothing to do at a point does nothing
there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from stocktake.core import faults, jobs, journal
from stocktake.core.clock import iso
from stocktake.core.errors import Refusal
from stocktake.core.faults import Fault
from stocktake.core.simulator import Api, Page, Reply
from stocktake.core.world import World

from .happenings import take_event_turn
from .operations import Operation
from .replies import Delivery

# Kinds after which the client does not have the answer that the journal shows.
_UNDELIVERED = frozenset({"lost_request", "lost_reply", "timeout", "truncated", "garbled"})


def before(world: World, fault: Fault | None) -> None:
    """Let happen what the fault lets happen first; each in a turn of its own."""
    if fault is None:
        return
    if fault.kind == "latency":
        pass_time(world, fault.arguments["ms"], why="latency")
    elif fault.kind == "interleave":
        take_event_turn(world, fault.arguments["event"])


def pass_time(world: World, by: int, *, why: str, until: int | None = None) -> list[jobs.Outcome]:
    """Move the clock on by `by` milliseconds in a turn of its own; what falls due runs in order.

    `until` is where that ends, when a part of the way has been gone already.
    """
    until = world.clock.read() + by if until is None else until
    outcomes = jobs.run_due(world, until)
    with world.turn(tick=False):
        world.now = world.clock.set(max(until, world.now))
        journal.record(world, "clock", operation=why, note={"by_ms": by, "now": iso(world.now)})
    return outcomes


def instead(api: Api, fault: Fault | None) -> Reply | None:
    """Return what is answered instead of running anything, None when the operation is to run."""
    if fault is None:
        return None
    if fault.kind == "lost_request":
        return Reply(status=0)
    if fault.kind != "status":
        return None
    status, body = fault.arguments["status"], fault.arguments["body"]
    if body:
        return Reply(status, body, media_type=fault.arguments["media_type"])
    refusal = Refusal("a planted failure")
    refusal.status = status
    return replace(api.refuse(refusal), status=status)


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A page check that refuses with 500 the page that holds the poisonous row."""

    key: str
    row: Any

    def __call__(self, page: Page) -> None:
        """Raise a Refusal of status 500 when the row is on the page."""
        if any(isinstance(row, dict) and row.get(self.key) == self.row for row in page.rows):
            refusal = Refusal(f"a planted failure: {self.key} {self.row} is on this page")
            refusal.status = 500
            raise refusal


@contextmanager
def inside(world: World, operation: Operation | None, fault: Fault | None) -> Iterator[World]:
    """Yield the world that the operation is to see: the true one, or what the fault makes of it."""
    kind = fault.kind if fault else ""
    if fault is None or operation is None:
        yield world
    elif kind == "clock_offset":
        world.now += fault.arguments["ms"]
        yield world
    elif kind == "stale_read":
        with _as_it_was(world, fault) as then:
            yield then
    elif kind == "list_lag":
        with _without_young_rows(world, operation.rows, fault.arguments["ms"]):
            yield world
    else:
        if kind == "same_timestamp":
            table, stamp = operation.rows["table"], operation.rows["stamp"]
            world.run(f"UPDATE {table} SET {stamp} = (SELECT max({stamp}) FROM {table})")
        yield world


@contextmanager
def _as_it_was(world: World, fault: Fault) -> Iterator[World]:
    then = World(faults.image_of(world, fault), list(world.simulators.values()), name=world.name)
    try:
        with then.turn(tick=False):
            then.now, then.number = world.now, world.number
            yield then
    finally:
        then.close()


@contextmanager
def _without_young_rows(world: World, rows: Mapping[str, str], age: int) -> Iterator[None]:
    table, stamp = rows["table"], rows["stamp"]
    world.db.execute("SAVEPOINT lag")
    try:
        # The rows come back below: nothing that refers to them may object meanwhile.
        world.db.execute("PRAGMA defer_foreign_keys = ON")
        world.run(f"DELETE FROM {table} WHERE {stamp} > ?", (world.now - age,))
        yield
    finally:
        world.db.execute("ROLLBACK TO lag")
        world.db.execute("RELEASE lag")
        world.db.execute("PRAGMA defer_foreign_keys = OFF")


def after(delivery: Delivery, fault: Fault | None, *, hold_s: float) -> Delivery:
    """Return what becomes of the answer on its way; `hold_s` is the sandbox's own patience."""
    if fault is None or fault.kind not in _UNDELIVERED:
        return delivery
    if fault.kind == "garbled":
        body = str(fault.arguments["body"]).encode()
        headers = dict(delivery.headers) | {"Content-Length": str(len(body))}
        return replace(delivery, headers=tuple(headers.items()), body=body)
    if fault.kind == "truncated":
        arrives = min(fault.arguments["bytes"], max(0, len(delivery.body) - 1))
        return replace(delivery, cut=True, arrives=arrives)
    if fault.kind == "timeout":
        asked = fault.arguments["hold_s"]
        return replace(delivery, cut=True, hold_s=hold_s if asked is None else asked)
    return replace(delivery, cut=True)


def delivered(fault: Fault | None) -> bool:
    """Say whether the client gets the answer that the journal shows."""
    return fault is None or fault.kind not in _UNDELIVERED
