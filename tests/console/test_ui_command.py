"""`stocktake ui` and the options of `serve` that are for the console."""

import webbrowser
from pathlib import Path

import pytest
from stocktake.commands.ui_options import take_pages

from tests.support import Listening, command


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was led to."""
    seen: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: seen.append(address) or True)
    return seen


def test_ui_opens_the_console_of_a_world_and_prints_its_address(
    listening: Listening, opened: list[str]
) -> None:
    said = command("ui", "--url", listening.url)
    assert (said.code, said.out, said.err) == (0, f"{listening.url}/_sim/ui\n", "")
    assert opened == [f"{listening.url}/_sim/ui"]
    assert command("ui", "--url", listening.url, "--no-browser").code == 0
    assert len(opened) == 1


def test_ui_opens_nothing_where_no_server_or_no_such_world_is(
    listening: Listening, opened: list[str]
) -> None:
    for arguments in (
        ("--url", "http://127.0.0.1:1"), ("--url", listening.url, "--world", "nowhere"),
    ):  # fmt: skip
        said = command("ui", *arguments)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert opened == []


def test_where_no_browser_can_be_opened_the_address_is_there_all_the_same(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    said = command("ui", "--url", listening.url)
    assert (said.code, said.out) == (0, f"{listening.url}/_sim/ui\n")
    assert said.err == "no browser could be opened: open the address in one\n"


def test_no_ui_is_no_console_and_else_nothing_is_loaded_yet(tmp_path: Path) -> None:
    given = {"no_ui": True, "reports": None, "seed": 1}
    assert take_pages(given, "127.0.0.1", 8700) is None
    assert given == {"seed": 1}
    made = take_pages({"no_ui": False, "reports": tmp_path}, "::", 8700)
    assert made is not None
