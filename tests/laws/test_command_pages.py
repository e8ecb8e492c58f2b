"""docs/command-line.md and docs/configuration.md tell the truth: their blocks run as they stand."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.commands.examples import EXAMPLES
from stocktake.web.sandbox import Sandbox

from tests.support import STOCKTAKE, command

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMANDS = (DOCS / "command-line.md").read_text()
CONFIGURATION = (DOCS / "configuration.md").read_text()
USUAL = "http://127.0.0.1:8700"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)
# They need an engine, run for minutes, or as long as what they run.
ELSEWHERE = {
    "serve", "exec", "ui", "check", "replay", "demo", "callbacks check", "doctor", "stock",
    "orders", "vendor",
}  # fmt: skip


def blocks(page: str, language: str) -> list[str]:
    return [block for name, block in BLOCK.findall(page) if name == language]


def shown() -> list[tuple[str, str]]:
    """Return the commands of the page after the session, each with what is shown below it."""
    found: list[tuple[str, str]] = []
    for language, block in BLOCK.findall(COMMANDS.partition("## At a running server")[2]):
        if language == "sh":
            found += [(line, "") for line in block.splitlines()]
        else:
            found[-1] = (found[-1][0], block)
    return [(line, text) for line, text in found if not line.startswith("stocktake serve")]


def alike(text: str, pattern: str) -> bool:
    """Whether a text is what a page shows, where `...` stands for anything."""
    parts = map(re.escape, pattern.strip().split("..."))
    return re.fullmatch(".*".join(parts), text.strip(), re.S) is not None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    fakes = Sandbox(SIMULATORS, seed_set="busy", now="2026-03-02T09:00:00Z")
    with fakes as sandbox, sandbox.listening() as url:
        yield url


def test_each_command_of_the_page_prints_what_is_shown_below_it(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STOCKTAKE_URL", server)
    for line, text in shown():
        typed, _, file = line.partition(" > ")
        first, *arguments = shlex.split(typed)
        assert first == "stocktake"
        said = command(*arguments)
        assert said.code == 0, (line, said)
        if file:
            Path(file).write_text(said.out)
        printed = said.out.replace(server, USUAL) + said.err
        assert not text or alike(printed, text), f"{line}\n{printed}"


def test_the_example_of_each_command_is_on_the_page_or_on_another() -> None:
    typed = {line for line, _ in shown()}
    for words, example in EXAMPLES.items():
        if words not in ELSEWHERE | {"seed"}:
            assert example in typed, example
    for words in ELSEWHERE - {"stock", "orders"}:
        assert f"`{words}`" in COMMANDS or f"`stocktake {words}" in COMMANDS, words


def shell(script: str, where: Path) -> subprocess.CompletedProcess[str]:
    """Run a block as its reader would, with the real curl."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STOCKTAKE_")}
    environment = {**kept, "PATH": f"{Path(STOCKTAKE).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=where, env=environment, text=True,
        capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_session_of_the_shell_runs_from_a_file_of_options_to_a_reset(tmp_path: Path) -> None:
    session = blocks(COMMANDS, "sh")[0].replace("port = 8700", "port = 0")
    done = shell(session, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "fault 1 is planned"
    assert "no answer came" in lines
    rows = [line for line in lines if re.match(r"\d+ (fault|event|exchange|clock) ", line)]
    assert rows == [
        "1 fault search_inventory lost_reply", "2 event receive_stock ",
        "3 exchange search_inventory lost_reply", "4 clock advance ",
    ]  # fmt: skip
    assert lines[-1] == "2026-03-02T09:00:00.000Z  manual, 1 ms an exchange"


def test_the_files_and_commands_of_the_page_on_configuration_run(tmp_path: Path) -> None:
    variables, served = blocks(CONFIGURATION, "sh")
    for text in blocks(CONFIGURATION, "toml"):
        name = text.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(text)
    done = shell(served, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "stocktake.toml").unlink()
    done = shell(variables, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    skipped = [json.loads(line)["skipped"] for line in done.stdout.splitlines()]
    assert any(skipped)
    assert not all(skipped)


def test_the_mistakes_of_the_page_are_those_that_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = blocks(CONFIGURATION, "text")
    key, value, variable = block.splitlines()
    for text, line in (("[serve]\ntik = 1\n", key), ("tick = 'fast'\n", value)):
        (tmp_path / "stocktake.toml").write_text(text)
        assert alike(command("serve").line, line)
    (tmp_path / "stocktake.toml").unlink()
    monkeypatch.setenv("STOCKTAKE_SERVE_TICK", "soon")
    assert alike(command("serve").line, variable)
