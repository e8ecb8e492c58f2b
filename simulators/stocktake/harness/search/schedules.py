"""Generated schedules: what Hypothesis draws, and how it becomes a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stocktake.harness.scenario import (
    Event,
    Fault,
    From,
    Place,
    Request,
    Scenario,
    Step,
    ask_for_inventories,
)
from stocktake.harness.search.vocabulary import (
    ANY,
    Happening,
    Incident,
    Struck,
    Vocabulary,
    faults_on_reads,
    faults_on_writes,
    interleaved,
    is_about,
    unsettled,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Happens = tuple[tuple[Happening, ...], int]
"""Events that come together, and how many orders before the last one they are about."""
Drawn = list[tuple[str, list[Happens], list[Struck]]]
"""Steps: the clock's move, events, faults."""

Parts = tuple[list[Happens], list[Struck]]
"""What is left of an incident: its events, its faults."""

NAME = "generated schedule"
PLACES = "place_order"
STAFF_CREATE = "create_order"
"""The operation that staff's own requests use, in the shop and in a warehouse."""
MOST_STEPS = 4
MOST_EVENTS = 4
MOST_FAULTS = 3
ADVANCES = ("", "10m", "30h")
OPENING = Step("The shop opens and shows nothing yet.")


def strategy(
    shop: Vocabulary, warehouses: Sequence[Vocabulary], *, listens: bool
) -> SearchStrategy[Drawn]:
    """Return the strategy of schedules; without questions of the shop to an engine that is deaf.

    First it is drawn where things happen: in one warehouse mostly, so that they meet. First in
    every choice is what a reader would call the simplest: that is where shrinking ends.
    """
    from hypothesis import strategies as st  # half a second that only this command needs

    casts = [_steps(st, shop, cast, listens=listens) for cast in casts_of(tuple(warehouses))]
    drawn: SearchStrategy[Drawn] = _one_of(st, casts)
    return drawn


def casts_of(warehouses: tuple[Vocabulary, ...]) -> list[tuple[Vocabulary, ...]]:
    """Return who takes part: one warehouse, or all; the first, where most can go wrong, often."""
    alone = [(each,) for each in warehouses]
    together = [warehouses] if len(warehouses) > 1 else []
    return [alone[0], *alone, *together, alone[0]]


def _steps(st: Any, shop: Vocabulary, warehouses: Sequence[Vocabulary], *, listens: bool) -> Any:
    step = st.tuples(
        st.sampled_from(ADVANCES),
        st.lists(_events(st, shop, warehouses, listens=listens), max_size=MOST_EVENTS),
        st.lists(_faults(st, shop, warehouses), max_size=MOST_FAULTS),
        _incidents(st, warehouses),
    )
    return st.lists(step.map(_together), min_size=1, max_size=MOST_STEPS)


def _together(step: tuple[str, list[Happens], list[Struck], Parts]) -> Any:
    """Put an incident into its step; its faults come first, since the oldest one strikes."""
    advance, happens, struck, (more_happens, more_struck) = step
    return advance, happens + more_happens, more_struck + struck


def _incidents(st: Any, warehouses: Sequence[Vocabulary]) -> Any:
    """Draw none, or one in every third step."""
    none = st.just(([], []))
    known = [_incident(st, each) for vocabulary in warehouses for each in vocabulary.incidents]
    return _one_of(st, [none, none, _one_of(st, known) if known else none])


def _incident(st: Any, incident: Incident) -> Any:
    """Draw an incident whole, mostly; shrinking leaves out part after part."""
    events, faults = incident.events, incident.faults
    kept = st.tuples(*[st.integers(0, 99)] * (len(events) + len(faults)))

    def parts(numbers: tuple[int, ...]) -> Parts:
        mine, others = numbers[: len(events)], numbers[len(events) :]
        happens: list[Happens] = [
            ((event,), 0) for event, keep in zip(events, mine, strict=True) if keep
        ]
        return happens, [(fault,) for fault, keep in zip(faults, others, strict=True) if keep]

    return kept.map(parts)


def _events(st: Any, shop: Vocabulary, warehouses: Sequence[Vocabulary], *, listens: bool) -> Any:
    """Draw a kind of event, then one of it: orders are what most depends on."""
    about = [each for vocabulary in (*warehouses, shop) for each in vocabulary.about]
    staff = [(each,) for vocabulary in (shop, *warehouses) for each in vocabulary.staff]
    orders = [(each,) for vocabulary in warehouses for each in vocabulary.orders]
    shortages = [each for vocabulary in warehouses for each in vocabulary.shortages]
    last = st.just(0)
    kinds = [
        *[st.tuples(st.sampled_from(orders), last)] * 3,
        st.tuples(st.sampled_from(staff), last),
        st.tuples(st.sampled_from(shortages), last),
        *[st.tuples(st.sampled_from(about), st.integers(0, 1))] * 2,
    ]
    if listens:
        kinds.append(st.tuples(st.just((ask_for_inventories(),)), last))
    return _one_of(st, kinds)


def _faults(st: Any, shop: Vocabulary, warehouses: Sequence[Vocabulary]) -> Any:
    systems = (shop, *warehouses)
    writes = [st.sampled_from(faults_on_writes(each)) for each in systems]
    reads = [st.sampled_from(faults_on_reads(each)) for each in systems]
    between = [st.sampled_from(interleaved(each, shop)) for each in warehouses]
    pairs = [st.sampled_from(unsettled(each)) for each in systems]
    return _one_of(st, [*writes * 2, *reads, *pairs, *between])


def _one_of(st: Any, kinds: Sequence[Any]) -> Any:
    """Draw from one of several strategies; one that is named twice comes twice as often."""
    return st.integers(0, len(kinds) - 1).flatmap(lambda number: kinds[number])


def scenario_of(drawn: Drawn, *, place: Place) -> Scenario:
    """Return a drawn schedule as a scenario: the opening, then its steps."""
    orders: list[tuple[str, str]] = []
    days = [
        (advance, tuple(_placed(happens, orders, place=place)), struck)
        for advance, happens, struck in drawn
    ]
    steps = [OPENING]
    for number, (advance, events, struck) in enumerate(days):
        # A fault waits for its call, in later steps too: staff must not be whom it meets.
        later = [event for _, events_, _ in days[number:] for event in events_]
        to_come = {event.simulator for event in later if _uses_an_api(event)}
        faults = [fault for together in struck for fault in together]
        planted = tuple(_planted(faults, events, staff=to_come))
        step = Step("", events=events, faults=planted, advance=advance)
        steps.append(replace(step, story=told(step)))
    return scenario_with(steps, place=place)


def _uses_an_api(event: Happening) -> bool:
    """Whether others than the engine send a request for it: staff do, and before the shop asks
    somebody must have told it where the engine listens.
    """
    return isinstance(event, Request) or event.asks


def _planted(
    faults: Sequence[Fault], events: Sequence[Happening], *, staff: AbstractSet[str]
) -> Iterator[Fault]:
    """Leave out what would strike others than the engine in its round, and what comes twice.

    `staff` are the systems whose APIs others use from now on.
    """
    # What strikes the engine's answer to the shop cannot be told from a wrong answer.
    if any(isinstance(event, Event) and event.asks for event in events):
        return
    for number, fault in enumerate(faults):
        strikes_staff = fault.operation in (ANY, STAFF_CREATE) and fault.simulator in staff
        if fault not in faults[:number] and not strikes_staff:
            yield fault


def scenario_with(steps: Sequence[Step], *, place: Place) -> Scenario:
    """Return these steps as a scenario that every check judges."""
    sentence = "Events, faults and moves of the clock, drawn from a seed."
    return Scenario(name=NAME, sentence=sentence, steps=tuple(steps), world=place)


def size(scenario: Scenario) -> tuple[int, int, int]:
    """Count the events, the faults and the steps of a schedule, without its opening."""
    steps = scenario.steps[1:]
    return sum(len(step.events) for step in steps), len(scenario.faults), len(steps)


def place_of(shop: Vocabulary, warehouses: Sequence[Vocabulary]) -> Place:
    """Return the world of schedules: the shop, these warehouses, their quirks."""
    quirks = tuple(quirk for each in (shop, *warehouses) for quirk in each.quirks)
    stores = tuple((each.store, each.system) for each in warehouses)
    return Place(shop=shop.system, stores=stores, quirks=quirks)


def told(step: Step) -> str:
    """Tell a step in one line: time, events, faults."""
    parts = [f"{step.advance} later" if step.advance else "At once"]
    parts += [_told(event) for event in step.events]
    parts += [f"fault: {fault}" for fault in step.faults]
    return "; ".join(parts)


def _told(event: Happening) -> str:
    if isinstance(event, Request):
        return _told_of_a_request(event.label, event.arguments)
    if event.name == PLACES:
        lines = event.arguments["lines"]
        goods = ", ".join("{quantity} {sku}".format_map(each) for each in lines)
        return f"{event.label} at {event.arguments['store']}: {goods}"
    values = [v.label if isinstance(v, From) else str(v) for v in event.arguments.values()]
    return f"{event.name} {', '.join(values)}"


def _told_of_a_request(label: str, body: Mapping[str, Any]) -> str:
    if "order" not in body:
        lines = body["order_items_attributes"]
        goods = ", ".join("{count} {sku}".format_map(each) for each in lines)
        return f"staff enter {body['order_number']}: {goods}"
    goods = ", ".join(
        f"{line['quantity']} {line.get('offer', {}).get('externalId') or line['productName']}"
        for line in body["order"]["items"]
    )
    return f"{label} at {body['order']['shipmentStore']} through the API: {goods}"


def _placed(
    happens: Sequence[Happens], orders: list[tuple[str, str]], *, place: Place
) -> Iterator[Happening]:
    """Label the shop's orders, and let events that are about one name it; without any they do not
    happen. `orders` are the labels so far, with the warehouse whose people can find the order.
    """
    for event, back in ((event, back) for together, back in happens for event in together):
        if is_about(event):
            known = [name for name, at in orders if event.simulator in (place.shop, at)]
            if known:
                yield _about(event, known[max(0, len(known) - 1 - back)])
        elif event.simulator == place.shop and (isinstance(event, Request) or event.name == PLACES):
            orders.append((f"order {len(orders) + 1}", _warehouse_of(event, place)))
            yield replace(event, label=orders[-1][0])
        else:
            yield event


def _warehouse_of(order: Happening, place: Place) -> str:
    # What comes through the API has a line that no warehouse can make: nobody will ever ship it.
    return "" if isinstance(order, Request) else dict(place.stores)[order.arguments["store"]]


def _about(event: Happening, label: str) -> Happening:
    arguments = {
        name: From(label, value.key) if isinstance(value, From) else value
        for name, value in event.arguments.items()
    }
    return replace(event, arguments=arguments)
