"""Fixtures for every test: a fresh sandbox in the process, or one on a real socket."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.core import kept_images
from stocktake.web.sandbox import Sandbox

from tests.support import Listening, has

pytest_plugins = ["pytester"]  # tests of the pytest plugin run pytest

# No test uses TLS, and each new client of httpx would load every root certificate, which takes
# longer than most tests: from a directory they are loaded when one is needed.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)
# Not in the home of who runs the tests; another run finds them there.
os.environ.setdefault("STOCKTAKE_CACHE", str(Path(__file__).parents[1] / ".pytest_cache/images"))
kept_images._MOST_FILES = 100  # the tests' worlds begin in more ways than those of any user
# What GitHub would make `check` print and append to.
for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
    os.environ.pop(name, None)
# A shell starts what runs in its background with Ctrl-C ignored, and every program that the tests
# start would inherit that.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        handler = signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL
        signal.signal(number, handler)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh world of both seed sets; a handler's bug is raised in the test that caused it."""
    with Sandbox(SIMULATORS) as fresh:
        yield fresh


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A fresh sandbox on a free port of this machine."""
    with Sandbox(SIMULATORS) as fresh, fresh.listening() as url:
        yield Listening(fresh, url)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests that need the full profile, or a program that this machine does not have."""
    is_full = os.environ.get("HYPOTHESIS_PROFILE") == "full"
    left_out = [item for item in items if _is_left_out(item, is_full)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what lives as long as the process, above all the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _is_left_out(item: pytest.Item, is_full: bool) -> bool:
    if item.get_closest_marker("full") and not is_full:
        return True
    return any(not has(name) for mark in item.iter_markers("needs") for name in mark.args)
