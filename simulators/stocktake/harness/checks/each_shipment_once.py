"""`each_shipment_once`: goods leave once, and one report says so when everything is out."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.roles import Outlet
from stocktake.harness.history import Entry, History
from stocktake.harness.oracle import (
    Expected,
    by_sku,
    expectations,
    units,
)
from stocktake.harness.violation import (
    Violation,
    describe,
    describe_faults,
    faulted,
    joined,
    without_echoes,
)

CHECK = "each_shipment_once"
_TRUE = (True, 1, "1", "true")


def each_shipment_once(history: History) -> list[Violation]:
    """D4: nothing is shipped twice, or by an engine where staff ship; one report says so.

    The shop gets the report once, with store and date, when everything has left.
    """
    found = []
    for expected in expectations(history, history.final):
        outlet, reports = expected.route.outlet_role, _reports(expected)
        found += _shipped_for_staff(expected)
        for reference in expected.outlet_orders():
            found += _sent_twice(expected, reference)
            found += _reported_twice(outlet, reference, reports[reference])
            for entry in reports[reference]:
                if _says_shipped(outlet, entry):
                    found += _reported_early(expected, reference, entry)
                    found += _reported_wrong(expected, reference, entry)
    return found


def _reports(expected: Expected) -> dict[str, list[Entry]]:
    """Return the engine's reports of shipments to the outlet, by reference."""
    outlet = expected.route.outlet_role
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in without_echoes(expected.history.where(simulator=expected.outlet)):
        if (
            entry.is_write
            and entry.done
            and outlet.shipping_report.shipped in _order(outlet, entry)
        ):
            order_id = entry.answered.get(outlet.shipping_report.answered)
            found[outlet.reference_of(order_id)].append(entry)
    return found


def _order(outlet: Outlet, entry: Entry) -> dict[str, Any]:
    order = entry.asked.get(outlet.shipping_report.order)
    return order if isinstance(order, dict) else {}


def _says_shipped(outlet: Outlet, entry: Entry) -> bool:
    return _order(outlet, entry).get(outlet.shipping_report.shipped) in _TRUE


def _sent_twice(expected: Expected, reference: str) -> list[Violation]:
    wanted = by_sku(expected.outlet_orders()[reference], "ordered")
    gone = by_sku(
        [row for rows in expected.documents().get(reference, {}).values() for row in rows],
        "shipped",
    )
    parts = [
        f"{units(gone[sku])} of {sku} left {expected.warehouse} for {units(wanted[sku])} ordered."
        for sku in sorted(gone)
        if gone[sku] > wanted[sku]
    ]
    if not parts:
        return []
    turns = expected.shipped_at(reference)
    story = f"Order {reference} was shipped at {', '.join(map(str, turns))}. {joined(parts)}"
    return [Violation(check=CHECK, duty="D4, D7", journal=turns, story=story)]


def _shipped_for_staff(expected: Expected) -> list[Violation]:
    """Find what the engine itself called shipped where the warehouse's people ship."""
    if not expected.route.warehouse_role.staff_ship:
        return []
    turns = [turn for ref in expected.outlet_orders() for turn in expected.shipped_at(ref)]
    writes = [entry for entry in expected.history.sent if entry.seq in turns]
    if not writes:
        return []
    story = (
        f"{describe(writes[:3])} That says that goods have left, and the people of "
        f"{expected.warehouse}, who ship, had not shipped them."
    )
    seqs = tuple(entry.seq for entry in writes[:3])
    return [Violation(check=CHECK, duty="D4", journal=seqs, story=story)]


def _reported_twice(outlet: Outlet, reference: str, reports: list[Entry]) -> list[Violation]:
    # Between two of them the order may have been turned back: another check's business.
    again = [
        (first, second)
        for first, second in zip(reports, reports[1:], strict=False)
        if _says_shipped(outlet, first) and _says_shipped(outlet, second)
    ]
    if not again:
        return []
    entries = list({entry.seq: entry for pair in again for entry in pair}.values())
    story = (
        f"{describe(entries)} So the shop was told {len(entries)} times that {reference} "
        "is shipped."
    )
    seqs = tuple(entry.seq for entry in entries)
    return [Violation(check=CHECK, duty="D4, D7", journal=seqs, story=story)]


def _reported_early(expected: Expected, reference: str, entry: Entry) -> list[Violation]:
    wanted = by_sku(expected.outlet_orders()[reference], "ordered")
    for line in expected.history.ledger:
        mine = (line.simulator, line.what, line.reference) == (
            expected.warehouse,
            "shipment",
            reference,
        )
        if mine and line.turn < entry.seq:
            wanted[line.sku or ""] -= line.delta or 0
    rest = +wanted
    if not rest:
        return []
    goods = ", ".join(f"{units(count)} of {sku}" for sku, count in sorted(rest.items()))
    story = (
        f"{describe([entry])} It says that {reference} is shipped, and {goods} had not left yet."
    )
    return [Violation(check=CHECK, duty="D4", journal=(entry.seq,), story=story)]


def _reported_wrong(expected: Expected, reference: str, entry: Entry) -> list[Violation]:
    outlet = expected.route.outlet_role
    order, names, wrong = _order(outlet, entry), outlet.shipping_report, []
    times = [row.at for row in expected.snapshot.shipments if _is_of(expected, row, reference)]
    last = max((at for at in times if at is not None), default=None)
    right = None if last is None else _day(last, outlet.zone)
    given = str(order.get(names.date))[:10]
    if right is not None and given != right:
        wrong.append(
            f"its date is {given}, but the last shipment left on {right} in the shop's zone"
        )
    if order.get(names.place, expected.place) != expected.place:
        wrong.append(f"its store is {order[names.place]} instead of {expected.place}")
    if not wrong:
        return []
    story = f"{describe([entry])} It says that {reference} is shipped; {' and '.join(wrong)}."
    left = [turn for turn in expected.shipped_at(reference) if turn < entry.seq]
    faults = faulted(expected.history, after=left[-1] - 1, upto=entry.seq) if left else []
    story += describe_faults(faults)
    seqs = tuple(sorted({*left[-1:], *(fault.seq for fault in faults), entry.seq}))
    return [Violation(check=CHECK, duty="D4, D10", journal=seqs, story=story)]


def _is_of(expected: Expected, row: Any, reference: str) -> bool:
    return bool(row.simulator == expected.warehouse and row.reference == reference)


def _day(milliseconds: int, zone: str) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()
