"""What the parts of a round share: the systems, the memory, what failed and what was left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from . import lock, wire
from .carriers import Carrier
from .order import Order, OrderId
from .outlets import Channel, Listing, Outlet
from .outlets.retailcrm import Stores
from .retailcrm import RetailCRM
from .settings import OutletSettings, Settings, WarehouseSettings
from .state import State
from .warehouse import NeedsAttention, Quantities, Warehouse
from .wherefour import Wherefour
from .whiplash import Whiplash
from .wholecell import WholeCell

FAILURES = (wire.Unreachable, wire.Refused, wire.OutcomeUnknown, wire.ReadFailed, lock.Held)
MOST_ASKED = 25
"""So many goods or listings that a list misses are asked for one by one; a list that misses more is
no answer at all."""


@dataclass(frozen=True, slots=True)
class Side:
    """A warehouse and what it feeds: stores of the shop, and channels, which are other outlets.

    `outlets` are all of them as one interface. `demand` is what is sold but not yet counted by the
    warehouse; it grows while a round runs.
    """

    name: str
    stores: tuple[str, ...]
    warehouse: Warehouse
    outlets: tuple[Outlet, ...] = ()
    channels: tuple[Channel, ...] = ()
    demand: Quantities = field(default_factory=dict)

    def feeds(self, order: Order) -> bool:
        """Whether orders of this one's place are to be served here."""
        if order.channel:
            return any(channel.name == order.outlet for channel in self.channels)
        return order.store in self.stores

    def channel(self, order: Order) -> Channel:
        """Return the outlet of an order that is not the shop's."""
        return next(channel for channel in self.channels if channel.name == order.outlet)


@dataclass(frozen=True, slots=True)
class Round:
    """The state of a round; the last five grow while it runs.

    `shop` is never asked where no route names it; `tool` buys labels, if there is one. `unread`:
    orders that could not be read now. `stays`: orders that were moved after goods had left, and the
    warehouse that goes on serving them. `listed`: what outlets showed before orders were read.
    `silent`: outlets that could not be read, so that no number there may be written.
    """

    settings: Settings
    shop: RetailCRM
    state: State
    sides: tuple[Side, ...]
    tool: Carrier | None = None
    failures: list[str] = field(default_factory=list)
    unread: set[OrderId] = field(default_factory=set)
    stays: dict[OrderId, str] = field(default_factory=dict)
    listed: dict[str, list[Listing]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    @property
    def clients(self) -> Iterator[wire.Client]:
        """The connections to all systems."""
        yield self.shop.http
        for side in self.sides:
            yield side.warehouse.http
            for outlet in side.outlets:
                yield from outlet.clients
        if self.tool is not None:
            yield self.tool.http


@contextmanager
def opened(settings: Settings) -> Iterator[Round]:
    """Keep other rounds out, open all systems and the engine's memory; close them at the end."""
    with ExitStack() as open_ones:
        open_ones.enter_context(lock.hold(settings.state))
        state = open_ones.enter_context(closing(State(settings.state, settings.reference)))
        shop = RetailCRM(settings.retailcrm_url, settings.retailcrm_key)
        sides = tuple(side_of(settings, link, shop, state) for link in settings.links)
        tool = open_tool(settings, state) if settings.tool else None
        now = Round(settings, shop, state, sides, tool)
        for client in now.clients:
            open_ones.enter_context(closing(client))
        yield now


def side_of(settings: Settings, link: WarehouseSettings, shop: RetailCRM, state: State) -> Side:
    """Return a warehouse with the outlets that it feeds."""
    channels = tuple(
        open_channel(each, settings, state)
        for each in settings.outlets
        if each.warehouse == link.warehouse
    )
    state.readers |= {channel.name: channel.read_order for channel in channels}
    stores = (Stores(shop, link.stores),) if link.stores else ()
    return Side(
        link.warehouse,
        link.stores,
        connect(link, paced=settings.flowing),
        outlets=(*stores, *channels),
        channels=channels,
    )


def open_channel(outlet: OutletSettings, settings: Settings, state: State) -> Channel:
    """Return an outlet that is a place by itself."""
    # Each is loaded where a route names it: a round is a short process.
    if outlet.outlet == "ebay":
        from .outlets.ebay import EBay

        return EBay(outlet, state.memory, settings.now)
    if outlet.outlet == "swappa":
        from .outlets.swappa import Swappa

        return Swappa(outlet, settings.also, state.memory, settings.now)
    from .outlets.backmarket import BackMarket

    return BackMarket(outlet)


def open_tool(settings: Settings, state: State) -> Carrier:
    """Return the tool in which labels are bought."""
    from .carriers.shipstation import ShipStation

    return ShipStation(settings, state.memory)


def connect(link: WarehouseSettings, *, paced: bool) -> Warehouse:
    """Return the warehouse of a link; `paced` if its rate limit is on."""
    if link.warehouse == "wholecell":
        return WholeCell(*link.access, paced=paced)
    if link.warehouse == "whiplash":
        return Whiplash(*link.access)
    return Wherefour(*link.access)


@contextmanager
def noting(now: Round) -> Iterator[None]:
    """Record that a warehouse, or the whole round, failed, as the first failure."""
    try:
        yield
    except FAILURES as error:
        now.failures.insert(0, f"{type(error).__name__}: {error}")


@contextmanager
def attempt(now: Round, number: str) -> Iterator[None]:
    """Record the failure of one order; the others go on."""
    try:
        yield
    except NeedsAttention as left:
        leave(now, number, str(left))
    except FAILURES as error:
        now.failures.append(f"order {number}: {error}")


def leave(now: Round, number: str, why: str) -> None:
    """Name an order that is left as it is, for a person to look at."""
    log(now.settings, f"order {number} is left: {why}")


def log(settings: Settings, line: str) -> None:
    """Write one line for the user, with the time of the round."""
    print(f"{settings.now.isoformat()} {line}", file=sys.stderr)
