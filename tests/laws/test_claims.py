"""What README and docs name is there: flags, methods, calls, variables, links, anchors."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import stocktake
from stocktake import Sandbox
from stocktake.cli import cli
from stocktake.core.world import World
from stocktake.web.control import CONTROL
from stocktake.web.documents import read_document

from tests.laws.code_blocks import ROOT, pages

# Facts about other people's programs are checked by nobody here.
OURS = [page for page in pages() if not page.startswith("docs/reference/")]
FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1 *$", re.M | re.S)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
# Flags of programs that are not ours, where a page names one by itself.
OTHERS = {
    "--stocktake-save": "our pytest plugin's",
    "--api-key": "an engine's",
}
PATHS = list(read_document(CONTROL.document)["paths"])
SOURCE = "\n".join(
    path.read_text()
    for path in (ROOT / "simulators").rglob("*")
    if path.suffix in {".py", ".cjs"} and path.is_file()
)


SCRIPTS = "\n".join(
    p.read_text() for p in (ROOT / "scripts").rglob("*") if p.suffix in {"", ".py"} and p.is_file()
)


def commands(group: click.Group = cli, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its name, those of groups too."""
    for name, command in group.commands.items():
        yield f"{prefix}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")


COMMANDS = dict(commands())
FLAGS = {
    name: {flag for param in command.params for flag in (*param.opts, *param.secondary_opts)}
    for name, command in COMMANDS.items()
}
EVERY_FLAG = {"--help", "--version"}.union(*FLAGS.values())


def text_of(page: str) -> str:
    return (ROOT / page).read_text()


def codes(page: str) -> list[str]:
    """Return what stands in single backticks on a page, outside of blocks."""
    return CODE.findall(FENCED.sub("", text_of(page)))


@pytest.mark.parametrize("page", OURS)
def test_a_flag_that_a_page_names_is_one_of_a_command(page: str) -> None:
    for code in codes(page):
        words = code.partition(" -- ")[0].removeprefix("stocktake ").split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS), None)
        known = FLAGS[name] | {"--help"} if name else EVERY_FLAG
        if name or words[0].startswith("--"):
            for flag in FLAG.findall(" ".join(words)):
                assert flag in known or flag in OTHERS or flag in SCRIPTS, f"{code}: {flag}"


@pytest.mark.parametrize("page", OURS)
def test_a_method_that_a_page_names_is_one_of_a_sandbox(page: str) -> None:
    named = re.findall(
        r"(?<![\w./-])(?:sandbox|stocktake|world|twin|w1)\.([a-z]\w*)\(", text_of(page)
    )
    for name in named:  # `world` is a World where a page is for who writes a vendor
        assert any(hasattr(one, name) for one in (Sandbox, stocktake, World)), name


@pytest.mark.parametrize("page", OURS)
def test_a_call_of_the_control_plane_that_a_page_names_is_in_its_document(page: str) -> None:
    for path in set(re.findall(r"/_sim((?:/[\w{}<>.-]+)*)", text_of(page))):
        parts = path.strip("/.").split("/")
        is_page = parts[0] in ("", "ui")  # below it are pages, which no document has
        assert is_page or any(_fits(parts, known) for known in PATHS), path


def _fits(parts: list[str], known: str) -> bool:
    there = known.strip("/").split("/")
    there = there[1:] if there[0] == "_sim" else there
    return len(parts) == len(there) and all(
        part == name or name.startswith("{") for part, name in zip(parts, there, strict=True)
    )


@pytest.mark.parametrize("page", OURS)
def test_a_variable_that_a_page_names_is_one_that_we_set_or_read(page: str) -> None:
    of_flags = {
        f"STOCKTAKE_{name}_{flag.lstrip('-')}".replace("-", "_").replace(" ", "_").upper()
        for name, flags in FLAGS.items()
        for flag in flags
    }
    for name in set(re.findall(r"\bSTOCKTAKE_[A-Z_]*[A-Z]\b", text_of(page))):
        assert name in SOURCE or name in of_flags, name


def slugs(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    anchors = set(re.findall(r'<a id="([^"]+)"', page.read_text()))
    for heading in re.findall(r"^#+ (.+?) *$", FENCED.sub("", page.read_text()), re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        anchors.add(f"{slug}-{found[slug]}" if slug in found else slug)
        found[slug] = found.get(slug, 0) + 1
    return anchors


@pytest.mark.parametrize("page", pages())
def test_a_link_of_a_page_leads_to_a_file_and_to_a_heading_of_it(page: str) -> None:
    for link in LINK.findall(FENCED.sub("", text_of(page))):
        file, _, anchor = link.partition("#")
        if file.startswith("http"):
            continue
        target = (ROOT / page).parent / file if file else ROOT / page
        assert target.exists(), link
        if anchor:
            assert anchor in slugs(target), link


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_first_words_of_a_page_say_for_whom_it_is(page: Path) -> None:
    title, _, first = page.read_text().partition("\n\n")
    assert title.startswith("# ")
    is_made = first.startswith("<!-- Written by ")  # checks.md comes from real verdicts
    assert first.startswith("For ") or page.name == "README.md" or is_made
