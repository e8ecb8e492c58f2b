"""Wherefour's items and lots, and what may be taken of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stock item. `per_order`, `per_pick`: units of use in one unit of order, of picking."""

    id: int
    sku: str | None
    on_hand: Fraction
    retired: bool
    hand_picked: bool
    tracked: bool
    per_order: Fraction
    per_pick: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot's count, in units of use, and whether auto-ship may take from it.

    `on_hand`: whether the item's `on_hand` counts it.
    """

    count: Fraction
    takeable: bool
    on_hand: bool = True


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The warehouse's items: all by id; by SKU only if exactly one item in use has it."""

    by_id: Mapping[int, Item] = field(default_factory=dict)
    by_sku: Mapping[str, Item] = field(default_factory=dict)
    ambiguous: frozenset[str] = frozenset()


def catalogue_of(items: Iterable[Item]) -> Catalogue:
    """Sort items by id and by SKU."""
    items = list(items)
    in_use = [item for item in items if item.sku and not item.retired]
    skus = [item.sku for item in in_use]
    ambiguous = frozenset(sku for sku in skus if sku and skus.count(sku) > 1)
    return Catalogue(
        by_id={item.id: item for item in items},
        by_sku={item.sku: item for item in in_use if item.sku and item.sku not in ambiguous},
        ambiguous=ambiguous,
    )


def takeable(item: Item, lots: Iterable[Lot]) -> Fraction:
    """What auto-ship could take of an item now, in its unit of use; nothing if none is counted."""
    if item.retired or item.hand_picked or not item.tracked:
        return Fraction(0)
    return sum((lot.count for lot in lots if lot.takeable and lot.count > 0), Fraction(0))


def read_item(row: Mapping[str, Any]) -> Item:
    """Read an item's JSON."""
    return Item(
        id=row["id"],
        sku=row["sku"],
        on_hand=Fraction(row["on_hand"]),
        retired=row["retired"],
        hand_picked=row["pull_strategy"] == "Hand Pick",
        tracked=not row["quantity_not_tracked"],
        per_order=units_of_use(row, row["unit_of_order"]),
        per_pick=units_of_use(row, row["unit_of_pick_and_ship"]),
    )


def units_of_use(row: Mapping[str, Any], unit: str) -> Fraction:
    """How many of an item's units of use are in one `unit`; 1 without a conversion."""
    for conversion in row["conversions"] if unit != row["unit_of_use"] else ():
        if conversion["unit_of_measurement"] == unit:
            return Fraction(conversion["to_count"]) / Fraction(conversion["from_count"])
    return Fraction(1)


def read_lot(row: Mapping[str, Any]) -> Lot:
    """Read a lot's JSON. A lot without a location may be picked."""
    location = row["location"]
    allowed = location is None or location["allowed_for_pick_and_ship"]
    return Lot(
        count=Fraction(row["count"]),
        takeable=allowed and row["status"] == "active",
        on_hand=row["status"] != "inactive",
    )
