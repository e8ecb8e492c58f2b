"""Which listings of a channel an engine has to have connected, and which it must not (duty D12)."""

from __future__ import annotations

import re
from collections import defaultdict

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
        if since is not None and had_to_know(facts, since, by=look.after):
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


def had_to_know(facts: Facts, since: int, *, by: int) -> bool:
    """Whether a completed round had to import listings after they could be connected.

    One that began an hour later. That somebody pressed Sync Listings is the importer's own record,
    and no engine can see it.
    """
    if since <= facts.first.after and since == BEFORE:
        return True
    history = facts.history
    times = {entry.seq: entry.at for entry in history.journal}
    for step in facts.informed:
        first = step.round.first
        if first < since or step.round.last > by:
            continue
        if times.get(first, 0) - times.get(since, 0) >= HOUR_MS:
            return True
    return False


def just_connected(facts: Facts, turn: int, *, by: int) -> bool:
    """Whether a turn changed only numbers of listings that no round had to import by another one.

    Those that could be connected less than an hour before.
    """
    lines = [line for line in facts.history.ledger if line.turn == turn]
    look = facts.history.final
    for line in lines:
        routes = [
            route
            for route in facts.history.scenario.topology.routes
            if (route.outlet, route.place) == (line.simulator, line.place)
        ]
        if line.what != "shown" or not routes or not routes[0].outlet_role.imports_unknown:
            return False
        rows = listings_of(routes[0], look).get(listing_of(routes[0], line.good or ""), [])
        since = connected(facts, routes[0], rows, turn)
        if since is None or had_to_know(facts, since, by=by):
            return False
    return bool(lines)


def _by_listing(route: Route, rows: list[StockRow]) -> dict[str, list[StockRow]]:
    found: dict[str, list[StockRow]] = defaultdict(list)
    for row in rows:
        found[listing_of(route, row.good or "")].append(row)
    return found


def listings_of(route: Route, look: Snapshot) -> dict[str, list[StockRow]]:
    """Return the rows of an outlet by the listing that they are of."""
    rows = [r for r in look.stock if (r.simulator, r.place) == (route.outlet, route.place)]
    return _by_listing(route, rows)
