"""How a page asks the control plane: as the world of its path, with the token of its cookie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from flask import current_app, g, request
from werkzeug.wrappers import Response

from stocktake.client.control import DEFAULT, Control

from .systems import Systems

TOKEN = "stocktake_token"
"""The cookie of the token; the port follows, since cookies know none."""
_YEAR_S = 365 * 24 * 3600


@dataclass(slots=True)
class Asking:
    """One request of a browser, and what it may ask.

    `prefix` is what stands before the paths of its world, empty for the default one.
    """

    world: str
    prefix: str
    token: str | None
    control: Control
    wants_strip: bool = True

    @classmethod
    def of_request(cls) -> Asking:
        """Read it off the request under way."""
        prefix = request.script_root.removesuffix("/_sim/ui")
        world = unquote(prefix.removeprefix("/w/")) if prefix else DEFAULT
        token = request.cookies.get(cookie_name())
        # By TLS the name would lead to another port than ours.
        named = request.host if request.scheme == "http" else ""
        control = current_app.config["ASKS"](token, named, world)
        return cls(world, prefix, token, control)

    @property
    def systems(self) -> Systems:
        """The simulators of this server; the same for all its worlds."""
        systems: Systems = current_app.config["SYSTEMS"]
        return systems

    @property
    def root(self) -> str:
        """The URL of this world as the browser names it."""
        return f"{request.scheme}://{request.host}{self.prefix}"


def asking() -> Asking:
    """Return the Asking of the request under way."""
    found: Asking = g.asking
    return found


def control() -> Control:
    """Return the control plane of the world that the page shows."""
    return asking().control


def known_systems() -> Systems:
    """Return the simulators, asked for once in the life of the server."""
    systems = asking().systems
    systems.learn(control())
    return systems


def keep_token(response: Response, token: str) -> None:
    """Let the browser send the token with every page and call of this server, and to no other."""
    for path in ("/_sim", "/w"):
        response.set_cookie(
            cookie_name(), token, max_age=_YEAR_S, path=path, httponly=True, samesite="Strict",
            secure=request.scheme == "https",
        )  # fmt: skip


def cookie_name() -> str:
    """Return the name of the cookie that holds the token of this server."""
    port: Any = request.host.rpartition(":")[2]
    return f"{TOKEN}_{port}" if port.isdecimal() else TOKEN
