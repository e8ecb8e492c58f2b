"""The Courier: takes callbacks out of a world's outbox and makes them, between turns.

The receiver may call our API while it answers, so no turn is held meanwhile. What comes back
is handed to the vendor in a turn of its own, with a row of the journal.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from stocktake.core import faults, jobs, journal, outbox, storage
from stocktake.core.clock import iso
from stocktake.core.errors import Conflict, NotFound, Refusal, Unavailable
from stocktake.core.outbox import Answer, Callback, Failed
from stocktake.core.world import World

from .callback_client import beside, form, refused_address, send, sent_headers
from .contracts import checked_answer
from .faults import CallbackPlan, kind_of

_LONGEST_NAP = 1.0  # real seconds: the clock may have been moved meanwhile
# Real seconds that a control call waits for the answer to one callback that was sent without it.
# The caller may be the receiver, which cannot answer before this call returns.
_PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Attempt:
    """A callback that was tried: its journal seq, the reason if it failed, and the bug it met."""

    seq: int
    entry: Callback
    reason: str | None
    bug: Exception | None

    def describe(self) -> dict[str, Any]:
        """Return it as the control plane shows it."""
        return {
            "kind": "callback",
            "seq": self.seq,
            "simulator": self.entry.simulator,
            "name": self.entry.action,
            "due": iso(self.entry.due),
            "callback": self.entry.id,
            "reason": self.reason,
        }


Happened = list[jobs.JobRun | Attempt]


class Courier:
    """Makes the callbacks of a host's worlds, one after another in each world.

    `timeout_s` is how long an answer may take in real seconds; `hosts` may be called besides this
    machine, but never the control plane on `own_ports`; `bugs` takes those that callbacks meet.
    While `listens` is true requests come from a socket and callbacks go out in the background, else
    at once.
    """

    def __init__(
        self, *, timeout_s: float, hosts: Iterable[str], bugs: list[BaseException]
    ) -> None:
        self.listens = False
        self.own_ports: set[int] = set()
        self._timeout_s = timeout_s
        self._hosts = frozenset(host.lower() for host in hosts)
        self._bugs = bugs
        self._rounds: set[asyncio.Task[None]] = set()
        self._watched: set[World] = set()
        self._waited_for: set[World] = set()  # a control call waits until all are made
        self._under_way: dict[World, CallbackPlan] = {}  # sent, and not yet answered

    async def after_request(self, world: World) -> None:
        """Make what is due: at once in the process of a test, else after the request under way."""
        due = None if world.queue.gone else outbox.next_due(world)
        if due is None:
            return
        if not self.listens:
            await self._safely(self._make(world))
        elif due <= world.clock.read():
            self._start(self._make(world))
        else:
            self._watch(world)

    async def deliver(self, world: World, *, until: int | None = None) -> Happened:
        """Make every callback due by `until` (ms, now when None), in order; return what happened.

        The clock moves on to where each is due, and jobs due before it run before it. It returns
        when all are made. Conflict for a receiver that asks so while it answers one: it would wait
        for itself.
        """
        await self._take_over(world)
        self._waited_for.add(world)
        try:
            return await self._make_all(world, until)
        finally:
            self._waited_for.discard(world)
            world.courier.release()

    async def deliver_soon(self, world: World) -> Happened:
        """Make what is due as `deliver` does; later, where a callback waits for the caller."""
        try:
            return await self.deliver(world)
        except Unavailable:
            pass  # logged; they wait until there is room for what comes of them
        except Conflict:
            if self.listens:  # else the delivery under way takes it along
                self._start(self._make(world))
        return []

    async def _take_over(self, world: World) -> None:
        """Acquire the world's courier; Conflict if that waits for a receiver, maybe for ever.

        Who calls is not known. But a control call that makes callbacks is not over before they
        are, so that a second one is most likely a receiver's, and a receiver who waits for its own
        answer lets the same callback stay under way.
        """
        while world.courier.locked():
            plan = self._under_way.get(world)
            if not self.listens or (plan is not None and world in self._waited_for):
                raise _waits_for_itself(plan)
            try:
                async with asyncio.timeout(_PATIENCE):
                    await world.courier.acquire()
                    return
            except TimeoutError:
                if plan is not None and self._under_way.get(world) is plan:
                    raise _waits_for_itself(plan) from None
        await world.courier.acquire()

    async def _make(self, world: World) -> None:
        """Make what is due now, for nobody who waits."""
        if world.courier.locked() and not self.listens:
            return  # the delivery under way in this thread takes what is new
        async with world.courier:
            await self._make_all(world, None)

    async def _make_all(self, world: World, until: int | None) -> Happened:
        happened: Happened = []
        while (plan := await self._next(world, until, happened)) is not None:
            generation = world.generation
            for _ in range(plan.times):
                happened += await self._attempt(world, plan, generation)
        self._bugs += [what.bug for what in happened if what.bug]
        self._watch(world)
        return happened

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(self._safely(work))
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    async def _safely(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except (NotFound, Unavailable):
            pass  # the world was let go, or its storage fails, which is logged
        except Exception as bug:
            self._bugs.append(bug)

    def _watch(self, world: World) -> None:
        """Have waiting callbacks made when a flowing clock reaches them, without any request."""
        wait = _seconds_left(world) if self.listens else None
        if wait is not None and world not in self._watched:
            self._watched.add(world)
            self._start(self._nap(world, min(wait, _LONGEST_NAP)))

    async def _nap(self, world: World, seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)  # noqa: TID251  # real time, outside of any turn
        finally:
            self._watched.discard(world)
        await self._make(world)

    async def _next(
        self, world: World, until: int | None, happened: Happened
    ) -> CallbackPlan | None:
        async with world.queue:
            try:
                return self._find(world, until, happened)
            except sqlite3.Error as error:
                raise world.unavailable(error) from error

    @staticmethod
    def _find(world: World, until: int | None, happened: Happened) -> CallbackPlan | None:
        horizon = world.clock.read() if until is None else until
        while (due := outbox.next_due(world)) is not None and due <= horizon:
            happened += jobs.run_due(world, due)
            entry = outbox.first(world)
            if entry.due > world.clock.read():
                world.clock.set(entry.due)
            plan = _plan(world, entry)
            if plan is not None:
                if world.is_in_file:  # what comes of it must find room, or it would be sent again
                    world.check_file()
                    outbox.touch(world, entry)
                return plan
        return None

    async def _attempt(self, world: World, plan: CallbackPlan, generation: int) -> list[Attempt]:
        if world.generation != generation:
            return []
        entry = plan.entry
        body = _body_of(entry)
        self._under_way[world] = plan
        try:
            answer = await self._answer(plan, body)
        finally:
            self._under_way.pop(world, None)
        document = world.simulators[entry.simulator].callbacks_document
        answer = checked_answer(document, entry.action, answer)
        async with world.queue:
            if world.generation != generation:
                return []  # it was restored meanwhile: what asked for the callback is gone
            try:
                return [_take_turn(world, entry, body, answer)]
            except sqlite3.Error as error:
                raise world.unavailable(error) from error

    async def _answer(self, plan: CallbackPlan, body: bytes) -> Answer:
        entry = plan.entry
        if plan.failure:
            return Answer(failure=plan.failure, dropped=True)
        refused = refused_address(entry.url, self._hosts, own_ports=self.own_ports)
        if refused:
            return Answer(failure=f"not called: {refused}")
        sending = send(
            entry.method, entry.url, body, timeout_s=self._timeout_s, headers=entry.headers
        )
        return await sending if self.listens else beside(sending)


def _body_of(entry: Callback) -> bytes:
    if entry.method == "GET":
        return b""
    return form(entry.fields) if entry.body is None else entry.body.encode()


def _waits_for_itself(plan: CallbackPlan | None) -> Conflict:
    which = f"the callback {plan.entry.action} ({plan.entry.id})" if plan else "a callback"
    return Conflict(
        f"{which} is being answered, and this call would wait for that answer: answer first, then"
        " ask again"
    )


def _plan(world: World, entry: Callback) -> CallbackPlan | None:
    """Return how a callback goes out now; None when a planted fault lets it wait."""
    if entry.fault is not None:  # it has waited
        return kind_of(entry.fault).callback(entry)
    fault = faults.draw(world, entry.simulator, entry.action, callback=True)
    if not fault.kind:
        return CallbackPlan(entry=entry)
    outbox.strike(world, entry, fault)
    struck = replace(entry, fault=fault.kind, fault_id=fault.id, arguments=fault.arguments)
    plan = kind_of(fault.kind).callback(struck)
    if plan.wait_ms or plan.waits_for_next:
        due = world.clock.read() + plan.wait_ms
        outbox.postpone(world, entry, due, waits_for_next=plan.waits_for_next)
        return None
    return plan


def _take_turn(world: World, entry: Callback, body: bytes, answer: Answer) -> Attempt:
    reason, applied, bug = None, None, None
    with world.turn(tick=False):
        try:
            with world.attempt():
                callback = world.simulators[entry.simulator].callbacks[entry.action]
                applied = callback(world, entry, answer)
                if isinstance(applied, Failed):
                    reason = applied.reason
        except Refusal as no:
            reason = no.message
        except Exception as error:
            if storage.is_failure(error):
                raise
            bug, reason = error, f"a bug of Stocktake: {type(error).__name__}: {error}"
        _record(world, entry, body, answer, {"reason": reason} if reason else {"applied": applied})
        outbox.attempted(world, entry, status=answer.status, reason=reason, applied=applied)
        outbox.overtaken(world, entry)
        return Attempt(world.number, entry, reason, bug)


def _record(
    world: World, entry: Callback, body: bytes, answer: Answer, outcome: dict[str, Any]
) -> None:
    address = urlsplit(entry.url)
    journal.record(
        world,
        "callback",
        simulator=entry.simulator,
        operation=entry.action,
        method=entry.method,
        path=address.path,
        query=address.query,
        request_headers={**sent_headers(entry.method), **entry.headers},
        request_body=body or None,
        status=answer.status,
        reply_headers=dict(answer.headers) if answer.status else None,
        reply_body=answer.body or None,
        fault=entry.fault,
        fault_id=entry.fault_id,
        delivered=int(answer.status is not None),
        base_url=f"{address.scheme}://{address.netloc}" if address.netloc else None,
        note={"callback": entry.id, "put": entry.turn, **outcome},
    )


def _seconds_left(world: World) -> float | None:
    """Return the real seconds until the next callback falls due; None when they bring none."""
    due = None if world.queue.gone else outbox.next_due(world)
    if due is None:
        return None
    mode, factor = world.one("SELECT mode, factor FROM world").values()
    if mode == "manual" or not factor:
        return None
    return max(0.0, (due - world.clock.read()) / 1000 / float(factor))
