"""The README's first screen: what it is, for whom, how to begin."""

import re
import struct

from stocktake.cli import cli
from stocktake.core import registry

from tests.laws.code_blocks import ROOT, blocks_of

README = (ROOT / "README.md").read_text()
DOCS = "\n".join(page.read_text() for page in (ROOT / "docs").glob("*.md"))
PICTURE = ROOT / "docs" / "report.png"
LONGEST, LARGEST = 160, 60_000


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= LONGEST


def test_the_vendors_are_named_before_anything_else_and_each_has_a_row() -> None:
    first, _, rest = README.partition("\n## ")
    rows = re.findall(r"^\| \[([^\]]+)\]\(docs/(\w+)\.md\) \|", rest, re.M)
    # A vendor changes no file but its own: one that is new waits here for its row.
    assert {"wholecell", "wherefour", "whiplash", "retailcrm"} <= {name for _, name in rows}
    assert {name for _, name in rows} <= {simulator.name for simulator in registry.ours()}
    for title, _ in rows:
        assert title.split(" / ")[0] in first


def test_the_first_screen_has_one_picture_and_it_is_small() -> None:
    first, _, _ = README.partition("\n## ")
    assert re.findall(r"!\[[^\]]{40,}\]\(([^)]+)\)", first) == ["docs/report.png"]
    content = PICTURE.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    assert content.startswith(b"\x89PNG")
    assert (len(content) < LARGEST, 600 <= width <= 1000, height <= 1000) == (True, True, True)
    assert "scripts/make_picture.py" in (ROOT / "CONTRIBUTING.md").read_text()


def test_the_four_commands_stand_where_the_readme_says() -> None:
    _, _, section = README.partition("\n## Four commands\n")
    section = section.partition("\n## ")[0]
    named = [
        re.findall(r"^stocktake (\w+)", block.text, re.M)
        for block in blocks_of("README.md")
        if block.language == "sh" and block.text in section
    ]
    assert sum(named, []) == ["serve", "env", "exec", "check"]


def test_every_option_of_serve_is_on_some_page() -> None:
    for option in cli.commands["serve"].params:
        assert max(option.opts, key=len) in DOCS, option.opts
