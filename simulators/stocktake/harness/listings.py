"""Which listings of a channel an engine has to have connected, and which it must not (duty D12)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from stocktake.core.steps import Event
from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import History, Snapshot, StockRow
from stocktake.harness.orders import BEFORE
from stocktake.harness.route import Route

HOUR_MS = 3_600_000
"""An engine reads a channel's listings at least so often."""


def listing_of(route: Route, good: str) -> str:
    """Return the listing that a good of an outlet is of: several may be variants of one."""
    pattern = route.outlet_role.variant
    return re.sub(pattern, "", good) if pattern else good


def must_be_right(history: History, route: Route, look: Snapshot) -> frozenset[str]:
    """Return the goods of an outlet whose numbers are judged in a look: of connected listings.

    At outlets that are no channels all. Left out is what nobody can buy or write.
    """
    rows = [r for r in look.stock if (r.simulator, r.place) == (route.outlet, route.place)]
    if not route.outlet_role.imports_unknown:
        return frozenset(row.good or row.sku or "" for row in rows)
    facts, found = facts_of(history), set[str]()
    for mine in _by_listing(route, rows).values():
        since = connected(facts, route, mine, look.after)
        if since is not None and had_to_know(facts, route, since, by=look.after):
            found |= {row.good or "" for row in mine if not row.why and not row.retired}
    return frozenset(found)


def connected(facts: Facts, route: Route, rows: list[StockRow], turn: int) -> int | None:
    """Return the turn since which every SKU of a listing is in the catalogue, None if one is not.

    BEFORE where all that was so in the beginning.
    """
    since = BEFORE
    for row in rows:
        goods = facts.carriers(route.warehouse, row.sku or "", turn)
        if not goods:
            return None
        since = max(
            since,
            facts.named_since(route.warehouse, goods[0], turn),
            facts.named_since(route.outlet, row.good or "", turn),
        )
    return since


def had_to_know(facts: Facts, route: Route, since: int, *, by: int) -> bool:
    """Whether a completed round had to import listings after they could be connected."""
    if since <= facts.first.after and since == BEFORE:
        return True
    history = facts.history
    times = {entry.seq: entry.at for entry in history.journal}
    template = route.warehouse_role.sync_listings
    named = template.name if template else ""
    syncs = [
        turn for turn in _syncs(history, route.warehouse, named, route.outlet) if turn >= since
    ]
    for step in facts.informed:
        first = step.round.first
        if first < since or step.round.last > by:
            continue
        late = times.get(first, 0) - times.get(since, 0) >= HOUR_MS
        if late or any(turn <= first for turn in syncs):
            return True
    return False


def _by_listing(route: Route, rows: list[StockRow]) -> dict[str, list[StockRow]]:
    found: dict[str, list[StockRow]] = defaultdict(list)
    for row in rows:
        found[listing_of(route, row.good or "")].append(row)
    return found


def listings_of(route: Route, look: Snapshot) -> dict[str, list[StockRow]]:
    """Return the rows of an outlet by the listing that they are of."""
    rows = [r for r in look.stock if (r.simulator, r.place) == (route.outlet, route.place)]
    return _by_listing(route, rows)


@lru_cache(maxsize=16)
def _syncs(history: History, warehouse: str, named: str, outlet: str) -> tuple[int, ...]:
    """Return the turns in which somebody asked for a channel's listings."""
    return tuple(
        result.seq
        for step in history.all_steps
        for result in step.events
        if isinstance(result.event, Event)
        and (result.event.simulator, result.event.name) == (warehouse, named)
        and _letters(str(result.event.arguments.get("channel"))) == _letters(outlet)
    )


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
