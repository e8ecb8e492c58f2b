"""The payments of an order: read, and written with their history.

Source: docs/reference/warehouse-module.md 7.1, 7.4, 7.5, 7.8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Source
from stocktake.vendors.retailcrm.errors import NOT_VALID, Errors
from stocktake.vendors.retailcrm.wire import read_text, read_zone

from .fields import PAYMENT, Row, read_fields, record_value
from .history import record
from .shown import payments_of, show_payment_reference


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment to write; `id` is that of the payment that it changes, None for a new one."""

    id: int | None
    columns: Mapping[str, Any]


def read_payments(
    sent: Any, payments: Sequence[Row], zone: ZoneInfo, bad: Errors
) -> tuple[Payment, ...]:
    """Return the payments of a request, a list or a map; a known one keeps what is not sent.

    One is known by its id, else by its externalId, each once.
    """
    rows = list(sent.values()) if isinstance(sent, dict) else sent
    left, read = list(payments), []
    for index, row in enumerate(rows):
        where = f"payments[{index}]."
        columns = read_fields(row, PAYMENT, zone, bad, where=where)
        payment_id, name = read_text(row.get("id")), columns.get("external_id")
        known = [p for p in left if str(p["id"]) == payment_id] if payment_id else [
            p for p in left if name is not None and p["external_id"] == name
        ]  # fmt: skip
        if payment_id and not known:
            bad[f"{where}id"] = NOT_VALID
        for found in known[:1]:
            left.remove(found)
        read.append(Payment(known[0]["id"] if known else None, columns))
    return tuple(read)


def add_payment(world: World, order_id: int, payment: Payment) -> int:
    """Write a new payment and return its id."""
    return world.insert("retailcrm_payment", order_id=order_id, **payment.columns)


def replace_payments(
    world: World, order_id: int, payments: Sequence[Payment], source: Source, shown: dict[str, Any]
) -> None:
    """Replace the payments: known ones are changed, others added, the rest deleted (7.5)."""
    before = {row["id"]: row for row in payments_of(world, order_id)}
    gone = before.keys() - {payment.id for payment in payments}
    for payment_id in sorted(gone):
        world.run("DELETE FROM retailcrm_payment WHERE id = ?", (payment_id,))
        record(
            world, order_id, source, field="payments", old={"id": payment_id}, new=None,
            shown=shown, payment=show_payment_reference(before[payment_id]),
        )  # fmt: skip
    for payment in payments:
        if payment.id is None:
            payment_id = add_payment(world, order_id, payment)
            row = world.one("SELECT * FROM retailcrm_payment WHERE id = ?", (payment_id,))
            record(
                world, order_id, source, field="payments", old=None, new={"id": payment_id},
                shown=shown, payment=show_payment_reference(row),
            )  # fmt: skip
        elif payment.columns:
            world.update("retailcrm_payment", payment.id, **payment.columns)
            _record_changes(world, before[payment.id], source, shown)


def _record_changes(world: World, before: Row, source: Source, shown: dict[str, Any]) -> None:
    after = world.one("SELECT * FROM retailcrm_payment WHERE id = ?", (before["id"],))
    zone = read_zone(world)
    for field in PAYMENT:
        if before[field.column] != after[field.column]:
            record(
                world, before["order_id"], source, field=f"payments.{field.history}",
                old=record_value(before, field, zone), new=record_value(after, field, zone),
                shown=shown, payment=show_payment_reference(after),
            )  # fmt: skip
