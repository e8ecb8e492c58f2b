"""docs/any-language.md: each client is tested by its test, where the machine has the language."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.laws.code_blocks import ROOT, Block, blocks_of, environment, write_files

NAME = "docs/any-language.md"
BLOCKS = blocks_of(NAME)
LANGUAGES = {"node", "php", "ruby", "go", "javac"}
COMMANDS = [block for block in BLOCKS if block.language == "sh"]


def run_by(block: Block) -> set[str]:
    return LANGUAGES & set(block.text.split())


@pytest.mark.parametrize(
    "block",
    [pytest.param(each, marks=pytest.mark.needs(*run_by(each))) for each in COMMANDS],
    ids=str,
)
def test_a_client_of_the_page_passes_its_test(block: Block, tmp_path: Path) -> None:
    write_files(BLOCKS, tmp_path, {})
    done = subprocess.run(
        ["bash", "-e", "-c", block.text], env=environment(), cwd=tmp_path,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, block.text + done.stdout + done.stderr


def test_every_block_but_the_shells_is_a_file_of_a_client_or_its_test() -> None:
    files = [block for block in BLOCKS if block.language != "sh"]
    assert all(block.file for block in files)
    assert len({block.file for block in files}) == len(files) == 2 * len(COMMANDS)


def test_each_language_has_a_section_and_the_page_says_which_are_run_here() -> None:
    text = (ROOT / NAME).read_text()
    assert re.findall(r"^## (\w+)$", text, re.M)[:5] == ["Node", "PHP", "Ruby", "Go", "Java"]
    assert "| Node, PHP, Java | yes" in text
    assert "| Ruby, Go | no" in text
