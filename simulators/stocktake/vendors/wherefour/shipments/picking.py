"""Which lots a line is picked from: those that its item's pull strategy chooses.

Source: docs/reference/wherefour.md 5.1.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from stocktake.core.world import World
from stocktake.rules.picking import Lot, Pick, PickStrategy, eligible, pick
from stocktake.vendors.wherefour import wire

from .input import ShipmentRequest
from .lines import OpenLine

_CANDIDATES = """
SELECT s.id, s.count, s.received_at, s.expiration_date, s.status, l.allowed_for_pick_and_ship
FROM wherefour_stock s LEFT JOIN wherefour_location l ON l.id = s.location_id
WHERE s.inventory_id = :item AND s.count > 0
AND (:places IS NULL OR s.location_id IN (SELECT value FROM json_each(:places)))
AND (:today IS NULL OR s.expiration_date IS NULL OR s.expiration_date >= :today)
"""


def pick_lots(world: World, line: OpenLine, request: ShipmentRequest) -> tuple[Pick, ...]:
    """Return what to take from which lots for a line, less than it needs where they are short."""
    return pick(
        _candidates(world, line, request),
        line.open,
        strategy=PickStrategy.parse(line.row["pull_strategy"]),
        hand_pick=world.quirk("wherefour.hand_pick"),
    )


def _candidates(world: World, line: OpenLine, request: ShipmentRequest) -> list[Lot]:
    places = None if request.places is None else json.dumps(sorted(request.places))
    today = wire.spell_local_time(world.now, request.account.zone).date().isoformat()
    rows = world.all(
        _CANDIDATES,
        {
            "item": line.row["inventory_id"],
            "places": places,
            "today": today if world.quirk("wherefour.exclude_expired") else None,
        },
    )
    return [_lot(row) for row in rows if _is_eligible(row)]


def _is_eligible(row: Mapping[str, Any]) -> bool:
    flag = row["allowed_for_pick_and_ship"]
    return eligible(row["status"], row["count"], pick_and_ship=None if flag is None else bool(flag))


def _lot(row: Mapping[str, Any]) -> Lot:
    expiry = row["expiration_date"]
    return Lot(
        id=row["id"],
        count=row["count"],
        received_at=row["received_at"],
        expires_at=date.fromisoformat(expiry).toordinal() if expiry else None,
    )
