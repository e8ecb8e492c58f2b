"""docs/examples/acme_vendor: installed, served, tested, judged; tests/paths renames it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests import warm
from tests.support import ONLY_OURS, REAL_STOCKTAKE, serving

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "acme_vendor"
NAMES = "import stocktake; print(*(each.name for each in stocktake.SIMULATORS))"


@dataclass(frozen=True)
class Installed:
    """A vendor beside the environment: variables by which Python finds it, and our commands."""

    env: dict[str, str]
    commands: warm.Commands

    @property
    def engine(self) -> str:
        """The command of the vendor's engine."""
        return f"{self.commands.python} -m acme_vendor.engine"

    def run(self, where: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a folder."""
        return subprocess.run(
            command, cwd=where, env=self.env, capture_output=True, text=True, check=False
        )


def install(project: Path, site: Path) -> Installed:
    """Install a project beside the environment."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, project],
        check=True,
    )
    search = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))
    commands = warm.begin(REAL_STOCKTAKE, sys.executable, str(site))
    return Installed({**os.environ, **ONLY_OURS, "PYTHONPATH": search}, commands)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("acme")
    shutil.copytree(EXAMPLE, folder / "project")
    return install(folder / "project", folder / "site")


def test_an_installed_vendor_is_known_and_its_own_tests_pass(
    tmp_path: Path, installed: Installed
) -> None:
    assert installed.run(tmp_path, sys.executable, "-c", NAMES).stdout.split()[-1] == "acme"
    python, plugins = installed.commands.python, ("-p", "no:cacheprovider")
    own = installed.run(tmp_path, python, "-m", "pytest", "-q", *plugins, str(EXAMPLE / "tests"))
    assert own.returncode == 0, own.stdout


def test_an_engine_is_judged_with_an_installed_vendor(tmp_path: Path, installed: Installed) -> None:
    check = (
        installed.commands.stocktake, "check", "--engine", installed.engine,
        "--route", "acme=retailcrm", "--scenario",
    )  # fmt: skip
    right = installed.run(tmp_path, *check, "one-shelf", "--scenario", "calm-day", "--scenario",
                "retry-after-timeout-duplicates", "--scenario", "sku-trouble")  # fmt: skip
    assert right.returncode == 0, right.stdout + right.stderr
    lacking = installed.run(tmp_path, *check, "edited-after-import")
    assert lacking.returncode == 1, lacking.stdout
    assert "follows_the_order" in lacking.stdout


def test_its_numbers_and_a_seed_file_go_through_the_same_doors(
    tmp_path: Path, installed: Installed
) -> None:
    (tmp_path / "mine.yaml").write_text(
        "name: mine\nsentence: Two are sold.\n"
        "world: {seed_file: {items: [{sku: A, name: A, price: 1, stock: {acme: 5}}]}}\n"
        "steps:\n  - story: The shop opens.\n  - events:\n"
        "    - {simulator: retailcrm, name: place_order, label: it,"
        " arguments: {store: acme, lines: [{sku: A, quantity: 2}]}}\n"
        "  - advance: 1h\n    events:\n"
        "    - {simulator: acme, name: ship_order, arguments: {number: {$from: [it, reference]}}}\n"
    )
    done = installed.run(
        tmp_path, installed.commands.stocktake, "check", "--engine", installed.engine,
        "--route", "acme=retailcrm",
        "--reference", "SO-{id}", "--scenario", "mine.yaml",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_installing_it_is_served_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    with serving(tmp_path, "--simulator", "acme_vendor:SIMULATOR") as (_, url):
        env = httpx.get(f"{url}/_sim/env").json()
        bins = httpx.get(f"{env['ACME_BASE_URL']}/bins", headers={"X-Acme-Key": env["ACME_KEY"]})
        assert bins.json()["bins"][0]["sku"]
