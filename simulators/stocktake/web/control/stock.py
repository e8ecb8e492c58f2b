"""Stock and disagreements: what each system holds, can promise and shows, since when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.causes.explained import HeldGoods, Moments, explained, last_agreement
from stocktake.causes.levels import Level
from stocktake.causes.numbers import plain
from stocktake.causes.stock import NOT_OFFERED, OK, OUT_OF_DATE, STATES, WRONG, Cause, Held
from stocktake.causes.uploads import Uploads
from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.errors import Unprocessable
from stocktake.core.roles import Outlet, Warehouse
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import Host

from .paging import page_of
from .reading import read_ledger, read_levels, read_uploads

_DIFFERENT = frozenset({WRONG, OUT_OF_DATE})


async def get_stock(
    host: Host,
    world: World,
    call: Call,
    *,
    sku: str | None = None,
    simulator: str | None = None,
    state: str | None = None,
    text: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Return a page of SKUs, each at a warehouse and a place that it feeds; disagreements first."""
    states = {state} if state else set(STATES)
    wanted = Wanted(sku=sku, simulator=simulator, text=text)
    return await _page(host, world, states, wanted, after, limit)


async def get_disagreements(
    host: Host,
    world: World,
    call: Call,
    *,
    sku: str | None = None,
    simulator: str | None = None,
    text: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Return a page of the SKUs that are wrong or out of date."""
    wanted = Wanted(sku=sku, simulator=simulator, text=text)
    return await _page(host, world, _DIFFERENT, wanted, after, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which levels are asked for; what is None does not matter."""

    sku: str | None = None
    simulator: str | None = None
    text: str | None = None

    def of(self, host: Host, levels: Iterable[Level]) -> list[Level]:
        """Return those that are asked for; Unprocessable for a simulator that there is not."""
        known = [s.name for s in host.simulators if isinstance(s.role, Warehouse | Outlet)]
        if self.simulator is not None and self.simulator not in known:
            hint = nearest(self.simulator, known)
            raise Unprocessable(f"no warehouse or outlet {self.simulator!r}{hint}")
        text = (self.text or "").casefold()
        return [
            level
            for level in levels
            if self.sku in (None, level.sku)
            and self.simulator in (None, level.warehouse, level.outlet)
            and (not text or text in f"{level.sku}\n{level.name or ''}".casefold())
        ]


async def _page(
    host: Host,
    world: World,
    states: Collection[str],
    wanted: Wanted,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    async with world.queue:
        stock = Stock(host, world)
        found = wanted.of(host, stock.levels.all)
        # Which of the two words a difference has, only its history tells: seldom asked for.
        known = [level for level in found if _may_be(level, states)]
        if len(_DIFFERENT & set(states)) == 1:
            known = stock.in_states(known, states)
        shown, following = page_of(known, lambda level: level.key, after=after, limit=limit)
        told = stock.causes([level for level in shown if not level.agrees])
    return {
        "rows": [described(level, told.get(level.key)) for level in shown],
        "total": len(known),
        "disagreements": sum(not level.agrees for level in found),
        "next": following,
    }


def _may_be(level: Level, states: Collection[str]) -> bool:
    if level.agrees:
        return (NOT_OFFERED if level.shown is None else OK) in states
    return not _DIFFERENT.isdisjoint(states)


class Stock:
    """The numbers of a world between two turns, and why some of them differ."""

    def __init__(self, host: Host, world: World) -> None:
        self.world = world
        self.roles = {s.name: s.role for s in host.simulators}
        warehouses = [name for name, role in self.roles.items() if isinstance(role, Warehouse)]
        self.levels = world.derived("levels", lambda: read_levels(host, world, warehouses))

    def in_states(self, known: Sequence[Level], states: Collection[str]) -> list[Level]:
        """Return the levels that are in one of these states.

        A number that nobody has written since the world began can only be out of date.
        """
        written = {
            (row["simulator"], row["good"], row["place"])
            for row in self.world.all(
                "SELECT DISTINCT simulator, good, place FROM ledger WHERE what = 'shown'"
            )
        }
        open_ = [
            level
            for level in known
            if not level.agrees
            and any((level.outlet, offer, level.place) in written for offer in level.offers)
        ]
        told = {key: cause.state for key, cause in self.causes(open_).items()}
        return [
            level for level in known if level.agrees or told.get(level.key, OUT_OF_DATE) in states
        ]

    def moments(self, levels: Sequence[Level]) -> Moments:
        """Return how the numbers of these levels came about."""
        ledger = read_ledger(self.world, self.levels, levels)
        return {level.key: ledger.moments(level) for level in levels}

    def causes(
        self, wanted: Sequence[Level], moments: Moments | None = None
    ) -> dict[tuple[Any, ...], Cause]:
        """Return why each of these levels differs, by its key; `moments`: where they are known."""
        if not wanted:
            return {}
        moments = moments or self.moments(wanted)
        uploads = self._uploads(wanted, moments)
        return explained(self.levels, wanted, moments=moments, held=self.held, uploads=uploads)

    def _uploads(self, wanted: Sequence[Level], moments: Moments) -> dict[str | None, Uploads]:
        """Return the uploads that tell what came of a change, by outlet."""
        found: dict[str | None, Uploads] = {}
        for outlet in {level.outlet for level in wanted}:
            role = self.roles.get(outlet or "")
            if isinstance(role, Outlet):
                mine = [level for level in wanted if level.outlet == outlet]
                row = min(last_agreement(moments[level.key]) for level in mine)
                skus = {level.sku for level in mine}
                found[outlet] = read_uploads(self.world, outlet or "", role, row=row, skus=skus)
        return defaultdict(dict, found)

    @property
    def held(self) -> HeldGoods:
        """What may not be sold, by warehouse and good."""
        return self.world.derived("held", self._held)

    def _held(self) -> HeldGoods:
        found: dict[tuple[str, str], list[Held]] = defaultdict(list)
        for row in self.world.all("SELECT simulator, good, place, lot, quantity, why FROM v_held"):
            if row["quantity"]:
                named = {name: row[name] for name in ("lot", "place", "quantity", "why")}
                found[row["simulator"], row["good"]].append(Held(**named))
        return found


def described(level: Level, cause: Cause | None) -> dict[str, Any]:
    """Return a level as the document has it."""
    number = level.number
    state = cause.state if cause else NOT_OFFERED if number is None else OK
    return {
        "sku": level.sku,
        "name": level.name,
        "warehouse": level.warehouse,
        "outlet": level.outlet,
        "place": level.place,
        "on_hand": plain(level.on_hand),
        "can_promise": plain(level.promise),
        "shop_shows": None if number is None else plain(number),
        "difference": None if number is None else plain(number - level.promise),
        "state": state,
        "since": iso(cause.at) if cause and cause.at is not None else None,
        "row": cause.row if cause else None,
        "cause": cause.sentence if cause else None,
        "cause_kind": cause.kind if cause else None,
    }
