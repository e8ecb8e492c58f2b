"""The documentation describes what the program has: kinds, operations, events, quirks, flags."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from stocktake.cli import cli
from stocktake.commands.group import Group
from stocktake.core import registry
from stocktake.core.simulator import Simulator
from stocktake.web.control import CONTROL
from stocktake.web.faults import KINDS

from tests import support

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = sorted((ROOT / "openapi").glob("*.yaml"))


def test_the_generated_parts_are_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/make_docs.py", "--check"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "simulators")},
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("simulator", registry.ours(), ids=lambda simulator: simulator.name)
def test_a_simulator_has_a_page_with_its_operations_events_and_quirks(simulator: Simulator) -> None:
    page = (ROOT / "docs" / f"{simulator.name}.md").read_text()
    parts = {"operations": simulator.apis, "events": simulator.events, "quirks": simulator.quirks}
    for part, there in parts.items():
        assert not there or f"<!-- generated: {simulator.name}-{part} -->" in page, part


@pytest.mark.parametrize("simulator", registry.ours(), ids=lambda simulator: simulator.name)
def test_a_simulator_has_tests_of_its_own(simulator: Simulator) -> None:
    assert list((ROOT / "tests" / simulator.name).glob("test_*.py"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_is_served_or_describes_callbacks_and_has_a_page(document: Path) -> None:
    pages = {CONTROL.document: "control"}
    for simulator in registry.ours():
        pages |= {api.document: simulator.name for api in simulator.apis}
        if simulator.callbacks_document == document.name:
            assert f"openapi/{document.name}" in "\n".join(page.read_text() for page in PAGES)
            pages[document.name] = simulator.name
    page = (ROOT / "docs" / f"{pages[document.name]}.md").read_text()
    assert "<!-- generated: " in page


def test_every_kind_of_fault_is_in_the_help_and_in_the_documentation() -> None:
    shown = support.run("fault", "--help").stdout
    page = (ROOT / "docs" / "faults.md").read_text()
    for name, kind in KINDS.items():
        assert name in shown
        assert f"`{name}`" in page
        for argument in kind.arguments:
            assert f"{argument}=" in shown
            assert f"`{argument}`" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_flags_that_a_page_names_exist(page: Path) -> None:
    groups = [name for name, each in cli.commands.items() if isinstance(each, Group)]
    named = rf"(?<!from )stocktake ((?:(?:{'|'.join(groups)}) )?[a-z]+)"
    for command in set(re.findall(named, page.read_text())):
        words = command.split()
        assert words[0] in cli.commands, command
        meant = cli.commands[words[0]]
        if isinstance(meant, Group) and len(words) == 1 and meant.usual:
            words.append(meant.usual)
        shown = support.command(*words, "--help").out
        assert shown.startswith(f"Usage: stocktake {' '.join(words)} "), command
        below = (
            "|".join(meant.commands) if isinstance(meant, Group) and command == words[0] else "-"
        )
        alone = rf"(?<!from )stocktake {command}(?! (?:{below})\b)([^\n`]*)"
        for line in re.findall(alone, page.read_text()):
            ours = line.partition(" -- ")[0]  # what follows is another program's
            for flag in re.findall(r"--[a-z-]+", ours):
                assert flag in shown, f"{command} {flag}"
