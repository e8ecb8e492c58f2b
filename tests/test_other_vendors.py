"""Vendors of other packages: `--simulator package:NAME`, the entry point group, their documents."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from stocktake.cli import cli
from stocktake.core import registry
from stocktake.web.documents import read_document
from stocktake.web.sandbox import Sandbox

from tests.support import STOCKTAKE, serving

SAMPLE = Path(__file__).parent / "laws" / "fifth_vendor"
NAME = "acme_bins:SIMULATOR"
ENV = ("env", "--url", "http://127.0.0.1:8700")
PROBE = """
import os, pathlib, sys
pathlib.Path(sys.argv[0]).with_suffix(".url").write_text(os.environ.get("BINHOUSE_BASE_URL", ""))
sys.exit(1)
"""


def write_package(folder: Path, *, document: str = "acme_bins:api/binhouse.yaml") -> Path:
    """Write a package `acme_bins` with a vendor and its document; return the folder it is in."""
    package = folder / "acme_bins"
    (package / "api").mkdir(parents=True)
    source = (SAMPLE / "vendor.py").read_text()
    (package / "__init__.py").write_text(source.replace('"binhouse.yaml"', repr(document)))
    shutil.copy(SAMPLE / "document.yaml", package / "api" / "binhouse.yaml")
    return folder


def run_in(folder: Path, *command: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, which is not on the path of modules but by `path`."""
    search = os.pathsep.join(filter(None, (path, os.environ.get("PYTHONPATH", ""))))
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": search},
    )  # fmt: skip


def test_serve_and_env_know_a_vendor_in_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_package(tmp_path))
    with serving(tmp_path, "--simulator", NAME) as (_, url):
        env = httpx.get(f"{url}/_sim/env").json()
        bin_1 = f"{env['BINHOUSE_BASE_URL']}/bins/1"
        key = {"X-Bin-Key": env["BINHOUSE_KEY"]}
        assert httpx.put(bin_1, json={"count": 3}, headers=key).json()["sku"] == "A"
        assert httpx.get(f"{url}/_sim/journal").json()["entries"][0]["simulator"] == "binhouse"
    ahead = run_in(tmp_path, STOCKTAKE, "env", "--url", url, "--simulator", NAME, "--json")
    assert json.loads(ahead.stdout) == env


def test_check_serves_it_too(tmp_path: Path) -> None:
    write_package(tmp_path)
    (tmp_path / "probe.py").write_text(PROBE)
    engine = f"{sys.executable} {tmp_path / 'probe.py'}"
    judge = ("check", "--engine", engine, "--scenario", "one-shelf", "--simulator", NAME)
    done = run_in(tmp_path, STOCKTAKE, *judge)
    assert done.returncode == 3, done.stdout + done.stderr
    assert (tmp_path / "probe.url").read_text().endswith("/binhouse/v1")


def test_a_package_that_is_installed_registers_its_vendor_by_an_entry_point(tmp_path: Path) -> None:
    write_package(tmp_path)
    info = tmp_path / "acme_bins-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-bins\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[stocktake.simulators]\nacme = {NAME}\n")
    script = (
        "import stocktake; from stocktake.core.registry import with_others;"
        f"print([[s.name for s in f] for f in (stocktake.SIMULATORS, with_others(['{NAME}']))])"
    )
    done = run_in(tmp_path, sys.executable, "-c", script, path=str(tmp_path))
    names = [*(simulator.name for simulator in registry.ours()), "binhouse"]
    assert done.stdout.strip() == str([names, names]), done.stderr
    (info / "entry_points.txt").write_text("[stocktake.simulators]\nacme = acme_bins:SIMULATION\n")
    wrong = run_in(tmp_path, STOCKTAKE, "serve", "--port", "0", path=str(tmp_path))
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    assert "stocktake.simulators: 'acme_bins:SIMULATION' leads nowhere" in wrong.stderr


Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Refused]:
    """Run a command in this process with a simulator that is wrong; return what it says."""
    monkeypatch.syspath_prepend(tmp_path)

    def run_command(*command: str, name: str = NAME) -> str:
        with pytest.raises(click.UsageError) as error:
            cli.main([*command, "--simulator", name], standalone_mode=False)
        assert "\n" not in error.value.message
        return error.value.message

    yield run_command
    for module in ("acme_bins", "another"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acme_bins", "write package:NAME"),
        ("acme_bins:SIMULATION", "has no attribute 'SIMULATION'"),
        ("acme_bins:KEY", "is not a Simulator but of type str"),
        ("nowhere.at.all:SIMULATOR", "No module named 'nowhere'"),
        ("broken:SIMULATOR", "SyntaxError"),
        ("another:SIMULATOR", "'wholecell' is taken"),
    ],
)
def test_a_name_that_leads_to_no_simulator_is_one_line_of_usage(
    tmp_path: Path, refused: Refused, name: str, said: str
) -> None:
    write_package(tmp_path)
    (tmp_path / "broken.py").write_text("SIMULATOR =\n")
    (tmp_path / "another.py").write_text(
        "from dataclasses import replace; from acme_bins import SIMULATOR\n"
        "SIMULATOR = replace(SIMULATOR, name='wholecell')\n"
    )
    assert said in refused(*ENV, name=name)


@pytest.mark.parametrize(
    "command", [("serve", "--port", "0"), ("check", "--engine", "true"), ("replay", "no-file")]
)
def test_every_command_that_takes_a_simulator_refuses_a_wrong_one(
    tmp_path: Path, refused: Refused, command: tuple[str, ...]
) -> None:
    write_package(tmp_path, document="nothing.yaml")
    assert "no OpenAPI document 'nothing.yaml': give a file name in" in refused(*command)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("acme_bins:api/nothing.yaml", "no OpenAPI document 'acme_bins:api/nothing.yaml'"),
        ("nowhere:api.yaml", "No module named 'nowhere'"),
        ("/nowhere/api.yaml", "no OpenAPI document '/nowhere/api.yaml'"),
        ("acme_bins:__init__.py", "is not YAML"),
        ("acme_bins:api/list.yaml", "is not an OpenAPI document"),
        ("control.yaml", "has no handler: add a function of that name"),
    ],
)
def test_a_document_that_is_not_there_or_none_is_one_line_of_usage(
    tmp_path: Path, refused: Refused, document: str, said: str
) -> None:
    write_package(tmp_path, document=document)
    (tmp_path / "acme_bins" / "api" / "list.yaml").write_text("- a list\n")
    assert said in refused(*ENV)


VENDOR, DOCUMENT = "__init__.py", "api/binhouse.yaml"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (VENDOR, "CREATE TABLE", "CREATE TABEL", "its schema or its seed fails: OperationalError"),
        (VENDOR, "sku=sku, count=5", "skuu=sku, count=5", "has no column named skuu"),
        (VENDOR, "FROM binhouse_bin\"", "FROM binhouse_bim\"", "its view stock fails"),
        (VENDOR, "SELECT '', sku,", "SELECT sku,", "its view stock fails"),
        (VENDOR, "bin_id: int", "number: int", "handler must take (world, call, bin_id, body)"),
        (VENDOR, "events={}", "events={'drop': print}", "event 'drop' is missing in the x-events"),
        (VENDOR, 'f"{url}/v1"', 'url["v1"]', "its environment fails: TypeError"),
        (DOCUMENT, "servers:", "x-servers:", "has no servers: write servers"),
        (DOCUMENT, "operationId:", "x-operation:", "has no operationId"),
        (DOCUMENT, "openapi: 3.0.3", "openapi: 3.1.0", "is OpenAPI 3.1.0: write 3.0.3"),
        (DOCUMENT, "summary: Say", "x-rows: {table: bins, stamp: at}\n      summary: Say",
         "x-rows fails: there is no column 'at'"),
    ],
)  # fmt: skip
def test_a_vendor_that_could_not_be_served_is_one_line_of_usage(
    tmp_path: Path, refused: Refused, file: str, right: str, wrong: str, said: str
) -> None:
    source = write_package(tmp_path) / "acme_bins" / file
    assert right in source.read_text()
    source.write_text(source.read_text().replace(right, wrong))
    read_document.cache_clear()  # this process has read the right one
    try:
        assert said in refused(*ENV)
    finally:
        read_document.cache_clear()


def test_a_fault_that_the_document_misleads_is_a_bug_in_the_envelope_with_its_journal_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody tries a simulator first that a test hands to its Sandbox."""
    source = write_package(tmp_path) / "acme_bins" / DOCUMENT
    text = source.read_text()
    misled = "x-rows: {table: lost, stamp: at}\n      summary: Say"
    source.write_text(text.replace("summary: Say", misled))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "acme_bins", raising=False)
    read_document.cache_clear()
    sandbox = Sandbox([registry.load(NAME)])
    sandbox.fault("binhouse", "count_bin", "list_lag")
    asked: dict[str, Any] = {
        "json": {"count": 3},
        "headers": {"X-Bin-Key": sandbox.env["BINHOUSE_KEY"]},
    }
    with pytest.raises(sqlite3.OperationalError, match="no such table: lost"):
        sandbox.request("PUT", "/binhouse/v1/bins/1", **asked)
    (row,) = sandbox.request("GET", "/_sim/journal?kind=exchange").json()["entries"]
    assert (row["status"], row["note"]) == (500, {"bug": "OperationalError: no such table: lost"})
    assert "problem" in json.loads(row["reply_body"])
    assert "a handler failed: PUT http://sandbox/binhouse/v1/bins/1" in caplog.text
    assert sandbox.request("PUT", "/binhouse/v1/bins/1", **asked).status == 200
    sys.modules.pop("acme_bins")
    read_document.cache_clear()


def test_a_document_may_have_an_absolute_path() -> None:
    assert read_document(str(SAMPLE / "document.yaml"))["info"]["title"] == "Binhouse"


def test_variables_that_only_a_server_knows_are_not_made_up(
    tmp_path: Path, refused: Refused
) -> None:
    write_package(tmp_path)
    assert "--spelling port needs a server" in refused(*ENV, "--spelling", "port")
