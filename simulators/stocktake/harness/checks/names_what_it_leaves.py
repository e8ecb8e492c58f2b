"""`names_what_it_leaves`: what an engine cannot or must not do, it names for a person."""

from __future__ import annotations

from stocktake.core.steps import Fault
from stocktake.harness.history import Entry, History
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.orders import Order
from stocktake.harness.output import named_since, names_text
from stocktake.harness.parcels import parcels_of, plain, words
from stocktake.harness.route import Route
from stocktake.harness.violation import Violation, describe

CHECK = "names_what_it_leaves"


def names_what_it_leaves(history: History) -> list[Violation]:
    """D3, D17, D18, D20, D26: an order or a row that is left is named in the engine's output.

    By its id, in any round from the first completed one that could know.
    """
    found = []
    for expected in expectations(history, history.final):
        for order in expected.facts.orders_of(expected.route, expected.snapshot.after):
            found += (
                _unmade(expected, order)
                or _called_off(expected, order)
                or _left_behind(expected, order)
                or _told_and_voided(expected, order)
            )
    return found + _refused_rows(history)


def _unmade(expected: Expected, order: Order) -> list[Violation]:
    """Find an order that the warehouse cannot take, and that nobody will look at (D3)."""
    end, warehouse = expected.snapshot.after, expected.warehouse
    rows = expected.outlet_orders.get(order.reference, [])
    changed = order.lines_turns[-1]
    if (
        not order.lives(end)
        or not _cannot_take(expected, order)
        or not _knew(expected, order, changed)
        or _named(expected, order, order.placed)
    ):
        return []
    came = "came in" if changed == order.placed else "was edited"
    skus = sorted({row.sku or "without an SKU" for row in rows if not expected.can_be_made([row])})
    story = (
        f"At {max(changed, 0)} order {order.reference} {came}, which {warehouse} cannot take "
        f"({', '.join(skus)}). No round after that printed anything that names it, so nobody will "
        "look at it."
    )
    return [
        Violation(
            check=CHECK,
            duty="D3",
            journal=(max(changed, 0),),
            what="it leaves an order that cannot be made, and does not name it",
            story=story,
        )
    ]


def _cannot_take(expected: Expected, order: Order) -> bool:
    """Whether an order has no document and cannot have one, or has a line that cannot follow."""
    warehouse, end = expected.warehouse, expected.snapshot.after
    if expected.facts.holder(order, end) != warehouse:
        return False
    if expected.route.outlet_role.imports_unknown:
        return False  # it is imported, whatever its SKUs are (D14)
    if not expected.facts.documents_of(warehouse, order.reference):
        return not expected.can_be_made(expected.outlet_orders.get(order.reference, []))
    wanted = expected.facts.wanted(warehouse, order, end)
    return any(good.startswith("?") for good in wanted)


def _called_off(expected: Expected, order: Order) -> list[Violation]:
    """Find an order whose document the warehouse's people called off, in silence (D18)."""
    end, facts = expected.snapshot.after, expected.facts
    turn = facts.called_off(expected.warehouse, order.reference, end)
    asked = facts.asked(expected.warehouse, order.reference).at(end)
    missing = facts.wanted(expected.warehouse, order, end) - asked
    if (
        turn is None
        or not order.lives(end)
        or (order.lines_turns[-1] > turn and not missing)  # edited since, and followed (D17)
        or not _knew(expected, order, turn)
        or _named(expected, order, turn)
    ):
        return []
    what = "a part of " if asked else ""
    waits = ", so the customer waits for nothing" if missing else ""
    story = (
        f"At {turn} the people of {expected.warehouse} called off {what}the document of order "
        f"{order.reference}, which the shop still wants. No round after that printed anything that "
        f"names the order{waits}."
    )
    return [
        Violation(
            check=CHECK,
            duty="D18",
            journal=(turn,),
            what="it does not name an order that the warehouse called off",
            story=story,
        )
    ]


def _left_behind(expected: Expected, order: Order) -> list[Violation]:
    """Find an order that was moved after a part had left, in silence (D17)."""
    end, facts = expected.snapshot.after, expected.facts
    held = facts.holder(order, end)
    if not order.moved or held in (None, expected.warehouse) or not order.lives(end):
        return []
    turn = order.moved[-1]
    if not _knew(expected, order, turn) or _named(expected, order, turn):
        return []
    story = (
        f"At {turn} order {order.reference} was moved to {expected.place}, after a part of it had "
        f"left {held}, whose document stays. No round after that printed anything that names the "
        "order, so nobody will look at the rest."
    )
    return [
        Violation(
            check=CHECK,
            duty="D17",
            journal=(turn,),
            what="it does not name an order that it cannot move",
            story=story,
        )
    ]


def _told_and_voided(expected: Expected, order: Order) -> list[Violation]:
    """Find an order whose label was voided after its outlet was told, in silence (D20).

    Of an outlet that has no call for that; an engine that never had the answer may not know.
    """
    role, history, end = expected.route.outlet_role, expected.history, expected.snapshot.after
    if not role.never_unshipped or not order.lives(end):
        return []
    told = {
        plain(str(entry.asked.get(role.shipping_report.number))): entry
        for entry in words(history, expected.outlet, role, order)
        if entry.done and entry.delivered
    }
    for parcel in parcels_of(history, order.reference):
        entry, turn = told.get(plain(parcel.number)), parcel.ended
        if entry is None or turn is None or entry.seq > turn:
            continue
        if not _knew(expected, order, turn) or _named(expected, order, turn):
            continue
        story = (
            f"{describe([entry])} At {turn} people voided the label {parcel.number} of order "
            f"{order.reference}, and no call of {expected.outlet} takes back what it was told. No "
            "round after that printed anything that names the order, so nobody will look at it."
        )
        return [
            Violation(
                check=CHECK,
                duty="D20",
                journal=(entry.seq, turn),
                what="it does not name an order whose label was voided",
                story=story,
            )
        ]
    return []


def _knew(expected: Expected, order: Order, turn: int) -> bool:
    return expected.facts.could_know(turn, by=expected.snapshot.after)


def _named(expected: Expected, order: Order, turn: int) -> bool:
    role = expected.route.outlet_role
    return named_since(expected.history, role, order.reference, turn=turn)


# Rows


def _refused_rows(history: History) -> list[Violation]:
    """Find a row that an outlet refused a whole upload for, and that was never named (D26)."""
    found = []
    outputs = "\n".join(step.round.output for step in history.all_steps)
    for (_, row), (route, fault) in _about_rows(history).items():
        refused = [e for e in _struck(history, route, fault) if row in (e.request_body or "")]
        if refused and not names_text(outputs, row):
            story = (
                f"{describe(refused[:1])} It was refused for the row {row}. The output of no round "
                "names that row, so nobody will look at it."
            )
            journal = tuple(entry.seq for entry in refused[:5])
            found.append(
                Violation(
                    check=CHECK,
                    duty="D26",
                    journal=journal,
                    what="it does not name a row that was refused",
                    story=story,
                )
            )
    return found


def _about_rows(history: History) -> dict[tuple[str, str], tuple[Route, Fault]]:
    """Return the faults that refuse uploads for a row, by outlet and row."""
    found: dict[tuple[str, str], tuple[Route, Fault]] = {}
    for route in history.scenario.topology.routes:
        upload = route.outlet_role.operations.get("write_quantities")
        for fault in history.scenario.faults:
            here = (fault.simulator, fault.operation) == (route.outlet, upload)
            if here and "row" in fault.arguments:
                found.setdefault((route.outlet, str(fault.arguments["row"])), (route, fault))
    return found


def _struck(history: History, route: Route, fault: Fault) -> list[Entry]:
    return [
        entry
        for entry in history.where(simulator=route.outlet, operation=fault.operation)
        if entry.fault == fault.kind and not entry.done
    ]
