"""The pytest plugin: the fixture `stocktake`, and one for each simulator by its name.

Loaded by every pytest run of an environment that has Stocktake, so it imports nothing heavy: the
fakes come with the first test that uses a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from stocktake.client.control import Control

    from .server import Server

MARKER = (
    "stocktake(now, seed, seed_set, quirks={}, faults=[], ...): how the world of the fixture"
    " `stocktake` begins"
)
MODES = ("process", "in-process")

_USING = pytest.StashKey[Any]()  # a Using; its module is not imported before it is made
_numbers = count(1)  # worlds of a session never share a name


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting `stocktake_mode` and the option `--stocktake-save`."""
    parser.addini(
        "stocktake_mode",
        "where the fakes of the fixture `stocktake` run: process (one of their own, the default)"
        " or in-process (a thread of the tests' own process)",
        default=MODES[0],
    )
    parser.getgroup("stocktake").addoption(
        "--stocktake-save",
        metavar="DIR",
        help="keep the world of each failed test as DIR/<test>.db, for `stocktake serve --db`",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and a fixture for each simulator; no simulator is imported."""
    from stocktake.core.registry import names

    from .fixtures import simulator_fixtures

    mode = config.getini("stocktake_mode")
    if mode not in MODES:
        raise pytest.UsageError(f"stocktake_mode is {' or '.join(MODES)}, not {mode!r}")
    config.addinivalue_line("markers", MARKER)
    config.pluginmanager.register(simulator_fixtures(names()), "stocktake-simulators")


@pytest.fixture(scope="session")
def _stocktake_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The one server of this session, or of this worker of pytest-xdist."""
    from .server import in_process, own_process

    start = in_process if pytestconfig.getini("stocktake_mode") == "in-process" else own_process
    with start() as server:
        yield server


@pytest.fixture
def stocktake(request: pytest.FixtureRequest, _stocktake_server: Server) -> Iterator[Control]:
    """A world of fakes for this test alone: `.url`, `.env`, `.fault(...)`, `.advance("2h")` ..."""
    from .marker import read_marker
    from .using import Using, world_name

    given = read_marker(request.node)
    name = world_name(request.node.name, next(_numbers))
    control = _stocktake_server.begin(name, given)
    request.node.stash[_USING] = using = Using(control, _stocktake_server)
    yield control
    _stocktake_server.end()
    if bugs := using.new_bugs():
        pytest.fail(bugs, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test that met a bug of Stocktake's: a fake never swallows its own."""
    result = yield
    using = item.stash.get(_USING, None)
    if using is not None and (bugs := using.new_bugs()):
        pytest.fail(bugs, pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the last exchanges of a failed test, and keep its world if wanted."""
    report: Any = yield
    using = item.stash.get(_USING, None)
    if using is not None and report.failed and report.when != "teardown":
        from .report import sections

        folder = item.config.getoption("stocktake_save")
        report.sections += sections(using, name=item.name, folder=folder)
    return report  # type: ignore[no-any-return]  # the wrapper's protocol
