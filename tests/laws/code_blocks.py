"""Code blocks of README and docs: read, written into a folder, run in one shell a page."""

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support import ONLY_OURS, STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WARM = Path(STOCKTAKE).parent
"""Where `stocktake` and `python -m stocktake...` start at once."""
USUAL = "http://127.0.0.1:8700"
"""Where the pages say that `stocktake serve` answers."""
# Four backticks hold a block that has three in it.
_FENCED = re.compile(r"^(`{3,})([\w-]*)[^\n]*\n(.*?)^\1 *$", re.M | re.S)
_FILE = re.compile(r"(?:<\?php )?(?:#|//) ([\w./-]+\.\w+)\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block: its page from the root, its place there, its language and its text."""

    page: str
    line: int
    language: str
    text: str

    @property
    def file(self) -> str:
        """Return the name of the file that a block is, by its first line; else nothing."""
        found = _FILE.match(self.text)
        return found[1] if found and self.language not in {"sh", "text", "console"} else ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """Return the pages that a user may read, from the root of the repository."""
    paths = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path.relative_to(ROOT).as_posix() for path in paths]


def blocks_of(page: str) -> list[Block]:
    """Return the code blocks of a page in order."""
    text = (ROOT / page).read_text()
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[2], found[3])
        for found in _FENCED.finditer(text)
    ]


def free_port() -> str:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a reader: our commands and our Python come first."""
    package = str(ROOT / "simulators")
    known = {name: value for name, value in os.environ.items() if not name.startswith("STOCKTAKE_")}
    path = os.pathsep.join([str(WARM), str(BIN), os.environ["PATH"]])
    ours = {**ONLY_OURS, "PATH": path, "PYTHONPATH": package, "COLUMNS": "200"}
    return {**known, **ours, **more}


def write_files(blocks: list[Block], folder: Path, replaced: Mapping[str, str]) -> None:
    """Write the blocks that are files where their first lines say."""
    for block in blocks:
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(_replace(block.text, replaced))


def run_in_order(
    blocks: list[Block], folder: Path, replaced: Mapping[str, str], env: Mapping[str, str]
) -> dict[Block, str]:
    """Run the shell's and Python's blocks as one reader would, in one shell; return what each said.

    Fails with the block that failed. A block of Python that is a file is run where the shell does.
    """
    write_files(blocks, folder, replaced)
    # A page's curl fails where an answer is an error, as its reader would see.
    lines = ["set -e", 'curl() { command curl --fail-with-body --silent --show-error "$@"; }']
    for number, block in enumerate(blocks):
        if block.language == "sh":
            act = _replace(block.text, replaced)
        elif block.language == "python" and not block.file:
            (folder / f"block_{number}.py").write_text(_replace(block.text, replaced))
            act = f"python block_{number}.py"
        else:
            continue
        lines.append(f"echo {shlex.quote(str(block))} > .block")
        lines.append(f"{{\n{act}\n}} > .said-{number} 2>&1")
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=folder, env=dict(env), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    said = {
        block: (folder / f".said-{number}").read_text()
        for number, block in enumerate(blocks)
        if (folder / f".said-{number}").exists()
    }
    last = list(said.values())[-1:] or [""]
    at = (folder / ".block").read_text().strip() if (folder / ".block").exists() else "?"
    assert done.returncode == 0, f"{at}: exit code {done.returncode}\n{last[0]}{done.stderr}"
    return said


def _replace(text: str, replaced: Mapping[str, str]) -> str:
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


def is_shown(shown: str, said: str) -> bool:
    """Whether output has the lines that a page shows, in order.

    Three dots stand for anything, a number for any number; blanks are not counted.
    """
    lines = iter(_shape(line) for line in said.splitlines())
    for line in shown.splitlines():
        pattern = re.escape(_shape(line)).replace(re.escape("..."), ".*")
        if pattern not in {"", ".*"} and not any(re.fullmatch(pattern, each) for each in lines):
            return False
    return True


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()).replace("…", "..."))
