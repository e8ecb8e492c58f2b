"""What every test may ask for: a fresh sandbox in the process, or one on a real socket."""

from collections.abc import Iterator

import pytest

from simulators.suite import SIMULATORS
from simulators.web.sandbox import Sandbox
from tests.support import Listening


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
