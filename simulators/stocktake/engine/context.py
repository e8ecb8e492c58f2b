"""What the parts of a round share: the systems, the memory, what failed and what was left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from . import lock, wire
from .retailcrm import RetailCRM
from .settings import Settings, WarehouseSettings
from .state import State
from .warehouse import NeedsAttention, Quantities, Warehouse
from .wherefour import Wherefour
from .whiplash import Whiplash
from .wholecell import WholeCell

FAILURES = (wire.Unreachable, wire.Refused, wire.OutcomeUnknown, wire.ReadFailed, lock.Held)


@dataclass(frozen=True, slots=True)
class Side:
    """A warehouse and the stores of the shop that it feeds.

    `demand` is what is sold but not yet counted by the warehouse; it grows while a round runs.
    """

    name: str
    stores: tuple[str, ...]
    warehouse: Warehouse
    demand: Quantities = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """The state of a round; the last three grow while it runs.

    `unread`: orders that could not be read now. `stays`: orders that were moved after goods had
    left, and the warehouse that goes on serving them.
    """

    settings: Settings
    shop: RetailCRM
    state: State
    sides: tuple[Side, ...]
    failures: list[str] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    stays: dict[int, str] = field(default_factory=dict)


@contextmanager
def opened(settings: Settings) -> Iterator[Round]:
    """Keep other rounds out, open all systems and the engine's memory; close them at the end."""
    with ExitStack() as open_ones:
        open_ones.enter_context(lock.hold(settings.state))
        state = open_ones.enter_context(closing(State(settings.state, settings.reference)))
        shop = RetailCRM(settings.retailcrm_url, settings.retailcrm_key)
        open_ones.enter_context(closing(shop.http))
        sides = []
        for link in settings.links:
            warehouse = connect(link, paced=settings.flowing)
            open_ones.enter_context(closing(warehouse.http))
            sides.append(Side(link.warehouse, link.stores, warehouse))
        yield Round(settings, shop, state, tuple(sides))


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
