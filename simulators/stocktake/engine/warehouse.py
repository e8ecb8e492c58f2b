"""What every warehouse system is to this engine: orders in, shipments out, and what it can promise.

A vendor's room (`wherefour/` and its neighbours) turns its API into this; nothing else here knows
one vendor from another.
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


class Left(Exception):  # noqa: N818  # a decision about an order, not an error of ours
    """The warehouse cannot take this order as it is; a person must look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document: `item_id` is the warehouse's own."""

    item_id: int
    sku: str
    count: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A warehouse order. `open`: what it has not shipped is still owed; `shippable`: this engine
    may ship it; `owner`: what its path hangs on where a vendor wants that.
    """

    id: int
    number: str
    open: bool
    shippable: bool
    lines: tuple[Line, ...]
    owner: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What left the warehouse at one time."""

    at: datetime
    counts: Mapping[str, Fraction]


class Warehouse(Protocol):
    """One account of a warehouse system, for one round. Every call may raise what `wire` does."""

    http: wire.Client
    sees_orders: bool
    """Whether `sellable` is already without what its open orders are owed."""

    def begin(self) -> None:
        """Read what orders are understood by."""

    def find(self, number: str) -> Document | None:
        """Find the document of this number; the oldest where there are several."""

    def read(self, document_id: int) -> Document:
        """Return a document as it is now."""

    def make(self, order: Order) -> Document:
        """Make an order's document, which is not there yet; Left where that cannot be."""

    def open_documents(self) -> list[Document]:
        """Return every document of which something is still owed, whoever made it."""

    def shipments(self, document: Document) -> list[Shipment]:
        """Return what of a document has left so far."""

    def can_ship(self, document: Document, rest: Quantities) -> bool:
        """Whether `ship` would find anything; never where the warehouse's staff ship."""

    def ship(self, document: Document) -> None:
        """Ship what there is of a document; the caller has read its shipments."""

    def cancel(self, document: Document) -> None:
        """Cancel a document; the caller has looked that nothing of it is out."""

    def sellable(self, skus: Iterable[str]) -> Quantities:
        """Return what it can promise of these, read now; nothing of what it does not know."""
