"""What a seed file may say: its JSON Schema, made for the simulators that there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .catalogue import load
from .files import data_file
from .roles import Outlet, Warehouse
from .simulator import Simulator
from .steps import Slot

MOST_ITEMS = 100_000
_MONEY = {
    "type": ["number", "string"], "minimum": 0, "maximum": 10_000_000,
    "pattern": r"^[0-9]{1,8}(\.[0-9]{1,2})?$", "examples": [16.95],
}  # fmt: skip
_MOST = 10_000_000
_MOST_DAYS = 36_500
_TEXT = {"type": "string", "minLength": 1}
_COMPONENTS = {
    "type": "object",
    "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 1000},
}
_DEFAULT_OUTLET = "By default the only one with stores"
_DEVICE = ("manufacturer", "model", "variant", "network", "capacity", "color", "grade")


def own_goods() -> dict[str, Any]:
    """Return what goods of a user's own get where the seed file says nothing."""
    found: dict[str, Any] = json.loads(data_file("fixtures", "own_goods.json").read_bytes())
    return found


def warehouses_of(simulators: Iterable[Simulator]) -> list[str]:
    """Return the names of the simulators that hold stock."""
    return sorted(each.name for each in simulators if isinstance(each.role, Warehouse))


def outlets_of(simulators: Iterable[Simulator]) -> list[str]:
    """Return the names of the simulators that show numbers and take orders."""
    return sorted(each.name for each in simulators if isinstance(each.role, Outlet))


def default_outlet(simulators: Iterable[Simulator]) -> str:
    """Return the outlet of orders that name none: the only one, or the only one with places.

    Empty where there is no such outlet.
    """
    outlets = [each for each in simulators if isinstance(each.role, Outlet)]
    placed = [each.name for each in outlets if has_places(each.role)]
    alone = [outlets[0].name] if len(outlets) == 1 else placed
    return alone[0] if len(alone) == 1 else ""


def has_places(role: Any) -> bool:
    """Whether an order of an outlet names the place that it leaves from."""
    return any(isinstance(v, Slot) and v.name == "place" for v in role.order.arguments.values())


def seed_schema(simulators: Iterable[Simulator]) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a seed file for these simulators."""
    simulators = tuple(simulators)
    warehouses, outlets = warehouses_of(simulators), outlets_of(simulators)
    catalogue = load()
    known = own_goods()["warehouses"]
    properties = {
        "items": {
            "type": "array", "minItems": 1, "maxItems": MOST_ITEMS,
            "description": "The goods",
            "items": _item(warehouses, outlets, catalogue, known),
        },
        "customers": {
            "type": "array", "minItems": 1, "items": object_schema(_CUSTOMER, required=["name"]),
            "description": "The customers; without them those of the built-in catalogue",
        },
        "orders": {
            "type": "array",
            "items": object_schema(_order(warehouses, outlets), required=["lines"]),
            "description": "Open orders at the outlets, oldest first",
        },
        "shown": {
            "type": "boolean", "default": True,
            "description": "Whether outlets show at first what the warehouses can sell, or nothing",
        },
    }  # fmt: skip
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A Stocktake seed file: goods of your own",
        **object_schema(properties, required=["items"]),
    }


def _item(
    warehouses: list[str],
    outlets: list[str],
    catalogue: Mapping[str, Any],
    known: Mapping[str, Any],
) -> dict[str, Any]:
    places = {each["code"]: each["locations"] for each in catalogue["warehouses"]}
    stock = {name: _stock(known.get(name), places.get(name, ())) for name in warehouses}
    units = sorted({item["unit"] for item in catalogue["items"]})
    sold_by = sorted({item["sold_by"] for item in catalogue["items"]})
    pulls = sorted({item["pull_strategy"] for item in catalogue["items"]} - {None})
    fields = {
        "sku": {**_TEXT, "description": "Written as the vendors write it; quote digits"},
        "name": _TEXT,
        "price": {**_MONEY, "description": "In the account's currency: 16.95"},
        "cost": {**_MONEY, "description": "What one costs; half of the price by default"},
        "category": {**_TEXT, "default": "Goods"},
        "unit": {"type": "string", "enum": units, "default": "each", "description": "Of stock"},
        "sold_by": {"type": "string", "enum": sold_by, "description": "Of orders; as `unit`"},
        "units_per_sold": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1},
        "pull_strategy": {"type": "string", "enum": pulls, "default": "FIFO"},
        "device": object_schema({name: {"type": "string"} for name in _DEVICE}),
        "components": {**_COMPONENTS, "description": "Of a bundle: how many of each SKU it takes"},
        "stock": {
            **object_schema(stock, named="warehouse"),
            "description": "By warehouse: how many, or rows; one that is left out does not know it",
        },
        "offers": {
            "type": ["boolean", "array", "object"], "default": True,
            "description": "Which outlets offer it: all, none, some, or how each does",
            "items": {"type": "string", "enum": outlets},
            "additionalProperties": False, "properties": _offers(outlets, catalogue),
            "x-named": "outlet",
        },
    }  # fmt: skip
    return object_schema(fields, required=["sku", "name", "price"])


def _stock(known: Mapping[str, Any] | None, locations: Iterable[Mapping[str, Any]]) -> Any:
    fields = dict((known or own_goods()["other"])["fields"])
    if "location" in fields:
        codes = [each["code"] for each in locations]
        fields["location"] = {**fields["location"], "enum": codes}
    for name in ("cost", "paid"):
        if name in fields:
            fields[name] = {**_MONEY, **fields[name]}
    for name, field in fields.items():
        if "integer" in field["type"]:
            most = _MOST_DAYS if "days" in name else _MOST
            fields[name] = {"minimum": -most, "maximum": most, **field}
    return {
        "type": ["integer", "array"], "minimum": 0, "maximum": _MOST,
        "minItems": 1, "items": object_schema(fields),
    }  # fmt: skip


def _offers(outlets: list[str], catalogue: Mapping[str, Any]) -> dict[str, Any]:
    sites = [site["code"] for site in catalogue["sites"]]
    how = {
        "price": _MONEY, "sku": _TEXT, "name": _TEXT,
        "sites": {
            "type": "array", "minItems": 1, "items": {"type": "string", "enum": sites},
            "description": f"Which of its shops; {sites[0]} by default",
        },
    }  # fmt: skip
    offer = {**object_schema(how), "type": ["boolean", "object"]}
    return dict.fromkeys(outlets, offer)


def _order(warehouses: list[str], outlets: list[str]) -> dict[str, Any]:
    line = object_schema(
        {
            "sku": _TEXT,
            "quantity": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": 1},
        },
        required=["sku"],
    )
    return {
        "lines": {"type": "array", "minItems": 1, "items": line},
        "outlet": {"type": "string", "enum": outlets, "description": _DEFAULT_OUTLET},
        "place": {
            "type": "string", "enum": warehouses,
            "description": "The store that it leaves from; by default the first that has it all",
        },
        "customer": {"type": "string", "description": "A customer's name; chance by default"},
        "status": {"type": "string"},
        "ago": {"type": "string", "description": "How long ago it was placed, such as 2h or 3d"},
    }  # fmt: skip


_ADDRESS = {
    name: {"type": "string"} for name in ("line1", "city", "region", "postal_code", "country")
}
_CUSTOMER: dict[str, Any] = {
    "name": _TEXT,
    "email": {"type": "string"},
    "phone": {"type": "string"},
    "address": {
        "type": "object", "additionalProperties": False, "properties": _ADDRESS,
    },
}  # fmt: skip


def object_schema(
    properties: Mapping[str, Any], *, required: Iterable[str] = (), named: str = ""
) -> dict[str, Any]:
    """Return the schema of an object with these properties and no others.

    `named` is what errors call a property that there is not.
    """
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
    }
    if named:
        found["x-named"] = named
    return {**found, "required": list(required)} if required else found
