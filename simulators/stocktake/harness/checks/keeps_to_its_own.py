"""`keeps_to_its_own`: an engine writes what is its own, and leaves alone what is other people's."""

from __future__ import annotations

from collections.abc import Mapping

from stocktake.core.roles import Outlet
from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import Entry, History
from stocktake.harness.parcels import noted
from stocktake.harness.violation import Violation, describe

CHECK = "keeps_to_its_own"
OWN = frozenset({"registration", "report"})
"""What an engine may always write; of the other kinds (`x-writes`) it depends on what it is."""


def keeps_to_its_own(history: History) -> list[Violation]:
    """D25: no carried-out write but numbers, documents and customers of its own, and shipping.

    It takes no order out of the cancelled ones, changes no lines, people or addresses at an outlet,
    no items, lots or other people's documents, wipes nothing that people noted by replacing a whole
    record, and asks nothing of the control plane.
    """
    facts = facts_of(history)
    found: dict[tuple[str | None, str | None, str], list[Entry]] = {}
    for entry in history.sent:
        if entry.is_write and entry.done:
            what = _foreign(facts, entry)
            if what:
                found.setdefault((entry.simulator, entry.operation, what), []).append(entry)
    return [_violation(entries, what) for (*_, what), entries in found.items()] + _meddled(history)


def _foreign(facts: Facts, entry: Entry) -> str:
    """Say what a write changed that is not the engine's, or nothing."""
    topology = facts.history.scenario.topology
    kind = topology.writes.get((entry.simulator or "", entry.operation or ""))
    if kind is None or kind in OWN:
        return ""
    if kind == "numbers":
        return _foreign_places(facts, entry)
    if kind == "documents" and entry.simulator in topology.carriers:
        return _foreign_export(facts, entry)
    if kind == "documents":
        return _foreign_document(facts, entry)
    if kind == "customers":
        return _foreign_customer(facts, entry)
    role = topology.outlets.get(entry.simulator or "")
    if kind == "shipping" and role:
        return _foreign_fields(facts, entry, role)
    return f"{kind} of {entry.simulator}, which are other people's"


def _foreign_places(facts: Facts, entry: Entry) -> str:
    routes = facts.history.scenario.topology.routes
    places = {route.place for route in routes if route.outlet == entry.simulator}
    written = {
        line.place
        for line in facts.history.ledger
        if line.turn == entry.seq and line.what == "shown"
    }
    others = sorted(str(place) for place in written - places)
    return f"numbers of {', '.join(others)}, which is on no route" if others else ""


def _foreign_document(facts: Facts, entry: Entry) -> str:
    """Look at the document that a write changed, by the ledger or else by its path."""
    known = {
        document.id
        for (warehouse, reference), each in facts.documents.items()
        for document in each
        if warehouse == entry.simulator and reference in facts.orders
    }
    lines = [line for line in facts.history.ledger if line.turn == entry.seq]
    touched = {line.document for line in lines if line.what in ("demand", "shipment")}
    foreign = sorted(filter(None, (touched or _in_path(facts, entry)) - known))
    return f"document {', '.join(foreign)}, which is of no order of its routes" if foreign else ""


def _foreign_export(facts: Facts, entry: Entry) -> str:
    """Look at the orders that a write made or changed in the carrier tool (D15)."""
    mine = (entry.seq, entry.simulator)
    lines = [line for line in facts.history.ledger if (line.turn, line.simulator) == mine]
    others = sorted({line.reference or "" for line in lines} - facts.orders.keys())
    if others:
        return f"order {', '.join(others)}, which is of no route"
    return _wiped(facts, entry)


def _wiped(facts: Facts, entry: Entry) -> str:
    """Look for what people had noted on an order that a full replace leaves out."""
    role = facts.history.scenario.topology.carriers[entry.simulator or ""]
    if entry.operation != role.operations["create_order"]:
        return ""
    for reference, (turn, notes) in noted(facts.history).items():
        is_known = facts.could_know_itself(turn, acting=entry.seq)
        is_about = reference in map(str, entry.asked.values())
        if is_known and is_about and entry.asked.get(role.notes) != notes:
            return f"order {reference} without what staff had noted on it at {turn}"
    return ""


def _in_path(facts: Facts, entry: Entry) -> set[str | None]:
    """Return the ids of documents to which a write was addressed."""
    role = facts.history.scenario.topology.warehouses.get(entry.simulator or "")
    ids = {row.id for row in facts.history.final.orders if row.simulator == entry.simulator}
    return {
        each
        for each in ids
        for end in (role.document_paths if role else ())
        if f"{end.replace('{id}', each)}/" in f"{entry.path}/"
    }


def _foreign_customer(facts: Facts, entry: Entry) -> str:
    before = {row.id: row.name for row in facts.first.customers if row.simulator == entry.simulator}
    touched = sorted(before.keys() & set((entry.path or "").split("/")[-1:]))
    return f"customer {', '.join(touched)}, whom it did not make" if touched else ""


def _foreign_fields(facts: Facts, entry: Entry, role: Outlet) -> str:
    """Look at what a report on an order changed besides shipping."""
    lines = [
        line
        for line in facts.history.ledger
        if (line.turn, line.simulator, line.what) == (entry.seq, entry.simulator, "demand")
    ]
    for reference in dict.fromkeys(line.reference or "" for line in lines):
        order = facts.orders.get(reference)
        if order and order.lives(entry.seq) and not order.lives(entry.seq - 1):
            return f"order {reference}: it was cancelled, and now it lives again"
        if order and not order.lives(entry.seq):
            return f"order {reference}: it is cancelled now"
        if order and order.place(entry.seq) == order.place(entry.seq - 1):
            return f"the lines of order {reference}"
    names_of = role.shipping_report
    given = entry.asked.get(names_of.order) if names_of.order else entry.asked
    names = given.keys() if isinstance(given, Mapping) else ()
    others = sorted(name for name in names if name not in role.own_fields)
    return f"fields that it only read ({', '.join(others)})" if others and role.own_fields else ""


def _violation(entries: list[Entry], what: str) -> Violation:
    more = f" So it did {len(entries)} times." if len(entries) > 1 else ""
    story = f"{describe(entries[:1])} That wrote {what}.{more}"
    seqs = tuple(entry.seq for entry in entries[:5])
    return Violation(
        check=CHECK, duty="D25", journal=seqs, what="it writes what is not its own", story=story
    )


def _meddled(history: History) -> list[Violation]:
    """Find requests to the control plane, which is the referee's alone."""
    tries = history.control_attempts
    if not tries:
        return []
    first = tries[0]
    story = (
        f"At {first.seq} the engine sent {first.method} {first.path}: the control plane is the "
        f"referee's. It was refused, as was every request there: {len(tries)} in all."
    )
    seqs = tuple(entry.seq for entry in tries[:5])
    return [
        Violation(
            check=CHECK,
            duty="D25",
            journal=seqs,
            what="it calls the control plane of the referee",
            story=story,
        )
    ]
