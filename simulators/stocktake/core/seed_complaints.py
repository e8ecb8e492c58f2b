"""What is wrong with a seed file that its schema allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .catalogue import load
from .clock import parse_span
from .seed_schema import default_outlet, outlets_of, own_goods

if TYPE_CHECKING:
    from .simulator import Simulator

Document = Mapping[str, Any]
Path = tuple[str | int, ...]
Complaint = tuple[Path, str]
"""Where in a document something is wrong, and what."""

MOST_UNITS = 100_000
"""So many units with serial numbers a seed file may have."""


class SeedFileError(ValueError):
    """A seed file that cannot be a world: one line; `complaints` are all that is wrong."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        first = describe(*self.complaints[0])
        more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
        super().__init__(f"seed file: {first}{more}")


def describe(path: Path, message: str) -> str:
    """Return a complaint as a line: `items[2].price: ...`."""
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return f"{where.removeprefix('.')}: {message}" if where else message


def complaints(document: Document, simulators: Sequence[Simulator]) -> list[Complaint]:
    """Return what is wrong with a document that its schema allows; empty when it can be a world."""
    return list(_complaints(document, simulators))


def _complaints(document: Document, simulators: Sequence[Simulator]) -> Iterator[Complaint]:
    places: dict[str, int] = {}
    for place, item in enumerate(document["items"]):
        sku = item["sku"]
        if sku in places:
            yield ("items", place, "sku"), f"{sku!r} is the SKU of items[{places[sku]}] too"
        places.setdefault(sku, place)
    for place, item in enumerate(document["items"]):
        yield from _complaints_about(item, ("items", place), document["items"], places)
    units = sum(_units(item) for item in document["items"])
    if units > MOST_UNITS:
        yield ("items",), f"{units:,} units with serial numbers; at most {MOST_UNITS:,}"
    offered = {offer for item in document["items"] for offer in _offered_skus(item)}
    outlets = outlets_of(simulators)
    people = {each["name"] for each in document.get("customers", load()["customers"])}
    for number, order in enumerate(document.get("orders", ())):
        path: Path = ("orders", number)
        if "outlet" not in order and not default_outlet(simulators):
            yield path, f"it needs an outlet: {', '.join(outlets) or 'there is none'}"
        for line, each in enumerate(order["lines"]):
            if each["sku"] not in offered:
                yield (*path, "lines", line, "sku"), f"no outlet offers {each['sku']!r}"
        if order.get("customer") is not None and order["customer"] not in people:
            yield (*path, "customer"), f"no customer {order['customer']!r}"
        try:
            parse_span(order.get("ago", "0s"))
        except ValueError as error:
            yield (*path, "ago"), str(error)


def _complaints_about(
    item: Mapping[str, Any],
    path: Path,
    items: Sequence[Mapping[str, Any]],
    places: Mapping[str, int],
) -> Iterator[Complaint]:
    for name, value in _amounts(item):
        if minor(value) is None:
            yield (*path, *name), f"{value} has more than two places after the point"
    for sku in item.get("components", {}):
        where = (*path, "components", sku)
        if sku not in places or sku == item["sku"]:
            yield where, f"no other item has the SKU {sku!r}"
            continue
        for warehouse in item.get("stock", {}):
            if warehouse not in items[places[sku]].get("stock", {}):
                yield where, f"{warehouse} has the bundle, but no stock of {sku!r}: 0 will do"
    for warehouse, rows in item.get("stock", {}).items():
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if "esn" in row and row.get("count", 1) > 1:
                at = (*path, "stock", warehouse, number, "esn")
                yield at, "a serial number belongs to one unit: count is above 1"


def _units(item: Mapping[str, Any]) -> int:
    """Return how many units of an item have serial numbers."""
    kinds = own_goods()["warehouses"]
    with_serial = {name for name, known in kinds.items() if "serial" in known}
    return sum(
        rows if isinstance(rows, int) else sum(row.get("count", 1) for row in rows)
        for name, rows in item.get("stock", {}).items()
        if name in with_serial
    )


def _amounts(item: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    for name in ("price", "cost"):
        if name in item:
            yield (name,), item[name]
    offers = item.get("offers")
    for outlet, how in offers.items() if isinstance(offers, Mapping) else ():
        if isinstance(how, Mapping) and "price" in how:
            yield ("offers", outlet, "price"), how["price"]
    for warehouse, rows in item.get("stock", {}).items():
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            for name in row.keys() & {"cost", "paid"}:
                yield ("stock", warehouse, number, name), row[name]


def _offered_skus(item: Mapping[str, Any]) -> set[str]:
    offers = item.get("offers", True)
    if isinstance(offers, Mapping):
        hows = [how for how in offers.values() if how is not False]
        return {how.get("sku", item["sku"]) if how is not True else item["sku"] for how in hows}
    return {item["sku"]} if offers else set()


def minor(value: Any) -> int | None:
    """Return an amount such as 16.95 in minor units; None where it has a third place."""
    minor = Decimal(str(value)) * 100
    return int(minor) if minor == int(minor) else None


def amount(value: Any) -> int:
    found = minor(value)
    assert found is not None, "the seed file was checked"
    return found
