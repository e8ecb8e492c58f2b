"""`listings_connected`: only what the catalogue knows is written, and what is new is connected."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import History, LedgerLine
from stocktake.harness.listings import connected, had_to_know, listing_of, listings_of
from stocktake.harness.oracle import expectations
from stocktake.harness.orders import BEFORE
from stocktake.harness.route import Route
from stocktake.harness.violation import Violation, describe, units

CHECK = "listings_connected"


def listings_connected(history: History) -> list[Violation]:
    """D12: no write to a listing of which a SKU is in no catalogue; new ones are connected.

    Within an hour of the world's clock: nothing that an engine can read says that it is time.
    """
    facts, found = facts_of(history), []
    for route in history.scenario.topology.routes:
        if route.outlet_role.imports_unknown:
            found += list(_written(facts, route))[:1] + list(_left_out(facts, route))
    return found


def _written(facts: Facts, route: Route) -> Iterator[Violation]:
    """Find numbers that the engine changed of a listing with a SKU that the warehouse lacks."""
    for line in facts.history.ledger:
        if line.turn in facts.sent and _is_here(route, line):
            missing = _missing(facts, route, line)
            if missing:
                entries = [entry for entry in facts.history.sent if entry.seq == line.turn]
                story = (
                    f"{describe(entries)} It wrote {units(line.after or 0)} to listing "
                    f"{listing_of(route, line.good or '')} of {route.outlet}, and no item of "
                    f"{route.warehouse} carries {', '.join(missing)}."
                )
                yield Violation(
                    check=CHECK,
                    duty="D12",
                    journal=(line.turn,),
                    what="it writes to listings of goods that nobody knows",
                    story=story,
                )


def _is_here(route: Route, line: LedgerLine) -> bool:
    return (line.simulator, line.what, line.place) == (route.outlet, "shown", route.place)


def _missing(facts: Facts, route: Route, line: LedgerLine) -> list[str]:
    """Return the SKUs of the listing that a line is about which no item carried then.

    Nor when the engine could last know: a SKU may change in the middle of its round.
    """
    mine = listing_of(route, line.good or "")
    goods = {
        row.good or ""
        for step in facts.history.all_steps
        for look in (step.before, step.after)
        for row in listings_of(route, look).get(mine, ())
    } | {line.good or ""}
    skus = {facts.sku(route.outlet, good, line.turn) for good in goods}
    knew = max(0, facts.could_last_know(line.turn))
    return sorted(
        sku
        for sku in skus
        if sku and not any(facts.carriers(route.warehouse, sku, at) for at in (knew, line.turn))
    )


def _left_out(facts: Facts, route: Route) -> Iterator[Violation]:
    """Find new listings that still show what they showed before they could be connected."""
    history = facts.history
    (expected,) = (e for e in expectations(history, history.final) if e.route == route)
    for listing, rows in listings_of(route, history.final).items():
        since = connected(facts, route, rows, history.final.after)
        if since in (None, BEFORE) or not had_to_know(facts, since, by=history.final.after):
            continue
        goods = {row.good for row in rows}
        lines = [x for x in history.ledger if _is_here(route, x) and x.good in goods]
        written = any(line.turn in facts.sent for line in lines)
        wrong = [r.sku or "" for r in rows if not expected.is_right(r.sku or "", {r.shown or 0})]
        if not written and wrong and not any(row.why or row.retired for row in rows):
            story = (
                f"Since {since} every SKU of listing {listing} of {route.outlet} is in the "
                f"catalogue of {route.warehouse}. Its listings had to be read again since, and "
                f"the engine has never written to it: {', '.join(wrong)} is wrong there."
            )
            yield Violation(
                check=CHECK,
                duty="D12",
                journal=(since,),
                what="it does not connect a new listing",
                story=story,
            )
