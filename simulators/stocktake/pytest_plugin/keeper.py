"""What keeps a session's server in order, in the process that the server runs in."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.registry import named
from stocktake.core.simulator import Simulator
from stocktake.web.addresses import DEFAULT
from stocktake.web.documents import read_document
from stocktake.web.sandbox import Sandbox

STANDS_AT = "http://stocktake.invalid"  # in the place of a world's URL


@dataclass(frozen=True, slots=True)
class Keeper:
    """Begins and ends the worlds of tests in a sandbox that listens."""

    sandbox: Sandbox

    def begin(
        self, world: str, settings: Mapping[str, Any], faults: list[dict[str, Any]]
    ) -> str | None:
        """Make a world, a fork of the default one unless settings say more.

        Return why it cannot be, None if it can.
        """
        self.end()
        made = dict(settings) or {"from_": DEFAULT}
        try:
            self.sandbox.create_world(world, **made)
            for fault in faults:
                self.sandbox.in_world(world).ask("POST", "/faults", body=fault)
        except Refusal as refusal:
            return str(refusal)
        return None

    def end(self) -> None:
        """Let every world go but the default one: that of the test, and those that it made."""
        for name in list(self.sandbox.host.worlds):
            if name != DEFAULT:
                self.sandbox.delete_world(name)

    def bugs(self) -> list[str]:
        """Return the bugs that requests met since the last time, each with its traceback."""
        met = self.sandbox.host.bugs
        return ["".join(traceback.format_exception(met.pop(0))) for _ in range(len(met))]


def describe() -> dict[str, dict[str, Any]]:
    """Return, for each simulator by the name of its fixture, its variables and its access."""
    return {name: _described(simulator) for name, simulator in named().items()}


def _described(simulator: Simulator) -> dict[str, Any]:
    variables = simulator.environment(f"{STANDS_AT}/{simulator.apis[0].name}")
    base_url = next((name for name in variables if name.endswith("BASE_URL")), "")
    secrets = {
        name.removeprefix(base_url.removesuffix("BASE_URL")).lower(): value
        for name, value in variables.items()
        if name != base_url
    }
    return {
        "stands_at": STANDS_AT,
        "variables": variables,
        "base_url": base_url,
        "access": _access(simulator, variables, secrets),
    }


_REFRESHES = frozenset({"client_id", "client_secret", "refresh_token"})
"""The variables, without the vendor's name, that a refresh of a token needs."""


def _access(
    simulator: Simulator, variables: Mapping[str, str], secrets: Mapping[str, str]
) -> dict[str, Any]:
    """Return options of httpx.Client: what identifies the account to the vendor.

    A role names the variables; how a token is spelled only the document says.
    """
    given = simulator.role.credentials if simulator.role else None
    if given and given.user:
        return {"auth": (variables[given.user], variables[given.password])}
    if given and given.header and given.header != "Authorization":
        return {"headers": {given.header: variables[given.key]}}
    return _by_document(read_document(simulator.apis[0].document), secrets)


def _by_document(document: Mapping[str, Any], named: Mapping[str, str]) -> dict[str, Any]:
    """Return what a document says of access, the first of its ways that there are secrets for.

    For OAuth 2.0 that is where the token endpoint is, and what it wants to know.
    """
    secrets = list(named.values())
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        kind = (scheme.get("type"), scheme.get("scheme") or scheme.get("in"))
        if kind == ("http", "basic") and len(secrets) >= 2:
            return {"auth": (secrets[0], secrets[1])}
        if kind == ("http", "basic") and secrets:  # opaque: there are no two parts to encode
            return {"headers": {"Authorization": f"Basic {secrets[0]}"}}
        if kind == ("http", "bearer") and secrets:
            return {"headers": {"Authorization": f"Bearer {secrets[0]}"}}
        if scheme.get("type") == "oauth2" and named.keys() >= _REFRESHES:
            (url,) = {flow["tokenUrl"] for flow in scheme["flows"].values()}
            return {"oauth2": {"token_url": url, **{name: named[name] for name in _REFRESHES}}}
        if kind == ("apiKey", "header") and secrets:
            return {"headers": {scheme["name"]: secrets[0]}}
    return {}
