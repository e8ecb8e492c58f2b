"""What may happen in a generated schedule: business events and faults, as values to draw from.

No tuple here is longer than 99. Hypothesis mixes numbers that it finds in the modules of a checkout
into what it draws, but none below a hundred: so the same seed draws the same schedule everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.harness.scenario import Event, Fault, From, Request, in_the_middle

ORDER = "?"
"""Stands, as the label of a From, for the order that an event of `Vocabulary.about` is about."""

Happening = Event | Request
Struck = tuple[Fault, ...]
"""Faults that come together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Events and faults of one step that do harm only together, and hardly ever meet by chance."""

    events: tuple[Happening, ...]
    faults: Struck


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What may happen around one system, in the world of the shelf.

    `orders` are events in which an order comes in, `about` what happens to one of them, one event
    after another (their From(ORDER, ...) takes it from that event's result), `staff` all others;
    `shortages` are an order and, right after it, the discovery that there is not enough for it.
    `writes` and `reads` are operations that faults may strike; `dated`, reads whose rows may get
    one time stamp; `settles` pairs a write with the read that tells what became of it; `hooks` are
    the system's callbacks. `quirks` are switched so that a few rows already make several pages. Of
    the shop's writes the first is the upload of leftovers, of a warehouse's the one that makes an
    order.
    """

    system: str
    store: str = ""
    orders: tuple[Happening, ...] = ()
    about: tuple[tuple[Event, ...], ...] = ()
    staff: tuple[Happening, ...] = ()
    shortages: tuple[tuple[Happening, ...], ...] = ()
    incidents: tuple[Incident, ...] = ()
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    settles: tuple[tuple[str, str], ...] = ()
    hooks: tuple[str, ...] = ()
    quirks: tuple[tuple[str, Any], ...] = ()


# Of the kinds that the control plane knows, those after which nothing is lost that a next round
# could not read (duty D7). Left out: `stale_read`, `list_lag` and `partial_success`, by which an
# engine in good faith completes a round that knows too little, so that no judge could blame it for
# what it sells next; `poison`, which `status` covers without a row's name; a 4xx `status`, which is
# a definite no; `latency`, since time moves by steps. Of callbacks only a warehouse's are struck,
# and none is sent late: it would come in the middle of a round, at a moment of its own.
_WRITES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("lost_reply", {}),
    ("lost_request", {}),
    ("status", {"status": 503}),
    ("garbled", {}),
    ("truncated", {}),
    ("timeout", {}),
    ("duplicate", {}),
    ("duplicate", {"reply": "second"}),
    ("clock_offset", {"ms": -7_200_000}),
)
_READS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("lost_reply", {}),
    ("status", {"status": 503}),
    ("garbled", {}),
    ("truncated", {}),
)
_HOOKS = ("drop", "duplicate")
ANY = "*"
LONG = 8
"""How often a lasting fault strikes a read: patience for a few repetitions does not outlive it."""


def faults_on_writes(of: Vocabulary) -> tuple[Struck, ...]:
    """Return what may strike a system's writes, each once."""
    return tuple(
        (Fault(of.system, operation, kind, arguments=arguments),)
        for operation in of.writes
        for kind, arguments in _WRITES
    )


def unsettled(of: Vocabulary) -> tuple[Struck, ...]:
    """Return pairs of faults: no answer to a write, and none to the read that would settle it.

    The read is struck from its second call on: before the write most engines look once.
    """
    return tuple(
        (
            Fault(of.system, write, lost),
            Fault(of.system, read, kind, nth=nth, times=LONG, arguments=arguments),
        )
        for write, read in of.settles
        for lost in ("lost_reply", "garbled")
        for kind, arguments in _READS[1:3]
        for nth in (2, 1)
    )


def faults_on_reads(of: Vocabulary) -> tuple[Struck, ...]:
    """Return what may strike a system's reads for long, or any of its requests at all, once."""
    lasting = [
        Fault(of.system, operation, kind, times=LONG, arguments=arguments)
        for operation in of.reads
        for kind, arguments in _READS
    ]
    dated = [Fault(of.system, operation, "same_timestamp") for operation in of.dated]
    # An engine may use other operations than those that are named here.
    any_at_all = [
        Fault(of.system, ANY, kind, nth=nth, arguments=arguments)
        for kind, arguments in _READS
        for nth in (1, 4, 9, 16)
    ]
    unheard = [Fault(of.system, hook, kind) for hook in of.hooks for kind in _HOOKS]
    return tuple((fault,) for fault in (*unheard, *lasting, *dated, *any_at_all))


def interleaved(of: Vocabulary, shop: Vocabulary) -> tuple[Struck, ...]:
    """Return the faults by which something happens in the middle of a round."""
    happenings = [each for each in (*of.staff, *of.orders[:4]) if isinstance(each, Event)]
    places = ((shop.system, shop.writes[0]), (of.system, of.writes[0]))
    return tuple(
        (in_the_middle(system, operation, event),)
        for system, operation in places
        for event in happenings
    )


def is_about(event: Happening) -> bool:
    """Whether an event waits for the order that it is about."""
    return any(isinstance(v, From) and v.label == ORDER for v in event.arguments.values())
