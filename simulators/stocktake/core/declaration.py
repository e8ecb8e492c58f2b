"""What a world must know of a simulator; below World, so that no import runs in a circle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .quirks import Quirk


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """SELECTs that show a vendor's tables the way the referee reads every vendor.

    Columns, in this order: stock(place, sku, physical, sellable, shown, good, why, retired),
    orders(id, reference, sku, ordered, shipped, cancelled, good, place, customer, told),
    shipments(id, order_id, reference, sku, quantity, at, good), customers(id, name),
    parts(bundle, part, count), goods(good, name, pieces), held(good, place, lot, quantity, why).
    All quantities are integers of a millionth of the unit of order, `at` is milliseconds;
    NULL where a vendor has no such thing.

    `good` is the id of the item or offer, and `why` a clause such as "it is picked by hand" if that
    limits what can be promised of it. One that is `retired` carries its SKU no more. An outlet's
    order has the `place` from which it is to leave, and the date of shipping that the outlet was
    `told`. `customers` are those that an engine makes. `parts` say what one of a bundle takes: ids
    of items, `count` whole units of the part.

    `goods` says what people call an item or offer, and how many `pieces` its unit of order holds
    where that is a case of several. `held` are the lots, or groups of units, of which a warehouse
    may not sell some or all: so much, and a clause such as "are on hold" that says why.
    """

    stock: str
    orders: str
    shipments: str
    customers: str = "SELECT NULL, NULL WHERE 0"
    parts: str = "SELECT NULL, NULL, NULL WHERE 0"
    goods: str = "SELECT NULL, NULL, NULL WHERE 0"
    held: str = "SELECT NULL, NULL, NULL, NULL, NULL WHERE 0"


class Declaration(Protocol):
    """A Simulator as a world sees it: tables, switches, and the functions that act on it."""

    @property
    def name(self) -> str:
        """The first part of its tables' names."""

    @property
    def schema(self) -> str:
        """The SQL script that creates its tables."""

    @property
    def views(self) -> Views:
        """How the referee reads its tables."""

    @property
    def quirks(self) -> tuple[Quirk, ...]:
        """Its switches."""

    @property
    def jobs(self) -> Mapping[str, Callable[..., None]]:
        """Its deferred work, `job(world, **arguments)` by name."""

    @property
    def events(self) -> Mapping[str, Callable[..., Any]]:
        """Its business events, `event(world, **arguments)` by name."""

    @property
    def callbacks(self) -> Mapping[str, Callable[..., Any]]:
        """What takes the answers to its callbacks, `callback(world, entry, answer)` by name."""

    @property
    def callbacks_document(self) -> str:
        """The document that says what a receiver of its callbacks must serve."""
