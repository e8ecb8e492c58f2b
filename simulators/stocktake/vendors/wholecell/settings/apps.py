"""API Apps, managed on a settings page. Source: docs/reference/wholecell.md 1."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.vendors.wholecell.access import PERMISSIONS
from stocktake.vendors.wholecell.wire import Row


def add_app(world: World, *, name: str, permissions: Sequence[str] = PERMISSIONS) -> dict[str, Any]:
    """Add an API App; its secret is shown only this once."""
    app_id, app_secret = _new_secret(world), _new_secret(world)
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
    """Change an App's permissions or renew its secret, which invalidates the old one."""
    app = _require_app(world, app_id)
    if permissions is not None:
        world.update("wholecell_app", app["id"], permissions=json.dumps(list(permissions)))
    if new_secret:
        world.update("wholecell_app", app["id"], app_secret=_new_secret(world))
    changed = _require_app(world, app_id)
    shown = {"app_id": app_id, "permissions": json.loads(changed["permissions"])}
    return shown | ({"app_secret": changed["app_secret"]} if new_secret else {})


def remove_app(world: World, *, app_id: str) -> None:
    """Remove an App."""
    world.run("DELETE FROM wholecell_app WHERE id = ?", (_require_app(world, app_id)["id"],))


def _require_app(world: World, app_id: str) -> Row:
    app = world.find("SELECT * FROM wholecell_app WHERE app_id = ?", (app_id,))
    if app is None:
        raise NotFound(f"no App {app_id!r}")
    return app


def _new_secret(world: World) -> str:
    drawn = bytes.fromhex(world.token("wholecell app") + world.token("wholecell app"))
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


EVENTS = (add_app, change_app, remove_app)
