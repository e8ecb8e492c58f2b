"""The interface of a warehouse system: orders in, shipments out, and what it can promise.

The vendors' modules (`wherefour/` and its neighbours) implement it; nothing else in the engine
distinguishes vendors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from . import wire
from .order import Order

Quantities = dict[str, Fraction]
"""SKU -> quantity in the unit of order."""


class NeedsAttention(Exception):  # noqa: N818  # a decision about an order, not an error of ours
    """The warehouse cannot take this order as it is; a person must look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document: `item_id` is the warehouse's own."""

    item_id: int
    sku: str
    count: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A warehouse order.

    `open`: the rest must still be shipped; `shippable`: this engine may ship it; `owner`: the id of
    the parent resource in its path, if a vendor has one.
    """

    id: int
    number: str
    open: bool
    shippable: bool
    lines: tuple[Line, ...]
    owner: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Goods that left the warehouse together."""

    at: datetime
    counts: Mapping[str, Fraction]


class Warehouse(Protocol):
    """One account of a warehouse system, for one round. Every call may raise what `wire` does."""

    http: wire.Client
    sees_orders: bool
    """Whether `sellable` already leaves out what its open orders need."""

    def begin(self) -> None:
        """Read what is needed to understand orders, such as its items."""

    def find(self, number: str) -> Document | None:
        """Find the document with this number, the oldest if there are several."""

    def read(self, document_id: int) -> Document:
        """Return a document as it is now."""

    def make(self, order: Order) -> Document:
        """Create an order's document, which does not exist yet; Left if that is impossible."""

    def open_documents(self) -> list[Document]:
        """Return every document that is not completely shipped, of any origin."""

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the shipments of a document so far."""

    def can_ship(self, document: Document, rest: Quantities) -> bool:
        """Whether `ship` would ship anything; never if the warehouse's staff ship."""

    def ship(self, document: Document) -> None:
        """Ship what is in stock for a document; the caller has read its shipments."""

    def cancel(self, document: Document) -> None:
        """Cancel a document; the caller has checked that nothing is shipped."""

    def sellable(self, skus: Iterable[str]) -> Quantities:
        """Return what it can promise of these SKUs now; unknown ones are left out."""
