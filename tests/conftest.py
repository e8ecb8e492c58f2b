"""What every test may ask for: a fresh sandbox in the process, or one on a real socket."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from simulators.suite import SIMULATORS
from simulators.web.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh world of both seed sets under a manual clock; a handler's bug fails the test that
    met it.
    """
    with Sandbox(SIMULATORS) as fresh:
        yield fresh


@dataclass(frozen=True)
class Listening:
    """A sandbox on a real socket: `url`, and the sandbox's methods through `sandbox`."""

    sandbox: Sandbox
    url: str

    def env(self) -> dict[str, str]:
        return self.sandbox.env(self.url)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sandbox, name)


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A fresh sandbox on a free port of this machine."""
    with Sandbox(SIMULATORS) as fresh, fresh.listening() as url:
        yield Listening(fresh, url)
