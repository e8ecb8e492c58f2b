"""Goods of a user's own: a seed file in the shape of the catalogue, so that vendors need nothing.

What the file leaves open is filled in from fixtures/own_goods.json: lots, serial numbers, places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .catalogue import load
from .clock import parse_span
from .errors import Refusal
from .roles import Outlet
from .seed_schema import outlets_of, own_goods, warehouses_of
from .serials import imei
from .steps import filled

if TYPE_CHECKING:
    from .config import WorldConfig
    from .simulator import Simulator
    from .world import World

Document = Mapping[str, Any]
Path = tuple[str | int, ...]
Complaint = tuple[Path, str]
"""Where in a document something is wrong, and what."""

# Serial numbers of own units lie above those of the catalogue and its copies.
_FIRST_SERIAL, _MOST_UNITS = 900_000, 100_000
_PERSON = {"email": "", "phone": ""}
_ADDRESS = {
    "line1": "1 Main Street", "city": "Oakland", "region": "CA", "postal_code": "94607",
    "country": "US",
}  # fmt: skip


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


class Goods:
    """The catalogue of a new world, with a user's own goods or without, as each vendor gets it."""

    def __init__(self, config: WorldConfig, simulators: Sequence[Simulator]) -> None:
        base = load(config.scale, shelf=config.seed_set == "shelf")
        self.catalogue = _with_warehouses(base, simulators)
        self.document = config.seed_file
        if self.document is not None:
            alone = not config.has_catalogue
            taken = set() if alone else {item["sku"] for item in base["items"]}
            if both := [i for i, own in enumerate(self.document["items"]) if own["sku"] in taken]:
                said = (
                    "the built-in catalogue has this SKU too: leave out the seed set, or rename it"
                )
                raise SeedFileError([(("items", place, "sku"), said) for place in both])
            self.catalogue |= _own(self.document, self.catalogue, simulators, alone=alone)
        self._outlets = frozenset(outlets_of(simulators))

    def seen_by(self, simulator: str) -> dict[str, Any]:
        """Return it as a simulator is seeded with it: an outlet gets what it offers, as it does."""
        if self.document is None or simulator not in self._outlets:
            return self.catalogue
        items = [
            {**item, **item.get("offers", {simulator: {}})[simulator]}
            for item in self.catalogue["items"]
            if simulator in item.get("offers", {simulator: {}})
        ]
        return {**self.catalogue, "items": items}

    def place_orders(self, world: World, simulators: Sequence[Simulator]) -> None:
        """Let shoppers place the open orders of the seed file; SeedFileError for a refused one."""
        if self.document is None:
            return
        roles = {each.name: each.role for each in simulators}
        for number, order in enumerate(self.document.get("orders", ())):
            outlet = order.get("outlet") or outlets_of(simulators)[0]
            role = roles[outlet]
            assert isinstance(role, Outlet), "the seed file was checked"
            lines = [{"quantity": 1, **line} for line in order["lines"]]
            values = {
                "place": order.get("place") or _place(self.catalogue["items"], lines), "lines": lines,
                "customer": order.get("customer"), "status": order.get("status"),
            }  # fmt: skip
            event = world.simulators[outlet].events[role.order.name]
            try:
                with world.earlier(parse_span(order.get("ago", "0s"))):
                    event(world, **filled(role.order.arguments, values))
            except Refusal as refusal:
                raise SeedFileError([(("orders", number), refusal.message)]) from None


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
    if units > _MOST_UNITS:
        yield ("items",), f"{units:,} units with serial numbers; at most {_MOST_UNITS:,}"
    offered = {offer for item in document["items"] for offer in _offered_skus(item)}
    people = {each["name"] for each in document.get("customers", load()["customers"])}
    for number, order in enumerate(document.get("orders", ())):
        path: Path = ("orders", number)
        if "outlet" not in order and len(outlets_of(simulators)) != 1:
            yield (
                path,
                f"it needs an outlet: {', '.join(outlets_of(simulators)) or 'there is none'}",
            )
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
        if _minor(value) is None:
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


def _minor(value: Any) -> int | None:
    """Return an amount such as 16.95 in minor units; None where it has a third place."""
    minor = Decimal(str(value)) * 100
    return int(minor) if minor == int(minor) else None


def _amount(value: Any) -> int:
    minor = _minor(value)
    assert minor is not None, "the seed file was checked"
    return minor


def _offered_skus(item: Mapping[str, Any]) -> set[str]:
    offers = item.get("offers", True)
    if isinstance(offers, Mapping):
        hows = [how for how in offers.values() if how is not False]
        return {how.get("sku", item["sku"]) if how is not True else item["sku"] for how in hows}
    return {item["sku"]} if offers else set()


# As the catalogue has it


def _with_warehouses(catalogue: dict[str, Any], simulators: Sequence[Simulator]) -> dict[str, Any]:
    """Return the catalogue with every warehouse that there is, those of other packages too."""
    known = {each["code"] for each in catalogue["warehouses"]}
    others = [
        {"code": name, "name": name.replace("_", " ").title(), "locations": []}
        for name in warehouses_of(simulators)
        if name not in known
    ]
    return {**catalogue, "warehouses": [*catalogue["warehouses"], *others]} if others else catalogue


def _own(
    document: Document,
    catalogue: Mapping[str, Any],
    simulators: Sequence[Simulator],
    *,
    alone: bool,
) -> dict[str, Any]:
    outlets, sites = outlets_of(simulators), [site["code"] for site in catalogue["sites"]]
    serials = iter(range(_FIRST_SERIAL, _FIRST_SERIAL + _MOST_UNITS))
    items = [
        _item(item, outlets=outlets, sites=sites, serials=serials) for item in document["items"]
    ]
    categories = list(dict.fromkeys(item["category"] for item in items))
    people = [_customer(person) for person in document.get("customers", ())]
    if not alone:
        items = [*catalogue["items"], *items]
        categories = list(dict.fromkeys([*catalogue["categories"], *categories]))
        people = [*catalogue["customers"], *people]
    return {
        "items": items, "categories": categories, "customers": people or catalogue["customers"],
        "shown": document.get("shown", True),
    }  # fmt: skip


def _item(
    item: Mapping[str, Any], *, outlets: Sequence[str], sites: Sequence[str], serials: Iterator[int]
) -> dict[str, Any]:
    known = own_goods()
    price = _amount(item["price"])
    cost = _amount(item["cost"]) if "cost" in item else price // 2
    whole = {
        **known["item"],
        **{name: item[name] for name in ("sku", "name", "category", "unit") if name in item},
        "price": price, "cost": cost, "sites": [],
    }  # fmt: skip
    whole |= {name: item[name] for name in ("units_per_sold", "pull_strategy") if name in item}
    whole["sold_by"] = item.get("sold_by", whole["unit"])
    device = {"manufacturer": "", "model": item["name"], "variant": item["sku"], "network": "",
              "capacity": "", "color": "", **item.get("device", {})}  # fmt: skip
    whole["variations"] = [{"grade": device.pop("grade", "A"), "conditions": []}]
    whole["device"] = device
    if "components" in item:
        whole["merchandise"] = {"components": dict(item["components"])}
    whole["offers"] = _offers(item.get("offers", True), outlets, sites)
    whole["sites"] = next((how["sites"] for how in whole["offers"].values()), [])
    whole["stock"] = {
        name: list(_rows(rows, known["warehouses"].get(name, known["other"]), whole, serials))
        for name, rows in item.get("stock", {}).items()
    }
    return whole


def _offers(offers: Any, outlets: Sequence[str], sites: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return how each outlet offers an item, as fields of the catalogue."""
    if isinstance(offers, bool):
        offers = dict.fromkeys(outlets, offers)
    elif not isinstance(offers, Mapping):
        offers = dict.fromkeys(offers, True)
    found = {}
    for outlet, how in offers.items():
        if how is not False:
            given = {} if how is True else dict(how)
            if "price" in given:
                given["price"] = _amount(given["price"])
            found[outlet] = {"sites": [sites[0]], **given}
    return found


def _rows(
    rows: Any, known: Mapping[str, Any], item: Mapping[str, Any], serials: Iterator[int]
) -> Iterator[dict[str, Any]]:
    """Return stock at one warehouse as rows of its kind: lots, units or shelves."""
    given = [{"count": rows}] if isinstance(rows, int) else rows
    defaults = {name: f["default"] for name, f in known["fields"].items() if "default" in f}
    for number, row in enumerate(given):
        whole = {**known.get("filled", {}), **defaults, **row}
        count = whole["count"]
        if "lot" in known["fields"]:
            whole.setdefault("lot", f"{item['sku']}-{_letters(number)}")
            whole["cost"] = (
                _amount(row["cost"])
                if "cost" in row
                else item["cost"] * count // item["units_per_sold"]
            )
        if "paid" in known["fields"]:
            whole["paid"] = _amount(row["paid"]) if "paid" in row else item["cost"]
        if "serial" not in known:
            yield whole
            continue
        del whole["count"]
        for _ in range(count):
            yield {known["serial"]: imei(next(serials)), **whole}


def _letters(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def _customer(person: Mapping[str, Any]) -> dict[str, Any]:
    first, _, last = person["name"].partition(" ")
    address = {**_ADDRESS, **person.get("address", {})}
    return {**_PERSON, "first_name": first, "last_name": last, **person, "address": address}


def _place(items: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> str:
    """Return the first warehouse that stocks every line; the first of the first line's otherwise."""
    stocked = [
        list(item["stock"])
        for line in lines
        for item in items
        if line["sku"]
        in (item["sku"], *(how.get("sku") for how in item.get("offers", {}).values()))
    ]
    shared = [name for name in (stocked or [[]])[0] if all(name in each for each in stocked)]
    return next(iter(shared or (stocked or [[]])[0]), "")
