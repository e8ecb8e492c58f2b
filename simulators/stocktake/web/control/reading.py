"""What causes are worked out from (stocktake.causes), read from a world between two turns."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from stocktake.causes.levels import Level, Levels
from stocktake.causes.moments import Ledger, about
from stocktake.causes.orders import Deeds, Life, lives_of
from stocktake.causes.stories import Looked
from stocktake.causes.uploads import Uploads, uploads_in
from stocktake.core import journal
from stocktake.core.roles import Outlet, Warehouse
from stocktake.core.world import World
from stocktake.web.host import Host
from stocktake.web.request_bodies import fields_of

from .routes import feeds_of

_MOST_UPLOADS = 200  # looked into: what was tried last tells
_MOST_LOOKS = 100


def read_levels(host: Host, world: World, warehouses: Sequence[str]) -> Levels:
    """Return what each system holds, can promise and shows now."""
    stock = world.all("SELECT * FROM v_stock WHERE sku IS NOT NULL")
    return Levels(
        stock=stock,
        orders=world.all("SELECT * FROM v_orders"),
        parts=world.all("SELECT * FROM v_parts"),
        goods=world.all("SELECT simulator, good, name, pieces FROM v_goods"),
        feeds=feeds_of(host, world, stock),
        warehouses=warehouses,
    )


def read_ledger(world: World, levels: Levels, wanted: Sequence[Level]) -> Ledger:
    """Return the lines of the ledger about these levels."""
    goods, skus = about(levels, wanted)
    lines = world.all(
        "SELECT * FROM ledger WHERE good IN (SELECT value FROM json_each(?1))"
        " OR sku IN (SELECT value FROM json_each(?2)) ORDER BY seq",
        (json.dumps(sorted(goods)), json.dumps(sorted(skus))),
    )
    made = world.all(
        "SELECT simulator, reference, min(turn) AS first, sum(delta) AS delta FROM ledger"
        " WHERE what = 'demand' GROUP BY simulator, reference"
    )
    return Ledger(levels, lines, made)


def read_uploads(
    world: World, outlet: str, role: Outlet, *, row: int, skus: Collection[str]
) -> Uploads:
    """Return the last uploads after a row of the journal that name one of these SKUs."""
    wanted = journal.Rows(
        after=row,
        kind="exchange",
        simulator=outlet,
        operation=role.operations.get("write_quantities", ""),
    )
    entries = journal.entries(world, wanted, limit=_MOST_UPLOADS, newest_first=True)
    requests = [
        (entry, fields_of(entry["request_headers"], entry["request_body"]))
        for entry in reversed(entries)
    ]
    return uploads_in(requests, row_key=role.row_key, skus=skus)


def read_lives(world: World, levels: Levels, outlets: Sequence[str]) -> list[Life]:
    """Return the life of every order of the outlets, in no order."""
    told = world.all(
        "SELECT DISTINCT simulator, document FROM ledger WHERE what = 'shipment' AND delta > 0"
    )
    return lives_of(
        levels.orders,
        outlets=outlets,
        warehouses=levels.warehouses,
        told={(row["simulator"], row["document"]) for row in told},
    )


def read_deeds(world: World, lives: Sequence[Life]) -> Deeds:
    """Return which rows of the journal made, shipped and told of these orders."""
    ids = {life.id for life in lives}
    ids |= {document.id for life in lives for document in life.documents}
    lines = world.all(
        "SELECT simulator, document, what, turn, min(at) AS at, sum(delta) AS delta"
        " FROM ledger WHERE what IN ('demand', 'shipment')"
        " AND document IN (SELECT value FROM json_each(?))"
        " GROUP BY simulator, document, what, turn ORDER BY turn",
        (json.dumps(sorted(ids)),),
    )
    rows = world.all(
        "SELECT seq, delivered, fault FROM journal WHERE seq IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({line["turn"] for line in lines})),),
    )
    return Deeds(lines, {row["seq"]: (bool(row["delivered"]), row["fault"]) for row in rows})


def read_looks(world: World, roles: dict[str, object]) -> Looked:
    """Return how to find a request between two rows that looked for a number in a warehouse."""

    def find(warehouse: str, reference: str, after: int, before: int) -> int | None:
        role = roles.get(warehouse)
        if not isinstance(role, Warehouse) or not reference:
            return None
        wanted = journal.Rows(
            after=after,
            before=before,
            kind="exchange",
            simulator=warehouse,
            operation=role.operations.get("find", ""),
        )
        for row in journal.entries(world, wanted, limit=_MOST_LOOKS):
            said = f"{row['path']}?{row['query'] or ''}{row['reply_body'] or ''}"
            if reference in said and (row["status"] or 500) < 400:
                return int(row["seq"])
        return None

    return find
