"""What people do and what goes wrong, as plain values: what steps of scenarios and roles are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

OWN = "own"
"""In a role, the simulator that has it: events and operations go by the vendor's own names."""
OUTLET = "outlet"
"""In a warehouse's role, the outlet of its route: events and operations go by their purpose."""
WAREHOUSE, CARRIER = "warehouse", "carrier"
"""In a vocabulary, the warehouse and the carrier tool of a route: events go by their purpose."""
ORDER = "?"
"""The label of a From that refers to whichever order an event is about."""
EARLIER = "??"
"""The label of a From that refers to the order before that one."""
PARCEL, LISTING = "parcel", "listing"
"""In a vocabulary, labels of events that make one, and of a From that refers to any of them."""


@dataclass(frozen=True, slots=True)
class From:
    """A value taken from the result of an earlier event, named by that event's label."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that a role leaves open: it is filled in when a scenario uses the event."""

    name: str

    def __str__(self) -> str:
        return f"{{{self.name}}}"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A value of a request that staff look up first: GET `path`, then these keys of the answer.

    `{slot}` in the path is filled in when a scenario uses the request, encoded for a URL.
    """

    path: str
    keys: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A business event: what people do and no API offers.

    A `label` lets later events refer to its result. `asks_engine`: by it an outlet calls the engine
    and waits for the answer. `may_be_refused`: whether the world takes it depends on the engine, as
    with a shopper who may buy at most what is shown; any other refusal is a mistake of the
    scenario.
    """

    simulator: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    asks_engine: bool = False
    may_be_refused: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What staff or another program do through a vendor's API, with the account's credentials.

    `path` follows the base URL that `stocktake env` gives; `{label[id]}` in it is taken from the
    result of an earlier event or request. `text` describes the request in a schedule;
    `may_be_refused` is as for an Event.
    """

    simulator: str
    method: str
    path: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    text: str = ""
    may_be_refused: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at the n-th call of an operation, counted from the step that plants it."""

    simulator: str
    operation: str
    kind: str
    nth: int = 1
    times: int = 1
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        which = f" #{self.nth}" if self.nth > 1 else ""
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{self.kind} on {self.simulator}.{self.operation}{which}{often}"


Act = Event | Request
"""What a step may hold besides faults."""


def lines_of(
    quantities: Mapping[str, int] | Sequence[tuple[str, int]],
) -> list[dict[str, Any]]:
    """Return quantities by SKU, or a pair for each line, as the lines of an order event."""
    pairs = quantities.items() if isinstance(quantities, Mapping) else quantities
    return [{"sku": sku, "quantity": quantity} for sku, quantity in pairs]


def shopper_orders(
    quantities: Mapping[str, int], *, customer: Any = None, status: str | None = None
) -> Event:
    """Return, for a warehouse's role, the event of a shopper's order at the outlet of its route."""
    arguments = {"lines": lines_of(quantities), "customer": customer, "status": status}
    return Event(OUTLET, "order", arguments)


def later_life(lines: Mapping[str, int]) -> tuple[tuple[Event, ...], ...]:
    """Return, for a warehouse's role, what managers of the outlet do with an order later.

    It is cancelled, taken up again, or gets these lines.
    """
    order = {"order": From(ORDER, "id")}
    cancelled, reopened = Event(OUTLET, "cancel", order), Event(OUTLET, "reopen", order)
    edited = Event(OUTLET, "edit", {**order, "lines": lines_of(lines)})
    return (edited,), (cancelled, reopened), (cancelled, reopened, cancelled)


def channel_staff(sku: str) -> tuple[Event, ...]:
    """Return, for a channel's role, what sellers and staff do about a SKU that nobody knows yet.

    It is listed, comes into the catalogue, comes in; listings are to be read again.
    """
    return (
        Event(OUTLET, "add_listing", {"sku": sku, "quantity": 2}, label=LISTING),
        Event(WAREHOUSE, "add_good", {"sku": sku}),
        Event(WAREHOUSE, "receive", {"sku": sku, "count": 2}),
        Event(WAREHOUSE, "sync_listings", {"channel": Slot("outlet")}),
    )


def channel_life() -> tuple[tuple[Event, ...], ...]:
    """Return, for a channel's role, what becomes of its orders and of listings that came later.

    An order is paid, cancelled, paid back, made one with another, its unknown lines are connected;
    a listing ends.
    """
    order = {"order": From(ORDER, "id")}
    return (
        (Event(OUTLET, "pay", order),),
        (Event(OUTLET, "cancel", order),),
        (Event(OUTLET, "refund", order),),
        (
            Event(
                OUTLET, "combine", {"orders": [From(EARLIER, "id"), From(ORDER, "id")]}, label=ORDER
            ),
        ),
        (Event(WAREHOUSE, "connect", {"reference": From(ORDER, "reference")}),),
        (Event(OUTLET, "end_listing", {"listing": From(LISTING, "id")}),),
    )


def labels_bought(shipment: str) -> tuple[tuple[Event, ...], ...]:
    """Return, for a carrier tool's role, what people do with an order until its label is bought.

    It is made ready, labels are bought and voided, or it leaves with one from elsewhere. `shipment`
    is where the result of buying a label has its shipment.
    """
    order = {"reference": From(ORDER, "reference")}
    ready = Event(WAREHOUSE, "release", order)
    bought = Event(CARRIER, "buy_label", order, label=PARCEL)
    return (
        (ready,),
        (bought,),
        (Event(CARRIER, "void_label", {"shipment": From(PARCEL, shipment)}),),
        (Event(CARRIER, "return_label", {"shipment": From(PARCEL, shipment)}),),
        (Event(CARRIER, "mark_shipped", order),),
    )


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """Return arguments with their slots filled; a slot whose value is None is left out.

    KeyError for a slot without a value.
    """
    if isinstance(template, Slot):
        return values[template.name]
    if isinstance(template, Lookup):
        encoded = {name: quote(str(value), safe="") for name, value in values.items()}
        return replace(template, path=template.path.format_map(encoded))
    if isinstance(template, Mapping):
        return {
            name: filled(inner, values)
            for name, inner in template.items()
            if not (isinstance(inner, Slot) and values[inner.name] is None)
        }
    if isinstance(template, Sequence) and not isinstance(template, str):
        return [filled(inner, values) for inner in template]
    return template
