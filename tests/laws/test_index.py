"""docs/README.md is an index: every page, in the order of reading, with a sentence."""

import re
from pathlib import Path

from stocktake import SIMULATORS
from stocktake.core import registry

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENTRY = re.compile(r"^- \[([^\]]+)\]\(([^)]+)\): (.+)$", re.M)
# A vendor brings its page along, and changes no other file.
VENDORS = {f"{simulator.name}.md" for simulator in SIMULATORS}


def test_every_page_is_in_the_index() -> None:
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    listed = {target for _, target, _ in ENTRY.findall((DOCS / "README.md").read_text())}
    assert pages - VENDORS - {"README.md"} <= listed


def test_an_entry_is_named_after_its_page_and_has_a_sentence() -> None:
    entries = ENTRY.findall((DOCS / "README.md").read_text())
    assert entries
    for name, target, sentence in entries:
        assert target.endswith(name)
        assert (DOCS / target).exists(), target
        assert sentence.endswith("."), name


def test_the_index_goes_as_its_reader_goes() -> None:
    listed = [target for _, target, _ in ENTRY.findall((DOCS / "README.md").read_text())]
    way = (
        "install", "pytest", "any-language", "ci", "own-data", "own-vendor", "own-scenarios",
        "judge-your-own-engine", "faults", "time", "worlds", "control", *sorted(
            (simulator.name for simulator in registry.ours()),
            key=lambda name: listed.index(f"{name}.md") if f"{name}.md" in listed else 0,
        ), "evidence", "limits", "troubleshooting", "faq",
    )  # fmt: skip
    found = [f"{name}.md" for name in way if f"{name}.md" in listed]
    assert [target for target in listed if target in found] == found
