"""`serve --verbose`: a line on stderr for each request."""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from stocktake.core.call import Call
    from stocktake.core.world import World
    from stocktake.web.host import Host
    from stocktake.web.replies import Delivery

_ROW = "SELECT simulator, operation, fault, delivered FROM journal WHERE seq = ?"


def tell_requests(host: Host, verbose: bool) -> None:
    """Let a server tell its requests, if that is wanted; else nothing is asked of it."""
    if verbose:
        host.on_answer = _tell


def _tell(world: World, call: Call, delivery: Delivery) -> None:
    """Write the line of a request: path without query, because keys stand there; no headers."""
    from stocktake.core.clock import iso

    path = quote(call.path, safe="/:@+,;=()'*!$&~")  # a line feed in it would begin a line
    told = [iso(world.clock.read()), world.name, call.method, path, str(delivery.status or "-")]
    try:
        rows = world.all(_ROW, (delivery.turn,)) if delivery.turn is not None else []
    except sqlite3.Error:  # its storage has failed, or it has just been let go
        rows = []
    for row in rows:
        told.append(f"{row['simulator']}.{row['operation'] or '-'}")
        if row["fault"]:
            told.append(f"fault={row['fault']}")
        if not row["delivered"]:
            told.append("not delivered")
    sys.stderr.write(" ".join(told) + "\n")
