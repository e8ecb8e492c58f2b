"""The interface of a warehouse system: orders in, shipments out, and what it can promise.

The vendors' modules (`wherefour/` and its neighbours) implement it; nothing else in the engine
distinguishes vendors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Protocol, runtime_checkable

from . import wire
from .order import Order

Goods = dict[int, Fraction]
"""The warehouse's own id of an item -> quantity in the unit of order."""
Quantities = dict[str, Fraction]
"""SKU -> quantity in the unit of order."""


class NeedsAttention(Exception):  # noqa: N818  # a decision about an order, not an error of ours
    """The warehouse cannot take this order as it is; a person must look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document.

    `good` is the warehouse's id of the item, which a rename leaves alone. `sku` is the item's name
    when the line was made, `now` its present one. `held`: units that are picked for it already,
    and `serials` theirs. An `extra` line was not ordered: its people put units on it.
    """

    id: int
    good: int
    sku: str
    now: str
    count: Fraction
    held: int = 0
    serials: tuple[str, ...] = ()
    extra: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel: its number, and the carrier in the warehouse's words.

    `counts`: what is in it, by the outlet's id of a line; empty where nobody says.
    """

    number: str
    carrier: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Goods that left the warehouse together; `units`: how many, as the warehouse counts them."""

    at: datetime
    counts: Mapping[int, Fraction]
    units: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A warehouse order.

    `open`: the rest must still be shipped; `off`: it was called off, by whomever; `shippable`: this
    engine may ship it; `owner`: the id of the parent resource in its path, if a vendor has one;
    `shipped`: its shipment, where a document leaves as a whole. `channel`: whose number it has,
    where the warehouse notes that; `labelled`: its people want labels for it now; `parcels`: those
    that it was told of.
    """

    id: int
    number: str
    open: bool
    off: bool
    shippable: bool
    lines: tuple[Line, ...]
    made_at: datetime
    changed_at: datetime
    owner: int = 0
    shipped: Shipment | None = None
    channel: str = ""
    labelled: bool = False
    parcels: tuple[Parcel, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a warehouse answered about SKUs.

    `counts`: what it can promise of each SKU that exactly one item in use carries. `names`: every
    SKU that the answer contains. `hidden`: how much more an item says it holds than the warehouse
    listed, where it says that.
    """

    counts: Quantities = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    hidden: Quantities = field(default_factory=dict)


class Warehouse(Protocol):
    """One account of a warehouse system, for one round. Every call may raise what `wire` does."""

    http: wire.Client
    sees_orders: bool
    """Whether `sellable` already leaves out what its new documents need."""

    def begin(self) -> None:
        """Forget what was read before."""

    def find(self, number: str, channel: str = "") -> Document | None:
        """Find the document with this number; of several the oldest that is not called off.

        A warehouse that notes channels finds one of this channel, or of any if it is empty.
        """

    def read(self, document_id: int) -> Document:
        """Return a document as it is now."""

    def make(self, order: Order) -> Document:
        """Create an order's document; NeedsAttention if the warehouse cannot take it."""

    def good(self, sku: str | None) -> int:
        """Return the only item in use that carries an SKU now; NeedsAttention without one."""

    def parts(self, good: int) -> Goods:
        """Return what one of a good is on a document: itself, or what a bundle consists of."""

    def change(self, document: Document, asked: Goods, ordered: Goods) -> None:
        """Let a document ask for `asked`; `ordered` is the same with bundles whole."""

    def reopen(self, document: Document) -> None:
        """Take up a document again that was called off."""

    def cancel(self, document: Document) -> None:
        """Call a document off; the caller has checked that nothing is shipped."""

    def open_documents(self) -> list[Document]:
        """Return the documents that are not completely shipped, of any origin."""

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the shipments of a document so far."""

    def left(self) -> Mapping[int, Fraction]:
        """Return how many units have left, by document, as one list shows it."""

    def can_ship(self, document: Document, rest: Goods) -> bool:
        """Whether `ship` would ship anything; never if the warehouse's staff ship."""

    def ship(self, document: Document) -> None:
        """Ship what is in stock for a document; the caller has read its shipments."""

    def uncounted(self, document: Document, rest: Goods) -> Quantities:
        """Return what a document still needs that `sellable` does not take off, by present SKU."""

    def sellable(self, skus: Iterable[str]) -> Shelf:
        """Return what it can promise of these SKUs now."""

    def ask(self, sku: str) -> Shelf:
        """Ask for one SKU by another call than `sellable`."""

    def spread(self, demand: Quantities) -> Quantities:
        """Return what `demand` takes from each SKU, also from those that share its parts."""


@runtime_checkable
class TakesParcels(Protocol):
    """A warehouse whose documents leave with labels that are bought elsewhere."""

    def add_parcels(self, document: Document, parcels: Sequence[Parcel], *, all_out: bool) -> None:
        """Tell of new parcels; with `all_out` the whole document has left."""
