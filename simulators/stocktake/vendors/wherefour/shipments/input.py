"""What a client asks of a shipment. Source: docs/reference/wherefour.md 5.1."""

from dataclasses import dataclass

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.errors import not_found
from stocktake.vendors.wherefour.locations import with_descendants

from .similarity import find_closest

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRequest:
    """In whose name to ship, from which locations (None: from all), how and when."""

    account: Account
    places: frozenset[int] | None
    delivery_method_id: int | None
    tracking_number: str | None
    ship_date: int


def read_request(world: World, account: Account, body: wire.Body) -> ShipmentRequest:
    """Return what a body asks of a shipment; without a date it ships now (5.1)."""
    method = wire.read_text(body, "delivery_method")
    if method is None:
        raise invalid("delivery_method", "can't be blank")
    time = wire.read_time(body, "ship_date", zone=account.zone)
    time = world.now if time is None else time
    methods = world.all("SELECT id, name FROM wherefour_delivery_method")
    return ShipmentRequest(
        account=account,
        places=_read_places(world, body),
        delivery_method_id=find_closest(method, [(row["id"], row["name"]) for row in methods]),
        tracking_number=wire.read_text(body, "tracking_number"),
        ship_date=time - time % _MINUTE_MS,
    )


def _read_places(world: World, body: wire.Body) -> frozenset[int] | None:
    # A name that is close to no location's means any location (5.1); an id wins over a name.
    location_id, name = wire.read_id(body, "location_id"), wire.read_text(body, "location_name")
    rows = world.all("SELECT id, name FROM wherefour_location")
    if location_id is not None:
        if location_id not in {row["id"] for row in rows}:
            raise not_found()
    elif name is not None:
        location_id = find_closest(name, [(row["id"], row["name"]) for row in rows])
    return None if location_id is None else frozenset(with_descendants(world, location_id))
