"""Orders that wait for their payment: no warehouse holds anything for them (duty D14)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from stocktake.core.steps import Event, Slot
from stocktake.harness.history import History

NEVER = 10**9
"""Later than any turn."""


def paid_at(history: History, reference: str) -> int | None:
    """Return the turn in which an order was paid, NEVER if it was not; None if it never waited."""
    return _payments(history).get(reference)


def waits(history: History, reference: str, turn: int) -> bool:
    """Whether an order waits for its payment after a turn."""
    paid = paid_at(history, reference)
    return paid is not None and turn < paid


@lru_cache(maxsize=4)
def _payments(history: History) -> Mapping[str, int]:
    outlets, found = history.scenario.topology.outlets, {}
    for result in (each for step in history.all_steps for each in step.events):
        event, role = result.event, outlets.get(result.event.simulator)
        if result.refused or role is None or not isinstance(event, Event):
            continue
        if _is(role.unpaid, event):
            found[role.reference_of(result.result["id"])] = NEVER
        elif _is(role.pay, event):
            found[role.reference_of(result.result["id"])] = result.seq
    return found


def _is(template: Event | None, event: Event) -> bool:
    """Whether an event is one of a template: the same name, and what the template fills in."""
    if template is None or template.name != event.name:
        return False
    return all(
        isinstance(value, Slot) or event.arguments.get(name) == value
        for name, value in template.arguments.items()
    )
