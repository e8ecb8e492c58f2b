"""What is drawn, in its place: orders, parcels and listings get labels, and events refer to them.

What is drawn may be refused: a shopper wants more than is shown, staff ship what is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stocktake.core.steps import (
    EARLIER,
    LISTING,
    ORDER,
    PARCEL,
    Act,
    Event,
    From,
    Request,
    Slot,
    filled,
)
from stocktake.harness.route import CARRIER, parcel_number
from stocktake.harness.search.vocabulary import abouts
from stocktake.harness.topology import Topology

Together = tuple[tuple[Act, ...], int]
"""Events that come together, and how many orders before the last one they are about."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What an event has made, its label, and the systems whose people can find it.

    `numbered`: it is an order of an outlet that is told the numbers of parcels.
    """

    label: str
    known_to: frozenset[str]
    numbered: bool = False


@dataclass(slots=True)
class Placement:
    """What a schedule has made so far: orders, parcels and listings, each in its order.

    `restores` are pairs of events: what an engine needs is taken from it, and given back.
    """

    topology: Topology
    restores: tuple[tuple[Event, ...], ...] = ()
    made: dict[str, list[_Made]] = field(
        default_factory=lambda: {ORDER: [], PARCEL: [], LISTING: []}
    )
    parcels: int = 0
    missing: set[str] = field(default_factory=set)
    """Systems from which the engine was shut out, until that is mended."""

    def placed(self, drawn: list[Together]) -> Iterator[Act]:
        """Label what events make, and let those that are about something refer to it.

        Without it they are left out, and so is a question to an engine that cannot know.
        """
        for event, back in ((event, back) for together, back in drawn for event in together):
            self._watch(event)
            if isinstance(event, Event) and event.asks_engine and self.missing:
                continue
            if any(abouts(event)):
                about = self._about(event, back)
                if about is not None:
                    yield about
            else:
                yield replace(event, label=self._labelled(event), may_be_refused=True)

    def _watch(self, event: Act) -> None:
        for taken, given in self.restores:
            if event == taken:
                self.missing.add(event.simulator)
            elif event == given:
                self.missing.discard(event.simulator)

    def _about(self, event: Act, back: int) -> Act | None:
        """Return an event about what is there, the last of each kind or one before it."""
        chosen: dict[str, _Made] = {}
        for value in abouts(event):
            kind = ORDER if value.label == EARLIER else value.label
            known = [each for each in self.made[kind] if event.simulator in each.known_to]
            place = len(known) - 1 - back
            if value.label == EARLIER:
                place -= 1
            elif known:
                place = max(0, place)
            if place < 0:
                return None
            chosen[value.label] = known[place]
        arguments = {name: _referred(value, chosen) for name, value in event.arguments.items()}
        order = chosen.get(ORDER)
        if any(isinstance(value, Slot) for value in arguments.values()):
            arguments = filled(arguments, self._parcel(event, order))
        label = self._labelled(event, order)
        return replace(event, arguments=arguments, label=label, may_be_refused=True)

    def _parcel(self, event: Act, order: _Made | None) -> Mapping[str, Any]:
        """Return the number of a parcel of an order; none where its outlet wants none."""
        if order is None or not (order.numbered or event.simulator in self.topology.carriers):
            return {"number": None, "carrier": None}
        self.parcels += 1
        return {"number": parcel_number(f"{order.label}, {self.parcels}"), "carrier": CARRIER}

    def _labelled(self, event: Act, order: _Made | None = None) -> str:
        """Return the label of what an event makes, and keep it; empty for any other event."""
        kind, made = event.label, None
        if kind in (PARCEL, LISTING):
            made = _Made("", frozenset({event.simulator}))
        elif kind == ORDER and order:
            made = order
        elif not kind:
            kind, made = ORDER, self._order(event)
        if made is None:
            return ""
        there = self.made[kind]
        name = "order" if kind == ORDER else kind
        there.append(replace(made, label=f"{name} {len(there) + 1}"))
        return there[-1].label

    def _order(self, event: Act) -> _Made | None:
        """Return the order that an event makes, None for any other event."""
        if isinstance(event, Request):
            # What comes through an outlet's API has a line that no warehouse can make.
            known_to = frozenset({event.simulator})
            return _Made("", known_to) if event.simulator in self.topology.outlets else None
        for route in self.topology.routes:
            if route.lines_sold(event):
                known_to = frozenset({route.outlet, route.warehouse, route.carrier} - {""})
                return _Made("", known_to, numbered=route.outlet_role.parcels)
        return None


def _referred(value: Any, chosen: Mapping[str, _Made]) -> Any:
    """Return an argument that refers to what was chosen."""
    if isinstance(value, list):
        return [_referred(each, chosen) for each in value]
    if isinstance(value, From) and value.label in chosen:
        return From(chosen[value.label].label, value.key)
    return value
