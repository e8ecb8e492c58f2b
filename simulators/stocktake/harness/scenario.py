"""What a scenario is: business events, faults and the checks that judge, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stocktake.harness.history import History
    from stocktake.harness.stories import Violation

Check = Callable[["History"], "list[Violation]"]
"""A pure function over what was recorded; its name is the check's name."""

ASKS = "request_inventories"
STORES = (("wherefour", "wherefour"), ("wholecell", "wholecell"), ("whiplash", "whiplash"))
"""The stores of the shop and the warehouse that feeds each."""
MODULE = "stocktake-referee"
"""The code under which the referee registers an engine that listens, for the shop to ask."""


@dataclass(frozen=True, slots=True)
class From:
    """An argument to be taken from the result of an earlier event, by that event's label."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people do and no API offers. A `label` lets later events refer to it."""

    simulator: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""

    @property
    def asks(self) -> bool:
        """Whether by it the shop asks the engine for its inventories."""
        return self.name == ASKS


@dataclass(frozen=True, slots=True)
class Request:
    """What staff or another program do through a vendor's API, with the credentials of the account.

    `path` follows the base URL that `stocktake env` gives; `{label[id]}` in it stands for what an
    earlier labelled event or request answered.
    """

    simulator: str
    method: str
    path: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


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


@dataclass(frozen=True, slots=True)
class Step:
    """The clock moves on by `advance`, faults are planted, events happen, one round runs."""

    story: str
    events: tuple[Event | Request, ...] = ()
    faults: tuple[Fault, ...] = ()
    advance: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The world that a scenario needs, and which warehouse feeds which store of the shop.

    `goods` is the seed set; `zone` is the shop account's; `quirks` are switched before anything
    happens. With a flowing `clock` the vendors' limits are on, and two runs are not the same to the
    byte.
    """

    goods: str = "shelf"
    shop: str = "retailcrm"
    stores: tuple[tuple[str, str], ...] = STORES
    zone: str = "America/Los_Angeles"
    quirks: tuple[tuple[str, Any], ...] = ()
    clock: str = "manual"


@dataclass(frozen=True, slots=True)
class Broken:
    """An engine of the zoo, and the checks that it fails in a scenario: these and no others.

    `anyway`: it fails without the scenario's faults too.
    """

    engine: str
    fails: tuple[str, ...]
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One short story with a verdict. `catches` names the broken engines that must not pass it.

    `row` is the failure mode that it provokes and is named after, by its number in
    docs/reference/failure-modes.md section 1; none is 0.
    Every check judges it unless `checks` names some. `shelf` are the SKUs whose shown numbers are
    judged; all of them when it is empty. `hooked`: it is about an engine that a warehouse calls.
    `fewest` is how many warehouses it takes to tell it.
    """

    name: str
    sentence: str
    steps: tuple[Step, ...]
    row: int = 0
    catches: tuple[Broken, ...] = ()
    checks: tuple[Check, ...] = ()
    world: Place = Place()
    shelf: frozenset[str] = frozenset()
    hooked: bool = False
    fewest: int = 1

    @property
    def slug(self) -> str:
        """The name as worlds and command lines spell it."""
        return self.name.replace(" ", "-").lower()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault of every step."""
        return tuple(fault for step in self.steps for fault in step.faults)

    @property
    def listens(self) -> bool:
        """Whether it needs an engine that listens: the shop asks for its inventories, or it is
        `hooked`.
        """
        return self.hooked or any(
            isinstance(event, Event) and event.asks for step in self.steps for event in step.events
        )

    def without_faults(self) -> Scenario:
        """Return the same story with nothing going wrong."""
        steps = tuple(replace(step, faults=()) for step in self.steps)
        return replace(self, name=f"{self.name} without faults", steps=steps)


def ask_for_inventories() -> Event:
    """Return the event of the shop asking the engine what is left of every offer."""
    return Event("retailcrm", ASKS, {"module": MODULE})


def place_order(
    store: str, quantities: Mapping[str, int], *, label: str = "", customer: Any = None
) -> Event:
    """Return the event of a shopper ordering these quantities by SKU."""
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]
    arguments: dict[str, Any] = {"store": store, "lines": lines}
    if customer is not None:
        arguments["customer"] = customer
    return Event("retailcrm", "place_order", arguments, label)


def in_the_middle(system: str, operation: str, event: Event, *, nth: int = 1) -> Fault:
    """Return the fault by which an event happens right before a request of the engine."""
    told = {"simulator": event.simulator, "event": event.name, **event.arguments}
    return Fault(system, operation, "interleave", nth=nth, arguments={"event": told})


def with_a_stranger(store: str, sku: str) -> Request:
    """Return an order with a line that no warehouse knows."""
    items = [
        {"offer": {"externalId": sku}, "quantity": 1},
        {"productName": "Gift wrapping", "quantity": 1},
    ]
    order = {"shipmentStore": store, "firstName": "Maria", "items": items}
    body = {"site": "shop-us", "order": order}
    return Request("retailcrm", "POST", "/api/v5/orders/create", body)
