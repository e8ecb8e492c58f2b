"""The pages on own data and scenarios tell the truth: their blocks run as they stand.

tests/paths does the same for docs/own-vendor.md.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.core.seed_schema import seed_schema
from stocktake.harness.own.schema import scenario_schema

from tests.support import STOCKTAKE, serving

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
USUAL = "http://127.0.0.1:8700"
BIN = str(Path(STOCKTAKE).parent)


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(), re.S)


def shell(
    script: str, where: Path, *, url: str = USUAL, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a block as a reader would, with the real curl, on another port."""
    environment = {**(env or os.environ), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-e", "-c", script.replace(USUAL, url)], cwd=where, env=environment,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def right(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def served_as_told(block: str, where: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run the `stocktake serve` of a block on a free port; yields its URL."""
    (line,) = (line for line in block.splitlines() if line.startswith("stocktake serve"))
    monkeypatch.chdir(where)
    arguments = line.split()[2:]
    assert arguments[-2:] == ["--port", "8700"]
    with serving(where, *arguments[:-2]) as (_, url):
        yield url


def own_file(block: str, where: Path) -> Path:
    """Write a block whose first line is its name; return the file."""
    file = where / block.partition("\n")[0].removeprefix("# ")
    file.write_text(block)
    return file


def test_the_page_on_own_data_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "own-data.md"
    template, serve, csv, program, curl = blocks(page, "sh")
    right(shell(csv, tmp_path))
    right(shell(program, tmp_path))
    right(shell(template, tmp_path))
    with served_as_told(serve, tmp_path, monkeypatch) as url:
        right(shell(curl, tmp_path, url=url))
    (items,) = blocks(page, "yaml")
    right(shell(f"stocktake seed check {own_file(items, tmp_path).name}", tmp_path))
    (example,) = blocks(page, "python")
    exec(compile(example, page, "exec"), {})
    (tmp_path / "goods.yaml").write_text(
        "items:\n  - sku: A\n    name: A\n    price: 1\n    stock: {wholecel: 1}\n"
        "  - sku: B\n    name: B\n    stock: {wherefour: 1}\n    price: 12,50\n"
    )
    (said,) = blocks(page, "text")
    wrong = shell("stocktake seed check goods.yaml", tmp_path)
    assert (wrong.returncode, wrong.stderr) == (2, said)


def test_the_page_on_own_scenarios_runs(tmp_path: Path) -> None:
    page = "own-scenarios.md"
    play, routes = blocks(page, "sh")
    (story,) = blocks(page, "yaml")
    own_file(story, tmp_path)
    assert "The engine was right." in right(shell(play, tmp_path))
    assert right(shell(routes, tmp_path)).count("The engine was right.") == 2
    said = blocks(page, "text")[0].splitlines()
    head = "name: x\nsentence: y\nsteps:\n"
    acts = (
        "  - advance: 1h\n    events:\n    - {simulator: retailcrm, name: place_ordr}\n\n\n"
        "    faults:\n\n    - {simulator: wholecell, operation: create_sales_ordr, kind: timeout}\n"
    )
    for text, lines in (("  - explode: now\n", said[:1]), ("  - {}\n" + acts, said[1:])):
        (tmp_path / "my.yaml").write_text(head + text)
        wrong = shell("stocktake scenarios my.yaml", tmp_path)
        assert wrong.returncode == 2
        for line, shown in zip(wrong.stderr.splitlines(), lines, strict=True):
            assert _alike(line, shown), (line, shown)


def _alike(line: str, shown: str) -> bool:
    """Whether a line is what a page shows, up to three dots."""
    return line.startswith(shown.removesuffix("...")) if shown.endswith("...") else line == shown


def test_keys_of_items_and_steps_on_the_pages_are_all_that_there_are() -> None:
    data, scenarios = ((DOCS / name).read_text() for name in ("own-data.md", "own-scenarios.md"))
    item = seed_schema(SIMULATORS)["properties"]["items"]["items"]["properties"]
    for key in item:
        assert f"`{key}`" in data, key
    for name, stock in item["stock"]["properties"].items():
        (row,) = re.findall(rf"^\| `{name}` \|(.*)$", data, re.M)
        assert all(f"`{key}`" in row for key in stock["items"]["properties"]), name
    kinds = scenario_schema()["properties"]["steps"]["items"]["properties"]
    assert all(f"| `{kind}` |" in scenarios for kind in kinds)
