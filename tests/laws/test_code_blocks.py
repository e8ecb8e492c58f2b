"""Every code block of README and docs runs as its reader would run it, or the list says why not."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.laws.code_blocks import (
    BIN,
    ROOT,
    USUAL,
    Block,
    blocks_of,
    environment,
    free_port,
    is_shown,
    pages,
    run_in_order,
)  # fmt: skip

# Pages that need more than one server and one folder: the test that runs every block of each.
RUN_BY = {
    "docs/any-language.md": "tests/laws/test_any_language.py",
    "docs/ci.md": "tests/laws/test_ci_pages.py",
    "docs/command-line.md": "tests/laws/test_command_pages.py",
    "docs/configuration.md": "tests/laws/test_command_pages.py",
    "docs/exec.md": "tests/laws/test_exec_page.py",
    "docs/install.md": "tests/laws/test_ci_pages.py",
    "docs/interception.md": "tests/laws/test_exec_page.py",
    "docs/look.md": "tests/paths/test_paths.py",
    "docs/own-data.md": "tests/laws/test_own_pages.py",
    "docs/own-scenarios.md": "tests/laws/test_own_pages.py",
    "docs/own-vendor.md": "tests/paths/test_paths.py",
    "docs/pytest.md": "tests/laws/test_pytest_page.py",
    "docs/worlds.md": "tests/web/test_worlds.py",
}
REBUILDS = "sets up a checkout: the tests themselves run in what it makes"
MINUTES = "takes minutes"
JUDGED = "run by tests/harness/test_own_engine.py, with its exit code"
INSTALLS = "installs from the network, or makes .venv anew"
ENGINE = 'stocktake check --engine "python -m stocktake.engine"'
# Blocks that no test runs, by page and by how they begin.
NOT_RUN = {
    ("README.md", "pip install"): INSTALLS,
    ("CONTRIBUTING.md", "scripts/run"): REBUILDS,
    ("CONTRIBUTING.md", "python3.11 -m venv"): "makes constraints.txt anew, from the network",
    ("docs/fuzzing.md", ".venv/bin/python -m tests.fuzz.campaign"): MINUTES,
    ("docs/fuzzing.md", "HYPOTHESIS_PROFILE=full"): MINUTES,
    ("docs/generated-schedules.md", "stocktake check"): f"{MINUTES}; tests/harness plays schedules",
    ("docs/generated-schedules.md", "stocktake replay"): "needs what the block before it saves",
    ("docs/judge-your-own-engine.md", f"{ENGINE}\n"): f"{MINUTES}; tests/harness plays it",
    ("docs/judge-your-own-engine.md", f"{ENGINE} --connects"): f"{MINUTES}; tests/harness plays it",
    ("docs/judge-your-own-engine.md", 'stocktake check --engine "python my'): JUDGED,
    ("docs/judge-your-own-engine.md", "sed"): JUDGED,
    ("docs/speed.md", "scripts/bench"): f"{MINUTES}; tests/test_bench.py runs it",
}  # fmt: skip
# What a test does with a block of each language; text and diagrams need nothing.
RUN, NONE = {"sh", "python"}, {"text", "console", "mermaid"}
RECEIVER = "8080"  # the port of a receiver of callbacks on a page
# Programs that a machine may lack.
NEEDED = {"curl", "jq"}
BLOCKS = [block for page in pages() for block in blocks_of(page)]


def is_run_here(block: Block) -> bool:
    left_out = any(block.page == page and block.text.startswith(begin) for page, begin in NOT_RUN)
    return block.page not in RUN_BY and not left_out


HERE = sorted({block.page for block in BLOCKS if block.language in RUN and is_run_here(block)})


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    """A server as `stocktake serve` starts one, for every page of this module."""
    settings = {"clock": "flowing", "seed_set": "busy"}
    with Sandbox(SIMULATORS, **settings) as sandbox, sandbox.listening():  # type: ignore[arg-type]
        yield sandbox


def needs(page: str) -> pytest.MarkDecorator:
    words = {word for block in blocks_of(page) for word in block.text.split()}
    return pytest.mark.needs("bash", *sorted(NEEDED & words))


@pytest.mark.parametrize("page", [pytest.param(page, marks=needs(page)) for page in HERE])
def test_the_blocks_of_a_page_run_in_order_and_say_what_is_shown(
    page: str, served: Sandbox, tmp_path: Path
) -> None:
    served.control.reset()
    # As on a machine that is faster than ours: there a page's calls meet a vendor's limit of rate.
    served.control.set_clock(factor=0.4)
    for world in served.control.worlds()[1:]:
        served.control.delete_world(world["name"])
    blocks = [block for block in blocks_of(page) if is_run_here(block)]
    url = served.url
    here = {**served_by_us(blocks), USUAL: url, RECEIVER: free_port()}
    said = run_in_order(blocks, tmp_path, here, environment(STOCKTAKE_URL=url))
    for before, block in zip(blocks, blocks[1:], strict=False):
        if block.language == "console":
            assert is_shown(block.text, said[before]), f"{block}\n{said[before]}"


def served_by_us(blocks: list[Block]) -> dict[str, str]:
    """Return what stands for a `stocktake serve` of a page: it runs already, or is begun and ended.

    One with no option but --port is the server of this module.
    """
    lines = [
        line
        for block in blocks
        if block.language == "sh"
        for line in block.text.splitlines()
        if line.startswith("stocktake serve") and not line.endswith("&")
    ]
    stands = {}
    for line in lines:
        options = re.sub(r"--port 8700|\s+#.*", "", line.removeprefix("stocktake serve")).strip()
        stands[f"{line}\n"] = (
            "echo served\n"
            if not options
            else (
                f"timeout -s INT 30 stocktake serve {options} --port 0 --port-file .port &\n"
                "until [ -s .port ]; do kill -0 $!; sleep 0.1; done; kill %1; wait $!; rm .port\n"
            )
        )
    return stands


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_is_run_or_read_or_has_a_language_that_needs_neither(block: Block) -> None:
    if block.page in RUN_BY:
        return
    if block.language == "yaml":
        assert yaml.safe_load(block.text)
    elif block.language == "json":
        assert json.loads(block.text)
    elif block.language == "toml":
        assert tomllib.loads(block.text)
    else:
        assert block.language in RUN | NONE, f"{block}: say a language; `text` is never run"


def test_the_list_of_blocks_that_are_not_run_names_such_as_there_are() -> None:
    for page, begin in NOT_RUN:
        found = [block for block in BLOCKS if block.page == page and block.text.startswith(begin)]
        assert found, (page, begin)


@pytest.mark.parametrize("page", RUN_BY)
def test_a_page_that_another_test_runs_is_named_there(page: str) -> None:
    if (ROOT / page).exists():
        assert Path(page).name in (ROOT / RUN_BY[page]).read_text()


def test_the_command_of_this_environment_is_the_one_that_the_blocks_run() -> None:
    assert (BIN / "stocktake").exists()
