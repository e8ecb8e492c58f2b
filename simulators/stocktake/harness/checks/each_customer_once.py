"""`each_customer_once`: one customer of the shop is one customer of the warehouse."""

from __future__ import annotations

from stocktake.harness.history import CustomerRow, Entry, History, OrderRow
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.violation import Violation, describe, without_echoes

CHECK = "each_customer_once"


def each_customer_once(history: History) -> list[Violation]:
    """D22: a customer's mark is on one customer of the warehouse, and its documents hang there.

    The mark `(R<customer id>)` ends the display name: only that can be searched.
    """
    found: dict[str, Violation] = {}
    for expected in expectations(history, history.final):
        if "create_customer" not in expected.route.warehouse_role.operations:
            continue
        owners = _owners(expected)
        for customer in dict.fromkeys(owners.values()):
            for each in _made_twice(expected, customer):
                found.setdefault(each.story, each)
        for each in _hangs_elsewhere(expected, owners):
            found.setdefault(each.story, each)
    return list(found.values())


def _owners(expected: Expected) -> dict[str, str]:
    """Return the shop's customer of each order, by reference."""
    return {
        row.reference: row.customer
        for rows in expected.outlet_orders.values()
        for row in rows
        if row.reference and row.customer
    }


def _mark(customer: str) -> str:
    return f"(R{customer})"


def _made_twice(expected: Expected, customer: str) -> list[Violation]:
    mark = _mark(customer)
    carry = [row for row in _customers(expected) if mark in row.name]
    creates = [entry for entry in _creates(expected) if mark in str(entry.asked)]
    echoes = len(creates) - len(without_echoes(creates))
    if not creates or len(carry) - echoes <= 1:
        return []
    ids = " and ".join(row.id for row in carry)
    story = (
        f"{describe(creates[:3])} {expected.warehouse} has customer {customer} of the shop "
        f"{len(carry)} times now: {ids}."
    )
    journal = tuple(entry.seq for entry in creates[:5])
    return [
        Violation(
            check=CHECK,
            duty="D22",
            journal=journal,
            what="it makes one customer several times",
            story=story,
        )
    ]


def _hangs_elsewhere(expected: Expected, owners: dict[str, str]) -> list[Violation]:
    names = {row.id: row.name for row in _customers(expected)}
    found = []
    for reference, row in _documents(expected).items():
        mark, name = _mark(owners.get(reference, "")), names.get(row.customer or "", "")
        if reference not in owners or mark in name:
            continue
        turns = [
            turn
            for document in expected.facts.documents_of(expected.warehouse, reference)
            for turn in document.asked.turns()[:1]
        ]
        entries = [entry for entry in expected.history.sent if entry.seq in turns]
        if not entries:
            continue  # it was there before the engine, or people made it
        story = (
            f"{describe(entries)} Order {reference} is of customer {owners[reference]} of the "
            f"shop, and its document hangs on {name!r}, whose name does not end in {mark}."
        )
        journal = tuple(entry.seq for entry in entries)
        found.append(
            Violation(
                check=CHECK,
                duty="D22",
                journal=journal,
                what="it makes an order for another customer",
                story=story.strip(),
            )
        )
    return found


def _documents(expected: Expected) -> dict[str, OrderRow]:
    """Return a row of each document that stands for an order, by reference."""
    return {
        reference: rows[0]
        for reference, copies in expected.documents.items()
        for rows in copies.values()
        if rows[0].ordered > rows[0].cancelled
    }


def _customers(expected: Expected) -> list[CustomerRow]:
    return [row for row in expected.snapshot.customers if row.simulator == expected.warehouse]


def _creates(expected: Expected) -> list[Entry]:
    operation = expected.route.warehouse_role.operations["create_customer"]
    entries = expected.history.where(simulator=expected.warehouse, operation=operation)
    return [entry for entry in entries if entry.done]
