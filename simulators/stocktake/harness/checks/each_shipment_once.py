"""`each_shipment_once`: goods leave once, and the shop is told once, when everything is out."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.harness.history import Entry, History
from stocktake.harness.oracle import (
    SHIPPED_BY_STAFF,
    View,
    by_sku,
    shipped_at,
    units,
    views,
)
from stocktake.harness.stories import (
    Violation,
    and_more,
    struck,
    told,
    told_of_faults,
    without_echoes,
)

CHECK = "each_shipment_once"
_TRUE = (True, 1, "1", "true")


def each_shipment_once(history: History) -> list[Violation]:
    """D4: nothing is sent twice, or by an engine where people ship; the shop is told once, with
    store and date, when all is out.
    """
    found = []
    for view in views(history, history.final):
        reports = _reports(view)
        found += _shipped_for_staff(view)
        for reference in view.shop_orders():
            found += _sent_twice(view, reference) + _told_twice(reference, reports[reference])
            for entry in reports[reference]:
                if _says_shipped(entry):
                    found += _told_early(view, reference, entry)
                    found += _told_wrong(view, reference, entry)
    return found


def _reports(view: View) -> dict[str, list[Entry]]:
    """Return what the shop was told of shipments, by reference."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in without_echoes(view.history.where(simulator=view.history.scenario.world.shop)):
        if entry.is_write and entry.done and "shipped" in _order(entry):
            found[f"R{entry.answered.get('id')}"].append(entry)
    return found


def _order(entry: Entry) -> dict[str, Any]:
    order = entry.asked.get("order")
    return order if isinstance(order, dict) else {}


def _says_shipped(entry: Entry) -> bool:
    return _order(entry).get("shipped") in _TRUE


def _sent_twice(view: View, reference: str) -> list[Violation]:
    wanted = by_sku(view.shop_orders()[reference], "ordered")
    gone = by_sku(
        [row for rows in view.documents().get(reference, {}).values() for row in rows], "shipped"
    )
    parts = [
        f"{units(gone[sku])} of {sku} left {view.warehouse} for {units(wanted[sku])} ordered."
        for sku in sorted(gone)
        if gone[sku] > wanted[sku]
    ]
    if not parts:
        return []
    turns = shipped_at(view, reference)
    story = f"Order {reference} was shipped at {', '.join(map(str, turns))}. {and_more(parts)}"
    return [Violation(check=CHECK, duty="D4, D7", journal=turns, story=story)]


def _shipped_for_staff(view: View) -> list[Violation]:
    """Find what the engine itself called shipped where the warehouse's people ship."""
    if view.warehouse not in SHIPPED_BY_STAFF:
        return []
    turns = [turn for ref in view.shop_orders() for turn in shipped_at(view, ref)]
    writes = [entry for entry in view.history.sent if entry.seq in turns]
    if not writes:
        return []
    story = (
        f"{told(writes[:3])} That says that goods have left, and the people of {view.warehouse}, "
        f"who ship, had not shipped them."
    )
    seqs = tuple(entry.seq for entry in writes[:3])
    return [Violation(check=CHECK, duty="D4", journal=seqs, story=story)]


def _told_twice(reference: str, reports: list[Entry]) -> list[Violation]:
    # Between two of them the order may have been turned back: another check's business.
    again = [
        (first, second)
        for first, second in zip(reports, reports[1:], strict=False)
        if _says_shipped(first) and _says_shipped(second)
    ]
    if not again:
        return []
    entries = list({entry.seq: entry for pair in again for entry in pair}.values())
    story = (
        f"{told(entries)} So the shop was told {len(entries)} times that {reference} is shipped."
    )
    seqs = tuple(entry.seq for entry in entries)
    return [Violation(check=CHECK, duty="D4, D7", journal=seqs, story=story)]


def _told_early(view: View, reference: str, entry: Entry) -> list[Violation]:
    wanted = by_sku(view.shop_orders()[reference], "ordered")
    for line in view.history.ledger:
        mine = (line.simulator, line.what, line.reference) == (
            view.warehouse,
            "shipment",
            reference,
        )
        if mine and line.turn < entry.seq:
            wanted[line.sku or ""] -= line.delta or 0
    rest = +wanted
    if not rest:
        return []
    goods = ", ".join(f"{units(count)} of {sku}" for sku, count in sorted(rest.items()))
    story = f"{told([entry])} It says that {reference} is shipped, and {goods} had not left yet."
    return [Violation(check=CHECK, duty="D4", journal=(entry.seq,), story=story)]


def _told_wrong(view: View, reference: str, entry: Entry) -> list[Violation]:
    order, wrong = _order(entry), []
    times = [row.at for row in view.snapshot.shipments if _is_of(view, row, reference)]
    last = max((at for at in times if at is not None), default=None)
    right = None if last is None else _day(last, view.history.scenario.world.zone)
    given = str(order.get("shipmentDate"))[:10]
    if right is not None and given != right:
        wrong.append(
            f"its date is {given}, but the last shipment left on {right} in the shop's zone"
        )
    if order.get("shipmentStore", view.store) != view.store:
        wrong.append(f"its store is {order['shipmentStore']} instead of {view.store}")
    if not wrong:
        return []
    story = f"{told([entry])} It says that {reference} is shipped; {' and '.join(wrong)}."
    left = [turn for turn in shipped_at(view, reference) if turn < entry.seq]
    faults = struck(view.history, after=left[-1] - 1, upto=entry.seq) if left else []
    story += told_of_faults(faults)
    seqs = tuple(sorted({*left[-1:], *(fault.seq for fault in faults), entry.seq}))
    return [Violation(check=CHECK, duty="D4, D10", journal=seqs, story=story)]


def _is_of(view: View, row: Any, reference: str) -> bool:
    return bool(row.simulator == view.warehouse and row.reference == reference)


def _day(milliseconds: int, zone: str) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()
