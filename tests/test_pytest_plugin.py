"""The pytest plugin, as a user's pytest runs it."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest
from stocktake import SIMULATORS
from stocktake.pytest_plugin.server import OwnProcess, own_process

from tests.support import PYTHON
from tests.test_other_vendors import NAME, write_package

MODES = ("process", "in-process")
OTHERS = ("anyio", "faker", "schemathesis", "hypothesispytest", "xdist")
Run = pytest.RunResult


def play(pytester: pytest.Pytester, source: str, *options: str, python: str = PYTHON) -> Run:
    """Run tests in a process of their own, with warnings as errors; HOME is nobody's.

    Other plugins are not loaded, which takes longer than most tests, but for xdist where it is
    asked for; `play_installed` and tests/paths let pytest find them all, ours too.
    """
    pytester.makepyfile(source)
    plugins = (
        "no:cacheprovider",
        "stocktake.pytest_plugin",
        *(["xdist"] if "-n" in options else ()),
    )
    named = [word for plugin in plugins for word in ("-p", plugin)]
    at = pytester.path / "runs"
    words = ("-m", "pytest", f"--basetemp={at}", "-W", "error", *named, *options)
    with mock.patch.dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"):
        return pytester.run(python, *words)


def said(result: Run) -> str:
    """Return all that a run has printed."""
    return result.stdout.str() + result.stderr.str()


@pytest.mark.parametrize("mode", MODES)
def test_every_simulator_has_a_fixture_with_url_credentials_and_client(
    pytester: pytest.Pytester, mode: str
) -> None:
    names = [simulator.name for simulator in SIMULATORS]
    source = f"""
        import httpx, pytest

        @pytest.mark.parametrize("name", {names})
        def test_it(name, request, stocktake):
            vendor = request.getfixturevalue(name)
            assert vendor.url == stocktake.env[f"{{name.upper()}}_BASE_URL"]
            known = {{
                variable.lower().removeprefix(name + "_"): value
                for variable, value in stocktake.env.items()
            }}
            assert vendor.credentials and vendor.credentials.items() <= known.items()
            client = vendor.client()
            assert isinstance(client, httpx.Client) and str(client.base_url).startswith(vendor.url)
            bare = vendor.client(auth=None, headers={{}})
            path = dict(retailcrm="/api/v5/orders", wherefour="/customers", whiplash="/items",
                        wholecell="/inventories", ebay="/sell/fulfillment/v1/order",
                        shipstation="/orders", backmarket="/ws/orders",
                        swappa="/api/v1/orders")[name]
            assert client.get(path).status_code == 200
            assert bare.get(path).status_code in (400, 401, 403)
        """
    result = play(pytester, source, "-o", f"stocktake_mode={mode}")
    result.assert_outcomes(passed=len(names))


@pytest.mark.parametrize("mode", MODES)
def test_a_test_has_a_world_of_its_own_and_what_it_made_is_let_go(
    pytester: pytest.Pytester, mode: str
) -> None:
    source = """
        import pytest

        @pytest.mark.parametrize("n", range(3))
        def test_it(n, stocktake, wherefour):
            assert stocktake.journal(kind=None) == []
            assert len(stocktake.worlds()) == 2
            assert stocktake.clock()["now"] == "2026-01-05T09:00:00.000Z"
            stocktake.fork("mine")
            stocktake.fault("wherefour", "*", "lost_reply", nth=9)
            stocktake.advance("1h")
            stocktake.create_world("other", seed=2)
            wherefour.client().get("/customers")
            assert len(stocktake.journal()) == 1
        """
    play(pytester, source, "-o", f"stocktake_mode={mode}").assert_outcomes(passed=3)


def test_setenv_sets_the_variables_for_the_test_alone(pytester: pytest.Pytester) -> None:
    source = """
        import os

        def test_set(stocktake, monkeypatch):
            stocktake.setenv(monkeypatch)
            assert os.environ.items() >= stocktake.env.items()
            assert os.environ["STOCKTAKE_URL"] == stocktake.url

        def test_unset():
            assert "WHOLECELL_BASE_URL" not in os.environ
        """
    play(pytester, source).assert_outcomes(passed=2)


def test_the_marker_says_how_a_world_begins_the_nearest_last(pytester: pytest.Pytester) -> None:
    source = """
        import datetime, pytest

        planted = dict(simulator="wherefour", operation="*", kind="lost_reply")
        pytestmark = pytest.mark.stocktake(
            now="2026-03-01T00:00:00Z", quirks={"wherefour.page_size": 3}, faults=[planted]
        )

        def test_of_the_module(stocktake):
            assert stocktake.clock()["now"] == "2026-03-01T00:00:00.000Z"
            assert stocktake.quirks()["wherefour.page_size"] == 3
            assert len(stocktake.faults()) == 1

        @pytest.mark.stocktake(
            now=datetime.datetime(2026, 3, 2), seed=7, seed_set="documented",
            quirks={"wholecell.most_per_page": 4}, faults=[planted | {"nth": 2, "times": 3}],
        )
        def test_of_its_own(stocktake):
            assert stocktake.clock()["now"] == "2026-03-02T00:00:00.000Z"
            assert stocktake.quirks()["wherefour.page_size"] == 3
            assert stocktake.quirks()["wholecell.most_per_page"] == 4
            assert [(f["nth"], f["times"]) for f in stocktake.faults()] == [(1, 1), (2, 3)]
            assert stocktake.sql("SELECT seed FROM world") == [{"seed": 7}]
        """
    play(pytester, source, "--strict-markers").assert_outcomes(passed=2)


WRONG_MARKERS = {
    "7": "takes names only: write seed=7, not 7",
    "sed=7": "takes no 'sed'; it takes seed, scale, seed_set, now, clock, tick",
    "seed_file='x'": "cannot be: ",
    "quirks=['x']": 'takes quirks={"<simulator>.<name>": value}',
    "faults={'kind': 'x'}": 'takes faults=[{"simulator": ..., "operation": ..., "kind": ...}]',
    "quirks={'wherefour.pages': 3}": "cannot be: there is no quirk 'wherefour.pages'; ",
    "seed_set='all'": "cannot be: seed_set: ",
    "now='noon'": "cannot be: 'noon' is no instant; write 2026-01-31T09:00:00Z",
    "seed={1}": "takes what JSON can say, not {1}",
    "faults=[{'kind': 'status'}]": 'cannot be: "simulator" is a required property',
    "faults=[dict(simulator='x', operation='*', kind='status')]": "cannot be: no simulator 'x'",
}


@pytest.mark.parametrize("mode", MODES)
def test_a_marker_that_cannot_be_is_one_line_and_the_next_test_goes_on(
    pytester: pytest.Pytester, mode: str
) -> None:
    source = "import pytest\n" + "\n".join(
        f"@pytest.mark.stocktake({given})\ndef test_{n}(stocktake): pass\n"
        f"def test_{n}_after(stocktake): assert stocktake.faults() == []"
        for n, given in enumerate(WRONG_MARKERS)
    )
    result = play(pytester, source, "-o", f"stocktake_mode={mode}")
    result.assert_outcomes(errors=len(WRONG_MARKERS), passed=len(WRONG_MARKERS))
    for line in WRONG_MARKERS.values():
        assert f"\n@pytest.mark.stocktake {line}" in said(result)
    assert "During handling" not in said(result)


@pytest.mark.parametrize("mode", MODES)
def test_a_marker_takes_goods_of_ones_own_from_the_folder_of_the_test(
    pytester: pytest.Pytester, mode: str
) -> None:
    goods = "items: [{sku: MINE-1, name: Mine, price: 5.00, stock: {wherefour: 4}}]\n"
    (pytester.path / "goods.yaml").write_text(goods)
    source = """
        import pytest

        @pytest.mark.stocktake(seed_file="goods.yaml")
        def test_mine(stocktake):
            sql = "SELECT DISTINCT sku FROM v_stock WHERE simulator = 'wherefour'"
            assert [row["sku"] for row in stocktake.sql(sql)] == ["MINE-1"]
    """
    play(pytester, source, "-o", f"stocktake_mode={mode}").assert_outcomes(passed=1)


@pytest.fixture
def installed(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with a vendor that has a bug, and our plugin's own entry point."""
    folder = write_package(pytester.mkdir("installed"))
    source = folder / "acme_bins" / "__init__.py"
    broken = "print('noise')\n    if body['count'] == 13:\n        1 / 0\n    known = "
    source.write_text(source.read_text().replace("known = ", broken, 1))
    for name, points in {
        "acme_bins": f"[stocktake.simulators]\nbinhouse = {NAME}\n",
        "stocktake_here": "[pytest11]\nstocktake = stocktake.pytest_plugin\n",
    }.items():
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(points)
    search = [str(folder), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, search)))
    return folder


def play_installed(pytester: pytest.Pytester, source: str, *options: str, path: Path) -> Run:
    """Run tests that find the plugin by its entry point in a folder.

    Plugins of others are not loaded: a second each.
    """
    assert list(path.glob("*.dist-info"))
    pytester.makepyfile(source)
    plugins = [word for name in OTHERS for word in ("-p", f"no:{name}")]
    return pytester.runpytest_subprocess("-W", "error", *plugins, *options)


def test_an_installed_simulator_has_a_fixture_too_and_its_document_says_who_may_call(
    pytester: pytest.Pytester, installed: Path
) -> None:
    source = """
        def test_it(binhouse):
            assert binhouse.credentials == {"key": "binhouse-key"}
            answer = binhouse.client().put("/bins/1", json={"count": 3})
            assert answer.json() == {"id": 1, "sku": "A", "count": 3}
        """
    play_installed(pytester, source, path=installed).assert_outcomes(passed=1)


@pytest.mark.parametrize("mode", MODES)
def test_a_bug_of_ours_fails_the_test_that_met_it(
    pytester: pytest.Pytester, installed: Path, mode: str
) -> None:
    source = """
        import pytest

        def test_that_asserts_nothing(binhouse):
            binhouse.client().put("/bins/1", json={"count": 13})

        def test_that_fails_anyway(binhouse):
            assert binhouse.client().put("/bins/1", json={"count": 13}).status_code == 200

        def test_after_it(binhouse):
            assert binhouse.client().put("/bins/1", json={"count": 3}).status_code == 200

        @pytest.fixture
        def counts_at_the_end(binhouse):
            yield
            binhouse.client().put("/bins/1", json={"count": 13})

        def test_with_a_bad_end(counts_at_the_end):
            pass
        """
    result = play_installed(pytester, source, "-o", f"stocktake_mode={mode}", path=installed)
    result.assert_outcomes(failed=2, passed=2, errors=1)
    first, second = said(result).split("test_that_fails_anyway ___")
    for part in (first, second):
        assert "ZeroDivisionError: division by zero" in part
    assert "This test met a bug of Stocktake, not of your program" in first
    assert "assert 500 == 200" in second
    assert "- a bug of Stocktake -" in second


def test_a_failed_test_shows_its_last_exchanges_and_how_to_see_more(
    pytester: pytest.Pytester,
) -> None:
    source = """
        def test_wrong(stocktake, wherefour):
            client = wherefour.client()
            for number in range(1, 13):
                client.get(f"/customers?page={number}")
            client.get("/customers/999999")
            stocktake.fault("wherefour", "get_customer", "lost_reply")
            try:
                client.get("/customers/1")
            finally:
                assert False

        def test_silent(stocktake):
            assert not stocktake.url
        """
    result = play(pytester, source)
    result.assert_outcomes(failed=2)
    lines = said(result)
    assert "/w/test-wrong-1 (journal number, request, answer):" in lines
    assert len(re.findall(r"^ +\d+ GET ", lines, re.M)) == 10
    assert re.search(
        r"^ +13 GET /api/v1/customers/999999 -> 404 \(wherefour\.get_c.*\n +\{", lines, re.M
    )
    assert re.search(r"-> no answer \(wherefour.get_customer\) fault lost_reply", lines)
    assert "stocktake.journal() has every exchange" in lines
    assert "pytest --stocktake-save DIR" in lines
    assert "No request came to http" in lines


def test_the_world_of_a_failed_test_is_kept_where_one_says(pytester: pytest.Pytester) -> None:
    source = """
        import pytest

        @pytest.mark.parametrize("what", ["a/b"])
        def test_wrong(what, stocktake):
            stocktake.advance("1h")
            assert False
        """
    result = play(pytester, source, "--stocktake-save", "kept/here")
    result.assert_outcomes(failed=1)
    kept = pytester.path / "kept" / "here" / "test_wrong-a-b.db"
    assert f"The world is kept: stocktake serve --db {kept.relative_to(pytester.path)}" in said(
        result
    )
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT kind, operation FROM journal").fetchall() == [
            ("clock", "advance")
        ]


def test_a_report_is_written_though_the_test_has_let_its_world_go(
    pytester: pytest.Pytester,
) -> None:
    source = """
        def test_wrong(stocktake):
            stocktake.delete_world(stocktake.world_name)
            assert False

        def test_after_it(stocktake):
            pass
        """
    result = play(pytester, source)
    result.assert_outcomes(failed=1, passed=1)
    assert "the last exchanges cannot be shown: there is no world" in said(result)


def test_an_unknown_mode_is_an_error_of_usage(pytester: pytest.Pytester) -> None:
    result = play(pytester, "def test_it(): pass", "-o", "stocktake_mode=thread")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "stocktake_mode is process or in-process, not 'thread'" in said(result)


def test_a_frozen_clock_and_closed_sockets_of_the_tests_do_not_reach_the_fakes(
    pytester: pytest.Pytester,
) -> None:
    source = """
        import time, warnings

        def test_it(stocktake, wherefour, monkeypatch):
            for name in ("time", "monotonic", "time_ns", "perf_counter"):
                monkeypatch.setattr(time, name, lambda: 0)
            monkeypatch.setattr(time, "sleep", None)
            assert stocktake.advance("1h")
            assert wherefour.client().get("/customers").status_code == 200
            try:
                stocktake.wait_for(operation="nothing", timeout="50ms")
            except TimeoutError:
                pass
        """
    play(pytester, source).assert_outcomes(passed=1)


def is_there(process: int) -> bool:
    """Whether a process is alive, and no zombie."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("end", ["pass", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_the_server_ends_with_the_session_however_that_ends(
    pytester: pytest.Pytester, end: str
) -> None:
    source = f"""
        import os, pathlib, signal

        def test_it(stocktake, _stocktake_server):
            pathlib.Path("pid").write_text(str(_stocktake_server.process.pid))
            {end}
        """
    play(pytester, source)
    server = int((pytester.path / "pid").read_text())
    deadline = time.monotonic() + 20
    while is_there(server):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_server_ends_though_the_tests_were_killed_while_it_was_answering() -> None:
    with own_process() as server:
        assert isinstance(server, OwnProcess)
        process = server.process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()  # nobody is there to read the answer
        process.stdin.write('["bugs"]\n')
        process.stdin.flush()
        assert process.wait(20) == 0
        process.stdout = None


def test_a_server_that_was_killed_is_said_to_be_gone(pytester: pytest.Pytester) -> None:
    source = f"""
        import os, pytest

        def test_kills(stocktake, _stocktake_server):
            os.kill(_stocktake_server.process.pid, {int(signal.SIGKILL)})
            _stocktake_server.process.wait()

        def test_after_it(stocktake):
            pass
        """
    # A real interpreter: to kill one that is a fork kills what stands for it first.
    result = play(pytester, source, python=sys.executable)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "the server of Stocktake has ended" in said(result)


def test_a_session_without_the_fixtures_loads_nothing_of_the_fakes(
    pytester: pytest.Pytester,
) -> None:
    source = """
        import sys

        def test_it():
            ours = {name for name in sys.modules if name.startswith("stocktake.")}
            assert ours == {
                "stocktake.pytest_plugin", "stocktake.pytest_plugin.fixtures", "stocktake.core",
                "stocktake.core.registry", "stocktake.vendors",
            }
        """
    play(pytester, source, python=sys.executable).assert_outcomes(passed=1)


def test_the_plugin_costs_at_most_30_ms_until_a_fixture_is_used() -> None:
    program = (
        "import pytest, time; begun = time.process_time();"
        "import stocktake.pytest_plugin;"
        "from stocktake.core.registry import names;"
        "from stocktake.pytest_plugin.fixtures import simulator_fixtures;"
        "simulator_fixtures(names()); print(time.process_time() - begun)"
    )
    runs = [subprocess.check_output([sys.executable, "-c", program], text=True) for _ in range(3)]
    assert min(float(run) for run in runs) <= 0.030


MEASURED = """
    import statistics, time
    spent = {}

    def pytest_runtest_logstart(nodeid):
        spent[nodeid] = -time.process_time()

    def pytest_runtest_logfinish(nodeid):
        spent[nodeid] += time.process_time()

    def pytest_sessionfinish():
        for test in ("test_bare", "test_fork", "test_vendors"):
            taken = [value for name, value in spent.items() if f"::{test}[" in name]
            print(f"\\n{test} {statistics.median(taken) * 1000:.3f} ms")
    """


def test_a_world_costs_at_most_5_ms_of_cpu_a_test(pytester: pytest.Pytester) -> None:
    """In the tests' own process, where the server's part is counted too."""
    pytester.makeconftest(MEASURED)
    source = """
        import pytest
        each = pytest.mark.parametrize("n", range(40))

        @each
        def test_bare(n): pass

        @each
        def test_fork(n, stocktake): pass

        @each
        def test_vendors(n, stocktake, wholecell, wherefour, whiplash, retailcrm): pass
        """
    result = play(pytester, source, "-s", "-o", "stocktake_mode=in-process")
    result.assert_outcomes(passed=120)
    ms = {test: float(value) for test, value in re.findall(r"(test_\w+) ([\d.]+) ms", said(result))}
    assert ms["test_fork"] - ms["test_bare"] <= 5
    assert ms["test_vendors"] - ms["test_bare"] <= 5
