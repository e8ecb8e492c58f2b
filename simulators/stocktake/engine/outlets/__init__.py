"""The interface of an outlet: what it shows, its orders, and what it is told.

An outlet shows numbers on listings and takes orders. The modules beside this one implement it;
nothing else in the engine distinguishes them. The capabilities say in what outlets differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol

from stocktake.engine import wire
from stocktake.engine.order import Order
from stocktake.engine.warehouse import Parcel

Row = dict[str, Any]
Refusals = Iterator[tuple[str, wire.Refused]]
"""What was refused, in words for the user, and the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What carries numbers: by SKU what is shown, several of one with variations.

    `parts` are the ids that a write names besides; a listing without an SKU has none.
    """

    id: str
    shown: Mapping[str, Fraction]
    parts: tuple[str, ...] = ()


class Outlet(Protocol):
    """One account of an outlet, for one round. Every call may raise what `wire` does."""

    name: str
    lowers_itself: bool
    """A sale lowers what it shows. So its listings are read before its orders: a number that is
    lower than wanted because of an order that nobody has read yet must not be raised again."""
    zeroes_unknown: bool
    """A listing whose SKU the warehouse does not know shows 0; else it is not connected, and is
    left alone (duty D12)."""

    @property
    def clients(self) -> tuple[wire.Client, ...]:
        """Return the connections that are this outlet's alone."""

    def listings(self) -> list[Listing]:
        """Read every listing."""

    def write(self, wanted: Mapping[str, int], listings: Sequence[Listing]) -> Refusals:
        """Write the numbers that differ from what is shown; yield what is refused."""


class Channel(Outlet, Protocol):
    """An outlet that is a place by itself and lists whole orders."""

    title: str
    """Its name as a warehouse notes it."""
    reference: str
    """How documents of its orders are numbered."""
    needs_number: bool
    """It can only be told of a shipment that has a parcel's number."""
    whole: bool
    """An order leaves in one parcel, so it is told when everything is out."""

    def listing(self, own: str, parts: Sequence[str]) -> Listing | None:
        """Read one listing, whose parts were these; None when it is ended or gone."""

    def changed(self, since: datetime | None) -> Iterator[Row]:
        """Yield the orders that have changed since a moment, or all that are to be known."""

    def order(self, own: str) -> Row | None:
        """Return an order as it is now, None when it is gone."""

    def read_order(self, row: Mapping[str, Any]) -> Order:
        """Read an order's JSON."""

    def accept(self, order: Order) -> None:
        """Accept the lines of an order that wait for that."""

    def told(self, order: Order) -> set[str] | None:
        """Return the numbers of its parcels as it has them; None if it wants no more."""

    def spelled(self, number: str) -> str:
        """Write a parcel's number as this outlet takes it."""

    def report(self, order: Order, parcel: Parcel | None, serials: Mapping[str, str]) -> None:
        """Tell of a parcel (or of what left without a number), with the serial of each line."""
