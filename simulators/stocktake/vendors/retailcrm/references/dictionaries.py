"""Dictionaries that every account has from the start: statuses, their groups, units, price types.

Codes are the vendor's, misspellings included. Units and the second price type are those of our
catalogue; order types (7.4) are those that every shop module sends.
Source: docs/reference/warehouse-module.md 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.retailcrm.wire import read_zone, spell_time


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """A group of order statuses: its name, whether its orders are in process, names by code."""

    name: str
    process: bool
    statuses: Mapping[str, str]


GROUPS: Mapping[str, StatusGroup] = {
    "new": StatusGroup("New", False, {"new": "New"}),
    "approval": StatusGroup(
        "Approval",
        True,
        {
            "availability-confirmed": "Availability confirmed",
            "offer-analog": "Offer an analogue",
            "client-confirmed": "Confirmed by the client",
            "prepayed": "Prepaid",
        },
    ),
    "assembling": StatusGroup(
        "Assembling",
        True,
        {
            "send-to-assembling": "Sent to assembling",
            "assembling": "Assembling",
            "assembling-complete": "Assembled",
        },
    ),
    "delivery": StatusGroup(
        "Delivery",
        True,
        {
            "send-to-delivery": "Sent to delivery",
            "delivering": "Delivering",
            "redirect": "Delivery postponed",
        },
    ),
    "complete": StatusGroup("Complete", False, {"complete": "Complete"}),
    "cancel": StatusGroup(
        "Cancelled",
        False,
        {
            "no-call": "No answer",
            "no-product": "Out of stock",
            "already-buyed": "Bought elsewhere",
            "delyvery-did-not-suit": "Delivery did not suit",
            "prices-did-not-suit": "Price did not suit",
            "cancel-other": "Cancelled",
        },
    ),
}
_ITEM_STATUSES = {
    "new": "New",
    "confirming": "Availability is being confirmed",
    "ready-for-assembly": "Ready for assembly",
    "saled": "Sold",
    "returned": "Returned",
}
ORDER_TYPES = ("eshop-individual", "eshop-legal")
UNITS = {"each": ("Each", "ea"), "case": ("Case", "cs"), "pound": ("Pound", "lb")}
BASE_PRICE = "base"
PRICE_TYPES = {BASE_PRICE: "Base price", "wholesale": "Wholesale price"}


def show_unit(code: str) -> dict[str, str]:
    """Return a unit of measure as offers show it; an unknown code is its own name and symbol."""
    name, symbol = UNITS.get(code, (code, code))
    return {"code": code, "name": name, "sym": symbol}


def _entry(code: str, name: str, number: int) -> dict[str, Any]:
    return {"name": name, "code": code, "active": True, "ordering": 10 * number}


def get_statuses(world: World, call: Call) -> dict[str, Any]:
    """Return the statuses of orders, as an object keyed by code."""
    statuses = {
        status: {**_entry(status, name, number), "group": code}
        for code, group in GROUPS.items()
        for number, (status, name) in enumerate(group.statuses.items(), 1)
    }
    return {"success": True, "statuses": statuses}


def get_status_groups(world: World, call: Call) -> dict[str, Any]:
    """Return the groups of statuses, as an object keyed by code."""
    groups = {
        code: {
            **_entry(code, group.name, number),
            "process": group.process,
            "statuses": list(group.statuses),
        }
        for number, (code, group) in enumerate(GROUPS.items(), 1)
    }
    return {"success": True, "statusGroups": groups}


def get_product_statuses(world: World, call: Call) -> dict[str, Any]:
    """Return the statuses of an order's items, as an object keyed by code."""
    opened = world.value("SELECT created_at FROM retailcrm_account")
    created_at = spell_time(opened, read_zone(world))
    statuses = {
        code: {
            **_entry(code, name, number),
            "createdAt": created_at,
            "cancelStatus": code == "returned",
        }
        for number, (code, name) in enumerate(_ITEM_STATUSES.items(), 1)
    }
    return {"success": True, "productStatuses": statuses}


def get_units(world: World, call: Call) -> dict[str, Any]:
    """Return the units of measure, as an object keyed by code."""
    first = next(iter(UNITS))
    units = {code: {**show_unit(code), "default": code == first, "active": True} for code in UNITS}
    return {"success": True, "units": units}


def get_price_types(world: World, call: Call) -> dict[str, Any]:
    """Return the types of price, as a list."""
    types = [
        {"id": number, **_entry(code, name, number), "default": code == BASE_PRICE}
        for number, (code, name) in enumerate(PRICE_TYPES.items(), 1)
    ]
    return {"success": True, "priceTypes": types}


HANDLERS = (
    get_statuses,
    get_status_groups,
    get_product_statuses,
    get_units,
    get_price_types,
)
