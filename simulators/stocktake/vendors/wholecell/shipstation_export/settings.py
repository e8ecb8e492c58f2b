"""Who may call the export, and whose orders it has: staff say so on a settings page.

Source: docs/reference/wholecell.md 9.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.basic_auth import read_credentials
from stocktake.vendors.wholecell.errors import unauthorized

PATH = "/integrations/shipstation"
"""Below the vendor's host, not below `/api/v1`."""


def set_up_shipstation(
    world: World,
    *,
    username: str = "shipstation",
    password: str = "",
    channels: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Turn the export on, or change it: by which name ShipStation calls, whose orders it gets."""
    if not is_on(world):
        raise Conflict("the export is off: set the quirk wholecell.shipstation_export")
    columns = {
        "username": username,
        "password": password or world.token("wholecell shipstation export"),
        "channels": None if channels is None else json.dumps(list(channels)),
    }
    if world.value("SELECT id FROM wholecell_shipstation_export"):
        world.update("wholecell_shipstation_export", 1, **columns)
    else:
        world.insert("wholecell_shipstation_export", id=1, **columns)
    path = f"/wholecell{PATH}/"
    return {"path": path, **columns, "channels": None if channels is None else list(channels)}


def is_on(world: World) -> bool:
    """Return whether this account can be a Custom Store."""
    return bool(world.quirk("wholecell.shipstation_export"))


def authenticate_store(world: World, call: Call) -> str | None:
    """Return the channels whose orders ShipStation may have; 401 while there is no export."""
    settings = world.find("SELECT * FROM wholecell_shipstation_export") if is_on(world) else None
    given = read_credentials(call.headers)
    if settings is None or given != (settings["username"], settings["password"]):
        raise unauthorized()
    channels: str | None = settings["channels"]
    return channels


EVENTS = (set_up_shipstation,)
