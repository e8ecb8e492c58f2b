"""`keeps_its_budget`: what a round reads grows with what there is, not with its square."""

from __future__ import annotations

from collections import Counter

from stocktake.harness.history import Entry, History, StepHistory
from stocktake.harness.oracle import expectations
from stocktake.harness.violation import Violation

ALWAYS, PER_NUMBER, PER_ORDER = 40, 2, 8
"""Reads of a round: so many anyhow, for each SKU and listing, for each order and open document."""


def keeps_its_budget(history: History) -> list[Violation]:
    """D27: a completed round without faults reads at most 40 + 2 for each number + 8 each order.

    From the second completed round on. Numbers are SKUs of the connected warehouses and listings,
    orders are those of the routes and open documents.
    """
    completed = [step for step in history.all_steps if step.round.completed]
    for step in completed[1:]:
        reads = [e for e in history.sent if not e.is_write and _is_in(step, e)]
        if not step.round.faults and len(reads) > (budget := _budget(history, step)):
            return [_violation(step, reads, budget)]
    return []


def _is_in(step: StepHistory, entry: Entry) -> bool:
    return step.round.first < entry.seq <= step.round.last


def _budget(history: History, step: StepHistory) -> int:
    topology, seen = history.scenario.topology, step.after
    places = {(route.outlet, route.place) for route in topology.routes}
    skus = {(row.simulator, row.sku) for row in seen.stock if row.simulator in topology.warehouses}
    listings = [row for row in seen.stock if (row.simulator, row.place) in places]
    orders = {
        reference
        for expected in expectations(history, seen)
        for reference in expected.outlet_orders
    }
    documents = {
        (row.simulator, row.id)
        for row in seen.orders
        if row.simulator in topology.warehouses and row.due
    }
    numbers = len(skus) + len(listings)
    return ALWAYS + PER_NUMBER * numbers + PER_ORDER * (len(orders) + len(documents))


def _violation(step: StepHistory, reads: list[Entry], budget: int) -> Violation:
    most = Counter(entry.name for entry in reads).most_common(2)
    often = " and ".join(f"{name} {count} times" for name, count in most)
    story = (
        f"Round {step.round.first + 1} to {step.round.last} read {len(reads)} times, {often}. For "
        f"what there is, {budget} reads are enough, and four times what comparing everything takes."
    )
    first = next(entry.seq for entry in reads if entry.name == most[0][0])
    return Violation(
        check="keeps_its_budget",
        duty="D27",
        journal=(first,),
        what="it reads far more than there is",
        story=story,
    )
