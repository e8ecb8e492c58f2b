"""`each_shipment_once`: goods leave once, and one word says so when everything is out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from stocktake.harness.facts import Facts
from stocktake.harness.history import Entry, History, OrderRow, Snapshot
from stocktake.harness.labels import labelled_at
from stocktake.harness.leaving import gone
from stocktake.harness.oracle import Expected, expectations, orders_by_warehouse
from stocktake.harness.orders import BEFORE, Order, missing, surplus
from stocktake.harness.parcels import plain, words
from stocktake.harness.violation import (
    Violation,
    describe,
    describe_faults,
    faulted,
    joined,
    units,
)

CHECK = "each_shipment_once"


def each_shipment_once(history: History) -> list[Violation]:
    """D4: nothing is shipped twice, or by an engine where staff ship; the outlet is told once.

    It is told when everything has left, with the right place and date.
    """
    found = [v for each in _by_warehouse(history) for v in _shipped_for_staff(each)]
    for expected, order in orders_by_warehouse(history):
        found += _sent_twice(expected, order)
        for turn in _told_turns(expected.facts, order):
            if expected.facts.holder(order, turn) == expected.warehouse:
                found += _told_early(expected, order, turn)
                found += _told_wrong(expected, order, turn)
        if expected.facts.holder(order, history.final.after) == expected.warehouse:
            found += _told_twice(expected, order)
    return found


def _by_warehouse(history: History) -> list[Expected]:
    """Return what should be true on one route of each warehouse."""
    routes = expectations(history, history.final)
    return list({expected.warehouse: expected for expected in routes}.values())


# Goods that leave


def _sent_twice(expected: Expected, order: Order) -> list[Violation]:
    """Find what left beyond the most that was wanted since the engine could last know."""
    facts, warehouse = expected.facts, expected.warehouse
    out = facts.out(warehouse, order.reference)
    for turn in out.turns(after=BEFORE):
        since = facts.could_last_know(turn)
        wanted = _peak(facts, warehouse, order, since=since, upto=turn)
        more = surplus(out.at(turn), wanted | out.at(turn - 1))
        if more and order.lives(turn):  # what left for a cancelled one is restock_once's
            return [_sent(expected, order, turn, more, wanted)]
    return []


def _peak(facts: Facts, warehouse: str, order: Order, *, since: int, upto: int) -> Counter[str]:
    """Return the most that an order wanted of a warehouse from one turn to another, by good."""
    best: Counter[str] = Counter()
    # Also then: a SKU may have come into the catalogue after it was ordered.
    for turn in (since, *(turn for turn in order.lines_turns if since < turn <= upto), upto):
        if facts.holder(order, turn) == warehouse:
            best |= facts.wanted(warehouse, order, turn)
    return best


def _sent(
    expected: Expected, order: Order, turn: int, more: Counter[str], wanted: Counter[str]
) -> Violation:
    facts, warehouse = expected.facts, expected.warehouse
    out = facts.out(warehouse, order.reference)
    parts = [
        f"{units(out.at(turn)[good])} of {facts.label(warehouse, good, turn)} left {warehouse} for "
        f"{units(wanted[good])} ordered."
        for good in sorted(more)
    ]
    turns = tuple(out.turns(after=BEFORE, upto=turn))
    story = f"Order {order.reference} was shipped at {', '.join(map(str, turns))}. {joined(parts)}"
    return Violation(
        check=CHECK, duty="D4, D7", journal=turns, what="it ships an order twice", story=story
    )


def _shipped_for_staff(expected: Expected) -> list[Violation]:
    """Find what the engine itself called shipped where the warehouse's people ship."""
    if not expected.route.warehouse_role.staff_ship:
        return []
    facts = expected.facts
    series = [facts.out(expected.warehouse, reference) for reference in facts.orders]
    turns = {turn for out in series for turn in out.turns() if out.at(turn) - out.at(turn - 1)}
    turns -= _labelled(expected)
    writes = [entry for entry in expected.history.sent if entry.seq in turns]
    if not writes:
        return []
    story = (
        f"{describe(writes[:3])} That says that goods have left, and the people of "
        f"{expected.warehouse}, who ship, had not shipped them."
    )
    seqs = tuple(entry.seq for entry in writes[:3])
    return [
        Violation(
            check=CHECK,
            duty="D4",
            journal=seqs,
            what="it calls orders shipped that people have to ship",
            story=story,
        )
    ]


def _labelled(expected: Expected) -> set[int]:
    """Return the turns in which no more left than people had bought labels for before (D15).

    Labels also count that were voided since the engine could last know.
    """
    facts, found = expected.facts, set[int]()
    for reference in facts.orders:
        out = facts.out(expected.warehouse, reference)
        for turn in out.turns():
            moments = (turn - 1, facts.could_last_know(turn))
            labels = [labelled_at(expected.history, reference, each) for each in moments]
            if 0 < out.at(turn).total() <= max(each.total() for each in labels):
                found.add(turn)
    return found


# What the outlet is told


def _told_turns(facts: Facts, order: Order) -> list[int]:
    """Return the turns in which the engine told the outlet that an order is shipped."""
    turns = order.told.turns(after=BEFORE)
    more = [t for t in turns if order.told.at(t) - order.told.at(t - 1)]
    role = facts.history.scenario.topology.outlets[order.outlet]
    return [t for t in more if t in facts.sent and (role.parcels or not order.told.at(t - 1))]


def _told_twice(expected: Expected, order: Order) -> list[Violation]:
    """Find words that repeat what the outlet had answered already, and changed nothing."""
    answered: list[Entry] = []
    number = expected.route.outlet_role.shipping_report.number
    for entry in _words(expected, order):
        numbers = [plain(str(each.asked.get(number))) for each in (*answered[-1:], entry)]
        if answered and number and numbers[0] != numbers[-1]:
            answered = []  # another parcel: tracking_out judges it
        since = answered[-1].seq if answered else BEFORE
        turned_back = any(
            not order.told.at(t) for t in order.told.turns(after=since, upto=entry.seq)
        )
        answered = [] if turned_back else answered
        if order.told.at(entry.seq) and answered and answered[-1].delivered:
            entries = [*answered[-1:], entry]
            story = (
                f"{describe(entries)} So the shop was told twice that {order.reference} is shipped."
            )
            seqs = tuple(e.seq for e in entries)
            return [
                Violation(
                    check=CHECK,
                    duty="D4, D7",
                    journal=seqs,
                    what="it tells one shipment twice",
                    story=story,
                )
            ]
        answered = [*answered, entry] if order.told.at(entry.seq) else []
    return []


def _words(expected: Expected, order: Order) -> list[Entry]:
    """Return the engine's reports on an order that the outlet carried out."""
    told = words(expected.history, expected.outlet, expected.route.outlet_role, order)
    return [entry for entry in told if entry.done]


def _told_early(expected: Expected, order: Order, turn: int) -> list[Violation]:
    facts, warehouse = expected.facts, expected.warehouse
    wanted = facts.surely_wanted(warehouse, order, turn)
    if expected.route.outlet_role.in_parts:
        # Each parcel is told when it has left, with what is in it.
        wanted = expected.told_goods(order, turn)
    rest = missing(wanted, gone(facts, warehouse, order.reference, turn))
    if not rest:
        return []
    goods = ", ".join(
        f"{units(count)} of {facts.label(warehouse, good, turn)}"
        for good, count in sorted(rest.items())
    )
    entries = [entry for entry in expected.history.sent if entry.seq == turn]
    story = (
        f"{describe(entries)} It says that {order.reference} is shipped, and {goods} had not left "
        "yet."
    )
    return [
        Violation(
            check=CHECK,
            duty="D4",
            journal=(turn,),
            what="it tells a shipment before all is out",
            story=story,
        )
    ]


def _told_wrong(expected: Expected, order: Order, turn: int) -> list[Violation]:
    """Find a wrong place or date in what the outlet holds after it was told."""
    place, before = order.place(turn), order.place(turn - 1)
    right, told = _dates(expected, order, turn)
    wrong = []
    if right and told and told not in right:
        wrong.append(
            f"its date is {told}, but the last shipment left on {right[0]} in the shop's zone"
        )
    fed_by = expected.facts.fed_by(order, turn - 1)
    if place != before and fed_by == expected.warehouse:
        wrong.append(f"its store is {place} instead of {before}")
    if not wrong:
        return []
    entries = [entry for entry in expected.history.sent if entry.seq == turn]
    story = f"{describe(entries)} It says that {order.reference} is shipped; {' and '.join(wrong)}."
    left = [each for each in expected.shipped_at(order.reference) if each < turn]
    faults = faulted(expected.history, after=left[-1] - 1, upto=turn) if left else []
    story += describe_faults(faults)
    seqs = tuple(sorted({*left[-1:], *(fault.seq for fault in faults), turn}))
    return [
        Violation(
            check=CHECK,
            duty="D4, D10",
            journal=seqs,
            what="it tells a shipment with a wrong date or place",
            story=story,
        )
    ]


def _dates(expected: Expected, order: Order, turn: int) -> tuple[list[str], str]:
    """Return the dates of the last shipment in the account's zone, and the one that was told.

    None of the first where something left after the telling: then both looks came too late. Where
    a label is bought it has a day as well: of the account, and the label's own at the tool.
    """
    seen, history = _first_look(expected.history, turn), expected.history
    zone = expected.route.zone(history.scenario.config.quirks)
    left = _last_at(seen, expected.warehouse, order)
    if expected.facts.out(expected.warehouse, order.reference).turns(after=turn, upto=seen.after):
        left = None
    days = [] if left is None else [_day(left, zone)]
    for name, tool in history.scenario.topology.carriers.items():
        bought = _last_at(seen, name, order)
        if days and bought is not None:
            days += [_day(bought, zone), _day(bought, tool.zone)]
    rows: list[OrderRow] = [
        row
        for row in seen.orders
        if (row.simulator, row.reference) == (expected.outlet, order.reference)
    ]
    told = next((row.told for row in rows if row.told), "") or ""
    return days, told[:10]


def _last_at(seen: Snapshot, simulator: str, order: Order) -> int | None:
    """Return when the last shipment of an order left that a system has."""
    mine = (simulator, order.reference)
    times = [row.at for row in seen.shipments if (row.simulator, row.reference) == mine]
    return max((at for at in times if at is not None), default=None)


def _first_look(history: History, turn: int) -> Snapshot:
    """Return the first snapshot after a turn."""
    looks = [look for step in history.all_steps for look in (step.before, step.after)]
    return next((look for look in looks if look.after >= turn), history.final)


def _day(milliseconds: int, zone: str) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()
