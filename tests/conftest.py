"""What every test may ask for: a fresh sandbox in the process, or one on a real socket."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.support import Listening

# Nobody here speaks TLS, and each new client of httpx would read all the world's certificates,
# which takes longer than most tests: out of a directory they are read when one is needed.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh world of both seed sets; a handler's bug fails the test that met it."""
    with Sandbox(SIMULATORS) as fresh:
        yield fresh


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A fresh sandbox on a free port of this machine."""
    with Sandbox(SIMULATORS) as fresh, fresh.listening() as url:
        yield Listening(fresh, url)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the many examples of the full profile."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "full":
        return
    heavy = [item for item in items if item.get_closest_marker("full")]
    items[:] = [item for item in items if item not in heavy]
    config.hook.pytest_deselected(items=heavy)
