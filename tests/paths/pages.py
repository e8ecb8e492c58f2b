"""What a reader copies out of the docs: files by their names, commands by what is in them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCED = re.compile(r"^(`{3,})([\w-]*)[^\n]*\n(.*?)^\1 *$", re.M | re.S)
_NAMED = re.compile(r"(?:<\?php )?(?:#|//) ([\w./-]+\.\w+)\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block of a page."""

    language: str
    text: str

    @property
    def file(self) -> str:
        """Return the name of the file that it is, by its first line; else nothing."""
        found = _NAMED.match(self.text)
        return found[1] if found and self.language != "sh" else ""


@cache
def blocks(page: str) -> tuple[Block, ...]:
    """Return the blocks of a page; its path is from the root of the checkout."""
    return tuple(Block(*found[1:]) for found in _FENCED.findall((ROOT / page).read_text()))


def file(name: str) -> str:
    """Return the text of the file of this name; every page that shows it shows the same."""
    shown = {block.text for page in _pages() for block in blocks(page) if block.file == name}
    assert len(shown) == 1, f"{len(shown)} files {name} in README.md and docs/"
    return shown.pop()


def commands(*parts: str, page: str = "") -> str:
    """Return the one block for the shell, of a page or of all, that has all these parts in it."""
    found = {
        block.text
        for each in ([page] if page else _pages())
        for block in blocks(each)
        if block.language == "sh" and all(part in block.text for part in parts)
    }
    assert len(found) == 1, f"{len(found)} blocks for the shell have {parts}"
    return found.pop()


def _pages() -> list[str]:
    return ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
