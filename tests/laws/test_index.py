"""docs/README.md is an index: it leads to every page, with a sentence about each."""

import re
from pathlib import Path

from stocktake import SIMULATORS

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


def test_links_of_the_pages_outside_docs_lead_somewhere() -> None:
    for name in ("CONTRIBUTING.md", "README.md", "CHANGELOG.md"):
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", (DOCS.parent / name).read_text()):
            assert link.startswith("http") or (DOCS.parent / link).exists(), f"{name}: {link}"
