"""A world for the engine as a hub."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.engine.hub import SKU, Hub
from tests.engine.support import new_world


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server with a few goods, of whose world others are copies."""
    options: Any = {"now": "2026-03-02T09:00:00Z", "seed_set": "shelf", "tick": 1000}
    with Sandbox(SIMULATORS, **options) as sandbox, sandbox.listening() as url:
        yield url


@pytest.fixture
def hub(address: str, tmp_path: Path) -> Hub:
    """Ten pieces, listed on every channel with the right number."""
    hub = Hub(new_world(address), tmp_path)
    hub.round()
    hub.stock(SKU, 10)
    hub.put_up(SKU)
    return hub
