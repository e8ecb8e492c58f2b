"""A fixture for each simulator, by its name: where it is, who may call, and a client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from stocktake.client.control import Control

    from .server import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A simulator as the program under test sees it.

    `url` is the value of its `..._BASE_URL`; `credentials` are its other variables, by their names
    without the vendor's, in lower case.
    """

    name: str
    url: str
    credentials: dict[str, str]
    access: dict[str, Any] = field(repr=False)
    clients: list[httpx.Client] = field(default_factory=list, repr=False)

    def client(self, **options: Any) -> httpx.Client:
        """Return an httpx.Client with the base URL and the credentials; closed after the test.

        `options` are those of httpx.Client, such as `timeout`; `auth` or `headers` among them
        stand for the right credentials.
        """
        import httpx

        from stocktake.client.http import client_options

        given = {"base_url": self.url, **client_options(self.url), **self._access(), **options}
        self.clients.append(httpx.Client(**given))
        return self.clients[-1]

    def _access(self) -> dict[str, Any]:
        """Return options of httpx.Client: what identifies the account to the vendor."""
        if "oauth2" not in self.access:
            return self.access
        from .tokens import RefreshedToken

        given = dict(self.access["oauth2"])
        return {"auth": RefreshedToken(**{**given, "token_url": self.url + given["token_url"]})}


def simulator_fixtures(names: Iterable[str]) -> ModuleType:
    """Return a plugin with a fixture for each of these simulators."""
    plugin = ModuleType("stocktake_simulators")
    for name in names:
        setattr(plugin, name, _fixture(name))
    return plugin


def _fixture(name: str) -> Callable[..., Any]:
    def simulator(stocktake: Control, _stocktake_server: Server) -> Iterator[Vendor]:
        vendor = _vendor(name, stocktake, _stocktake_server)
        yield vendor
        for client in vendor.clients:
            client.close()

    simulator.__doc__ = (
        f"The fake of {name} in this test's world: `.url`, `.credentials`, `.client()`."
    )
    return pytest.fixture(name=name)(simulator)


def _vendor(name: str, control: Control, server: Server) -> Vendor:
    about = server.simulators[name]
    # The same variables as `control.env` has, without a question to the server.
    variables = {
        variable: value.replace(about["stands_at"], control.url, 1)
        for variable, value in about["variables"].items()
    }
    prefix = about["base_url"].removesuffix("BASE_URL")
    credentials = {
        variable.removeprefix(prefix).lower(): value
        for variable, value in variables.items()
        if variable != about["base_url"]
    }
    return Vendor(
        name=name,
        url=variables[about["base_url"]],
        credentials=credentials,
        access=_access(**about["access"]),
    )


def _access(
    auth: list[str] | None = None,
    headers: dict[str, str] | None = None,
    oauth2: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return options of httpx.Client, or `oauth2`; what came as JSON has no pairs."""
    if oauth2:
        return {"oauth2": oauth2}
    return {"auth": (auth[0], auth[1])} if auth else {"headers": headers or {}}
