"""The interface of a tool that buys labels: orders in, parcels out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from stocktake.engine import wire
from stocktake.engine.order import Order
from stocktake.engine.warehouse import Parcel


class Carrier(Protocol):
    """One account of the tool, for one round. Every call may raise what `wire` does."""

    http: wire.Client

    def body_of(self, order: Order, *, cancelled: bool) -> Mapping[str, Any]:
        """Return what the tool is to know of an order."""

    def find(self, order: Order) -> Mapping[str, Any] | None:
        """Return the order as the tool has it, from us or else by itself; None if it does not."""

    def is_sent(self, order: Order, found: Mapping[str, Any]) -> bool:
        """Whether the order found was sent from here, and not brought in by the tool itself."""

    def agrees(self, found: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
        """Whether the tool has an order as a body says."""

    def send(self, body: Mapping[str, Any], found: Mapping[str, Any] | None) -> None:
        """Create the order, or replace the one found: what people have noted on it stays."""

    def parcels(self, order: Order) -> list[Parcel]:
        """Return the parcels of an order with live labels, in the hub's words for carriers."""

    def voided(self) -> set[str]:
        """Return the numbers of labels that were taken back, so that their parcels never left."""
