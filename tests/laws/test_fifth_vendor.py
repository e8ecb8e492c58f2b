"""A vendor is added by its own files alone: refused while they are wrong, then served and fuzzed.

The vendor of `tests/laws/fifth_vendor` is written into a copy of the checkout, and the laws of the
copy are run: those that must refuse it fail, by name, and no line of another file is changed.
"""

import filecmp
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.failures import KINDS
from tests.support import serving

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "simulators", "openapi", "fixtures", "tests", "docs", "scripts", "pyproject.toml", "README.md",
    "CHANGELOG.md",
)  # fmt: skip
GENERATED = shutil.ignore_patterns(
    "*.egg-info",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    "engine_node",
    "engine_node_hub",
)
VENDOR = "simulators/stocktake/vendors/binhouse/__init__.py"
DOCUMENT, PAGE = "openapi/binhouse.yaml", "docs/binhouse.md"
FAILURES, TEST = "tests/binhouse/failures.py", "tests/binhouse/test_binhouse.py"
FILES = {
    VENDOR: "vendor.py", DOCUMENT: "document.yaml", PAGE: "page.md", FAILURES: "failures.py",
    TEST: "its_tests.py",
}  # fmt: skip
LAWS = [f"tests/laws/test_{name}.py" for name in ("layers", "documents", "docs", "errors")]
COUNTED = {"docs/evidence.md"}  # make_docs.py counts each vendor's operations there
LAYER = "test_a_room_imports_only_what_its_layer_allows[vendors/binhouse]"
TESTED = "test_an_operation_is_named_in_a_test_of_its_vendor[binhouse.yaml-count_bin]"
PAGED = "test_a_document_is_served_or_describes_callbacks_and_has_a_page[binhouse.yaml]"
DESCRIBED = "test_a_simulator_has_a_page_with_its_operations_events_and_quirks[binhouse]"
SAYS_FAILURES = "test_a_vendor_says_how_it_meets_each_kind_of_failure[binhouse]"
ACCEPTED = {
    LAYER, TESTED, PAGED, DESCRIBED, SAYS_FAILURES,
    "test_count_bin_sets_what_a_bin_holds",
    "test_every_folder_of_the_vendors_is_a_simulator_of_that_name",
    "test_the_contracts_of_import_linter_name_no_vendor_and_miss_no_folder",
    "test_schemathesis_reports_nothing_but_exceptions[binhouse.yaml]",
    *(
        f"test_a_failure_is_answered_in_the_vendors_one_envelope[binhouse: {kind}]"
        for kind in KINDS
    ),
}  # fmt: skip


class Copy:
    """A copy of the checkout with the fifth vendor in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in COPIED:
            source, target = ROOT / name, root / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=GENERATED)
            else:
                shutil.copy2(source, target)
        for path in FILES:
            self.put_right(path)

    def put_right(self, path: str) -> None:
        """Write a file of the vendor as it should be."""
        (self.root / path).parent.mkdir(exist_ok=True)
        shutil.copy(Path(__file__).parent / "fifth_vendor" / FILES[path], self.root / path)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the copy, which imports the package of the copy."""
        program = Path(sys.executable).with_name(command[0])
        return subprocess.run(
            [program, *command[1:]], cwd=self.root, capture_output=True, text=True, check=False,
            env={
                **os.environ, "PYTHONPATH": str(self.root / "simulators"),
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
        )  # fmt: skip

    def laws(self, *arguments: str) -> dict[str, str]:
        """Run tests of the copy; return the outcome of each by its name without that of its file.

        Of pytest's plugins only Hypothesis's is loaded, without which tests/fuzz has no seed.
        """
        plugins = ("-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider")
        done = self.run("pytest", *arguments, *plugins, "-rA")
        lines = re.findall(r"^(PASSED|FAILED|ERROR) \S+?(?:::(.+?))?(?: - .*)?$", done.stdout, re.M)
        assert lines, done.stdout + done.stderr
        print(done.stdout)  # pytest shows it where the outcomes are not what they should be
        return {name: outcome for outcome, name in lines}

    def changed(self) -> set[str]:
        """Return the files that differ from the checkout."""
        paths = {p.relative_to(self.root) for p in self.root.rglob("*") if p.is_file()}
        return {
            path.as_posix()
            for path in paths
            if not any(part.startswith((".", "__pycache__")) for part in path.parts)
            and not ((ROOT / path).exists() and filecmp.cmp(ROOT / path, self.root / path, False))
        }


@pytest.fixture(scope="module")
def module_copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def copy(module_copy: Copy) -> Iterator[Copy]:
    """The one copy; what a test spoils is put right after it."""
    yield module_copy
    for path in FILES:
        module_copy.put_right(path)


@pytest.mark.parametrize("module", ["stocktake.vendors.wholecell.wire", "stocktake.web.replies"])
def test_a_vendor_that_imports_another_or_the_web_is_refused(copy: Copy, module: str) -> None:
    vendor = copy.root / VENDOR
    vendor.write_text(f"import {module}\n{vendor.read_text()}")
    laws = copy.laws(LAWS[0], "-k", "binhouse or folder or contracts")
    assert [name for name, outcome in laws.items() if outcome != "PASSED"] == [LAYER]
    assert copy.run("lint-imports", "--no-cache").returncode == 1


def test_a_vendor_without_a_test_a_page_or_its_failures_is_refused(copy: Copy) -> None:
    (copy.root / TEST).write_text('"""Binhouse: no test names its operation."""\n')
    (copy.root / PAGE).unlink()
    (copy.root / FAILURES).unlink()
    asked = "binhouse and (named_in or has_a_page or each_kind)"
    laws = copy.laws(*LAWS, "-k", asked)
    assert laws == dict.fromkeys((TESTED, PAGED, DESCRIBED, SAYS_FAILURES), "FAILED")


def test_a_right_vendor_is_accepted_guarded_and_fuzzed_with_no_other_line_changed(
    copy: Copy,
) -> None:
    assert copy.run("python", "scripts/make_docs.py").returncode == 0
    assert "`count_bin`" in (copy.root / PAGE).read_text()
    asked = "binhouse or folder or contracts"
    laws = copy.laws(*LAWS, "tests/binhouse", "tests/fuzz/test_schemathesis.py", "-k", asked)
    assert {name: outcome for name, outcome in laws.items() if outcome != "PASSED"} == {}
    assert laws.keys() >= ACCEPTED
    assert copy.run("lint-imports", "--no-cache").returncode == 0
    assert copy.changed() - COUNTED == set(FILES)


def test_a_right_vendor_is_served_with_its_world_and_its_journal(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(copy.root / "simulators"))
    with serving(tmp_path) as (_, url):
        env = httpx.get(f"{url}/_sim/env").json()
        key = {"X-Bin-Key": env["BINHOUSE_KEY"]}
        bin_2 = f"{env['BINHOUSE_BASE_URL']}/bins/2"
        assert httpx.put(bin_2, json={"count": 3}, headers=key).json()["count"] == 3
        (row,) = httpx.get(f"{url}/_sim/journal").json()["entries"]
        assert (row["simulator"], row["operation"], row["status"]) == ("binhouse", "count_bin", 200)
        sql = {"sql": "SELECT sku, sellable FROM v_stock WHERE simulator = 'binhouse'"}
        rows = httpx.post(f"{url}/_sim/sql", json=sql).json()["rows"]
        assert sorted(rows) == [["A", 5_000_000], ["B", 3_000_000]]
