"""One server for all commands of a module, put back to its beginning after each test."""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.client.control import Control
from stocktake.client.http import connect
from stocktake.web.sandbox import Sandbox

from tests.commands.calls import BEGIN


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    settings = {"seed_set": "shelf", "now": BEGIN}
    with Sandbox(SIMULATORS, **settings) as sandbox, sandbox.listening() as url:  # type: ignore[arg-type]
        yield url


@pytest.fixture
def control(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Control]:
    """The server's world at its beginning; `STOCKTAKE_URL` is set."""
    monkeypatch.setenv("STOCKTAKE_URL", server)
    monkeypatch.delenv("STOCKTAKE_TOKEN", raising=False)
    yield (control := connect(server))
    for world in control.worlds():
        if world["name"] != "default":
            control.delete_world(world["name"])
    control.reset()
