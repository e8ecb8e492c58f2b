"""The parcels of an order: a list that is only added to. Source: docs/reference/wholecell.md 7.2.

A number is in an order once, however often it is sent: importers repeat themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stocktake.core.world import World
from stocktake.dialects.rails import Errors
from stocktake.vendors.wholecell import ids, wire
from stocktake.vendors.wholecell.errors import invalid_fields
from stocktake.vendors.wholecell.wire import Body

_TABLE = "wholecell_shipment"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What left: by which carrier, under which number."""

    carrier: str | None
    service: str | None
    tracking_number: str | None


def read_parcels(world: World, entries: Sequence[Body], order_id: int | None) -> list[Parcel]:
    """Return the parcels of a list that an order does not have yet.

    A parcel that is sent back as it was read is known by its id or its number, and stays as it is.
    """
    numbers, known = _recorded(world, order_id)
    parcels: list[Parcel] = []
    errors: Errors = {}
    for index, entry in enumerate(entries):
        number = wire.read_text(entry.get("tracking_number"))
        if entry.get("id") is not None:
            if entry["id"] not in known:
                errors[f"shipments.{index}.id"] = ["must exist"]
        elif number is None:
            errors[f"shipments.{index}.tracking_number"] = ["can't be blank"]
        elif number not in numbers:
            numbers.add(number)
            carrier, service = (wire.read_text(entry.get(name)) for name in ("carrier", "service"))
            parcels.append(Parcel(carrier, service, number))
    if errors:
        raise invalid_fields(errors)
    return parcels


def add_parcel(world: World, order_id: int, parcel: Parcel) -> int:
    """Add a parcel to an order, unless that has one of its number; return its id."""
    known = world.value(
        "SELECT id FROM wholecell_shipment WHERE sales_order_id = ? AND tracking_number = ?",
        (order_id, parcel.tracking_number),
    )
    if known is not None:
        return int(known)
    return world.insert(
        _TABLE,
        id=ids.next_id(world, _TABLE), sales_order_id=order_id, shipped_at=world.now,
        carrier=parcel.carrier, service=parcel.service, tracking_number=parcel.tracking_number,
    )  # fmt: skip


def _recorded(world: World, order_id: int | None) -> tuple[set[str], set[int]]:
    rows = world.all(
        "SELECT id, tracking_number FROM wholecell_shipment WHERE sales_order_id = ?", (order_id,)
    )
    return {row["tracking_number"] for row in rows}, {row["id"] for row in rows}
