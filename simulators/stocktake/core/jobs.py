"""Jobs: deferred work on the world's clock (an async report), each run in a turn of its own."""

import json
from dataclasses import dataclass
from typing import Any

from . import journal, storage
from .clock import iso
from .world import World


@dataclass(frozen=True, slots=True)
class JobRun:
    """A job that ran: its journal seq, what it was, when it fell due (ms), and the bug it met."""

    seq: int
    simulator: str
    name: str
    due: int
    bug: Exception | None

    def describe(self) -> dict[str, Any]:
        """Return it as the control plane shows it."""
        return {
            "kind": "job",
            "seq": self.seq,
            "simulator": self.simulator,
            "name": self.name,
            "due": iso(self.due),
        }


def schedule(
    world: World, simulator: str, name: str, *, due: int, arguments: dict[str, Any]
) -> int:
    """Have `jobs[name](world, **arguments)` of a simulator run at `due` (ms); return the job's id.

    KeyError for a job that the simulator does not have. Call inside a turn.
    """
    if name not in world.simulators[simulator].jobs:
        raise KeyError(f"{simulator} has no job {name!r}")
    return world.insert(
        "job",
        simulator=simulator,
        name=name,
        due=due,
        arguments=json.dumps(arguments, sort_keys=True),
    )


def next_due(world: World) -> int | None:
    """Return when the next job falls due (ms), None when there is none."""
    if world.is_empty("job", "SELECT 1 FROM job LIMIT 1"):
        return None
    return int(world.value("SELECT min(due) FROM job"))


def run_due(world: World, until: int | None = None) -> list[JobRun]:
    """Run every job due by `until` (ms, now when None), earliest first; between turns only.

    While a job runs, a manual clock shows its due time. A job that a job schedules runs too.
    """
    outcomes: list[JobRun] = []
    if (due := next_due(world)) is None:
        return outcomes
    until = world.clock.read() if until is None else until
    while due is not None and due <= until:
        with world.turn(tick=False):
            row = world.one("SELECT * FROM job WHERE due = ? ORDER BY id LIMIT 1", (due,))
            world.now = max(world.now, due)
            world.clock.show(world.now)
            outcomes.append(_run(world, row))
        due = next_due(world)
    return outcomes


def pass_time(world: World, by: int, *, why: str, until: int | None = None) -> list[JobRun]:
    """Move the clock on by `by` milliseconds in a turn of its own; what falls due runs in order.

    `until` is where that ends, when a part of the way has been gone already.
    """
    until = world.clock.read() + by if until is None else until
    outcomes = run_due(world, until)
    with world.turn(tick=False):
        world.now = world.clock.set(max(until, world.now))
        journal.record(world, "clock", operation=why, note={"by_ms": by, "now": iso(world.now)})
    return outcomes


def _run(world: World, row: dict[str, Any]) -> JobRun:
    arguments = json.loads(row["arguments"])
    world.run("DELETE FROM job WHERE id = ?", (row["id"],))
    bug = None
    try:
        with world.attempt():
            world.simulators[row["simulator"]].jobs[row["name"]](world, **arguments)
    except Exception as error:
        if storage.is_failure(error):
            raise  # the turn has ended with it
        bug = error
    note = {**arguments, "bug": f"{type(bug).__name__}: {bug}"} if bug else arguments
    seq = journal.record(world, "job", simulator=row["simulator"], operation=row["name"], note=note)
    return JobRun(seq, row["simulator"], row["name"], int(row["due"]), bug)
