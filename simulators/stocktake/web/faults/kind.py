"""What a kind of fault is: one value with its arguments, where it fits, and all that it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stocktake.core.call import Call, Page, Reply
from stocktake.core.faults import Fault
from stocktake.core.outbox import Callback
from stocktake.core.simulator import Api, Simulator
from stocktake.core.world import World
from stocktake.web.replies import Delivery

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a kind: its JSON type, its default, what it means and its bounds.

    A text with `values` is one of them; one that `is_header` or `is_media_type` is sent as such.
    """

    type: str  # integer, number, string, object or any
    default: Any
    sentence: str
    least: int = 0
    most: int = 2**31 - 1
    values: tuple[str, ...] = ()
    is_header: bool = False
    is_media_type: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How generated schedules use a kind: only where a later round can still read what was lost.

    `writes` and `reads` are the arguments with which it strikes these, one use each. It
    `hides_writes` when the client cannot know what came of one, and `fails_reads` that would tell
    it. `lists` are the arguments with which it strikes lists of goods, for a round or longer.
    `dated`: it strikes lists with time stamps; `callbacks`: those of warehouses.
    """

    writes: tuple[Mapping[str, Any], ...] = ()
    reads: tuple[Mapping[str, Any], ...] = ()
    hides_writes: bool = False
    fails_reads: bool = False
    lists: tuple[Mapping[str, Any], ...] = ()
    dated: bool = False
    callbacks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPlan:
    """How a callback goes out: as `entry`, so many `times`, `wait_ms` of world time later.

    With `waits_for_next` it goes out as soon as another one has gone. A `failure` is why it is
    never sent at all.
    """

    entry: Callback
    times: int = 1
    wait_ms: int = 0
    waits_for_next: bool = False
    failure: str = ""


def _fits_any(operation: Operation) -> bool:
    return True


def is_dated(operation: Operation) -> bool:
    """Whether the rows of an operation have a time stamp that a kind can work with (`x-rows`)."""
    return bool(operation.rows)


def is_a_list(operation: Operation) -> bool:
    """Whether an operation answers rows: in pages, or dated ones."""
    return bool(operation.rows) or any(p.name == "page" for p in operation.parameters)


def is_an_upload(operation: Operation) -> bool:
    """Whether an operation takes many rows at once (`x-upload`)."""
    return operation.upload


def _check_nothing(arguments: Mapping[str, Any], simulators: Sequence[Simulator]) -> None:
    """Accept arguments that have their types."""


def _no_pause(fault: Fault) -> float:
    return 0.0


def _nothing_before(world: World, fault: Fault) -> str | None:
    return None


def _run_it(api: Api, fault: Fault) -> Reply | None:
    return None


def _as_it_is(
    world: World, call: Call, operation: Operation, fault: Fault
) -> AbstractContextManager[tuple[World, Call]]:
    return nullcontext((world, call))


def _any_body(body: Any, fault: Fault) -> None:
    """Let every body pass."""


def _any_page(page: Page, fault: Fault) -> Page:
    return page


def _deliver(delivery: Delivery, fault: Fault, hold_s: float) -> Delivery:
    return delivery


def _send_once(entry: Callback) -> CallbackPlan:
    return CallbackPlan(entry=entry)


Inside = Callable[[World, Call, "Operation", Fault], AbstractContextManager[tuple[World, Call]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of fault. What it says nothing about goes on as if nothing were planted.

    An exchange calls its hooks in this order: `pause_s` real seconds pass with no turn held;
    `before` runs in turns of its own, and returns why the fault cannot strike, None when it can;
    `instead` may answer without running anything; `inside` yields the world and the call that the
    operation is to see; `body` may refuse the decoded body with a Refusal; `page` returns the page
    to answer instead, or refuses it; `twice` has the exchange run a second time and says which of
    the two answers is sent; `after` says what becomes of that answer, `hold_s` being the sandbox's
    own limit.

    `fits` says which operations it can strike and `needs` the same in words. A kind that
    `strikes_callbacks` strikes no operation; one with `callbacks_too` strikes both: `callback` says
    how one goes out. `delivered` is false where the client does not get the answer that the journal
    shows. `keeps_image`: it answers from the world at planting. `check` refuses arguments, by
    Unprocessable. `order` is its place in lists.

    A report tells an exchange that it struck by `story`: `{}` is the operation, `{done}` what
    became of it, `{status}` its status, `{simulator}` its system. `true_time` is false where the
    time in the journal row is not the world's. `misleads`: its answer looks right and leaves out
    what has happened, so that nobody could know. `draws` is how generated schedules use it.
    """

    name: str
    sentence: str
    order: int
    story: str = ""
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    needs: str = "any operation"
    fits: Callable[[Operation], bool] = _fits_any
    strikes_callbacks: bool = False
    callbacks_too: bool = False
    delivered: bool = True
    true_time: bool = True
    misleads: bool = False
    keeps_image: bool = False
    check: Callable[[Mapping[str, Any], Sequence[Simulator]], None] = _check_nothing
    pause_s: Callable[[Fault], float] = _no_pause
    before: Callable[[World, Fault], str | None] = _nothing_before
    instead: Callable[[Api, Fault], Reply | None] = _run_it
    inside: Inside = _as_it_is
    body: Callable[[Any, Fault], None] = _any_body
    page: Callable[[Page, Fault], Page] = _any_page
    after: Callable[[Delivery, Fault, float], Delivery] = _deliver
    twice: Callable[[Delivery, Delivery, Fault], Delivery] | None = None
    callback: Callable[[Callback], CallbackPlan] = _send_once
    draws: Draws = Draws()


NO_KIND = FaultKind(name="", sentence="nothing goes wrong", order=0)


def cut(delivery: Delivery, fault: Fault, hold_s: float) -> Delivery:
    """Cut the connection before anything of the answer is sent: the hook of several kinds."""
    return delivery._replace(cut=True)
