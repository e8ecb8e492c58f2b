"""The account's settings pages, as events: API Apps, statuses, locations, saved reports.

Source: docs/reference/wholecell.md 1, 2.3, 3.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World

from . import ids
from .access import PERMISSIONS


def add_app(world: World, *, name: str, permissions: Sequence[str] = PERMISSIONS) -> dict[str, Any]:
    """Make an API App; its secret is shown now and never again."""
    app_id, app_secret = _secret(world), _secret(world)
    world.insert(
        "wholecell_app",
        name=name, app_id=app_id, app_secret=app_secret, permissions=json.dumps(list(permissions)),
    )  # fmt: skip
    return {"app_id": app_id, "app_secret": app_secret, "permissions": list(permissions)}


def change_app(
    world: World,
    *,
    app_id: str,
    permissions: Sequence[str] | None = None,
    new_secret: bool = False,
) -> dict[str, Any]:
    """Change what an App may do, or give it a new secret: the old one is wrong from now on."""
    app = _app(world, app_id)
    if permissions is not None:
        world.update("wholecell_app", app["id"], permissions=json.dumps(list(permissions)))
    if new_secret:
        world.update("wholecell_app", app["id"], app_secret=_secret(world))
    changed = _app(world, app_id)
    shown = {"app_id": app_id, "permissions": json.loads(changed["permissions"])}
    return shown | ({"app_secret": changed["app_secret"]} if new_secret else {})


def remove_app(world: World, *, app_id: str) -> None:
    """Remove an App."""
    world.run("DELETE FROM wholecell_app WHERE id = ?", (_app(world, app_id)["id"],))


def add_status(world: World, *, kind: str, title: str, **flags: bool) -> dict[str, Any]:
    """Add a status title of one kind, with its flags."""
    if world.value("SELECT 1 FROM wholecell_status WHERE kind = ? AND title = ?", (kind, title)):
        raise Conflict(f"there is a status {title!r} of kind {kind}")
    columns = {name: int(value) for name, value in flags.items()}
    return {"id": world.insert("wholecell_status", kind=kind, title=title, **columns)}


def add_location(world: World, *, name: str, warehouse: str) -> dict[str, Any]:
    """Add a location to a warehouse, which is made when it is new."""
    if world.value("SELECT 1 FROM wholecell_location WHERE name = ?", (name,)):
        raise Conflict(f"there is a location {name!r}")
    place = world.value("SELECT id FROM wholecell_warehouse WHERE name = ?", (warehouse,))
    if place is None:
        place = world.insert("wholecell_warehouse", name=warehouse)
    return {"id": world.insert("wholecell_location", name=name, warehouse_id=place)}


def save_inventory_report(world: World, *, name: str, filter: Mapping[str, str]) -> dict[str, Any]:
    """Save a selection of units, by the parameters of a list of inventories."""
    made = world.insert(
        "wholecell_inventory_report",
        id=ids.next_id(world, "wholecell_inventory_report"),
        name=name,
        filter=json.dumps(dict(filter)),
        created_at=world.now,
        updated_at=world.now,
    )
    return {"id": made}


def _app(world: World, app_id: str) -> dict[str, Any]:
    app = world.find("SELECT * FROM wholecell_app WHERE app_id = ?", (app_id,))
    if app is None:
        raise NotFound(f"no App {app_id!r}")
    return app


def _secret(world: World) -> str:
    drawn = bytes.fromhex(world.token("wholecell app") + world.token("wholecell app"))
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")
