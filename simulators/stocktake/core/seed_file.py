"""Goods of a user's own: a seed file in the shape of the catalogue, so that vendors need nothing.

What the file leaves open is filled in from fixtures/own_goods.json: lots, serial numbers, places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .catalogue import load
from .clock import parse_span
from .errors import Refusal
from .roles import Outlet
from .seed_complaints import MOST_UNITS, Document, SeedFileError, amount
from .seed_schema import default_outlet, outlets_of, own_goods, warehouses_of
from .serials import imei
from .steps import filled

if TYPE_CHECKING:
    from .config import WorldConfig
    from .simulator import Simulator
    from .world import World

# Serial numbers of own units lie above those of the catalogue and its copies.
_FIRST_SERIAL = 900_000
_PERSON = {"email": "", "phone": ""}
_ADDRESS = {
    "line1": "1 Main Street", "city": "Oakland", "region": "CA", "postal_code": "94607",
    "country": "US",
}  # fmt: skip


class Goods:
    """The catalogue of a new world, with a user's own goods or without, as each vendor gets it."""

    def __init__(self, config: WorldConfig, simulators: Sequence[Simulator]) -> None:
        base = load(config.scale, shelf=config.seed_set == "shelf")
        self.catalogue = _with_warehouses(base, simulators)
        self.document: Document | None = None
        if config.seed_file is not None:
            assert isinstance(config.seed_file, Mapping), "a Host has read the file"
            self.document = config.seed_file
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
            outlet = order.get("outlet") or default_outlet(simulators)
            role = roles[outlet]
            assert isinstance(role, Outlet), "the seed file was checked"
            lines = [{"quantity": 1, **line} for line in order["lines"]]
            place = order.get("place") or _place(self.catalogue["items"], lines)
            values = {
                "place": place, "lines": lines,
                "customer": order.get("customer"), "status": order.get("status"),
            }  # fmt: skip
            event = world.simulators[outlet].events[role.order.name]
            try:
                with world.earlier(parse_span(order.get("ago", "0s"))):
                    event(world, **filled(role.order.arguments, values))
            except Refusal as refusal:
                raise SeedFileError([(("orders", number), refusal.message)]) from None


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
    serials = iter(range(_FIRST_SERIAL, _FIRST_SERIAL + MOST_UNITS))
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
    price = amount(item["price"])
    cost = amount(item["cost"]) if "cost" in item else price // 2
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
                given["price"] = amount(given["price"])
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
                amount(row["cost"])
                if "cost" in row
                else item["cost"] * count // item["units_per_sold"]
            )
        if "paid" in known["fields"]:
            whole["paid"] = amount(row["paid"]) if "paid" in row else item["cost"]
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
    """Return the first warehouse that stocks every line, else the first of the first line."""
    stocked = [
        list(item["stock"])
        for line in lines
        for item in items
        if line["sku"] in (item["sku"], *_other_skus(item))
    ]
    first = stocked[0] if stocked else []
    shared = [name for name in first if all(name in each for each in stocked)]
    return next(iter(shared or first), "")


def _other_skus(item: Mapping[str, Any]) -> set[str]:
    return {how["sku"] for how in item.get("offers", {}).values() if "sku" in how}
