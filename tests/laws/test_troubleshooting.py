"""docs/troubleshooting.md shows messages as they are: none is invented, none is out of date."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from stocktake import Sandbox
from stocktake.cli import cli

from tests.laws.code_blocks import ROOT

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
SOURCE = "".join(
    re.sub(r'"\s*f?"', "", path.read_text()) for path in (ROOT / "simulators").rglob("*.py")
).replace("`", "")
# What other programs say.
OTHERS = {
    "certificate verify failed", "unable to get local issuer certificate",
    "PKIX path building failed", "wrong version number", "ScopeMismatch",
    "fixture 'stocktake' not found", "No such file or directory", "Address already in use",
    "Missing argument '-- CMD...'.",
}  # fmt: skip


def symptoms() -> list[str]:
    """Return the messages in the first columns of the tables, and other lines of programs."""
    rows = re.findall(r"^\| (.+?) \|", PAGE, re.M)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row) if " " in code]


def pieces(message: str) -> Iterator[str]:
    """Yield the parts of a message between what differs."""
    for piece in re.split(r"…|; did you mean", message):
        plain = piece.strip(" :;")
        if len(plain) > 5:
            yield plain


@pytest.mark.parametrize("message", symptoms())
def test_a_message_of_the_page_is_one_of_ours_or_of_a_named_other(message: str) -> None:
    for piece in pieces(message):
        ours = re.sub(r"\\?[{}]", "", piece)
        said = any(other in piece for other in OTHERS)
        assert said or ours in SOURCE, piece
    assert list(pieces(message))


def refused(sandbox: Sandbox, path: str, **request: object) -> str:
    answer = sandbox.request("POST" if "json" in request else "GET", path, **request)  # type: ignore[arg-type]
    return str(answer.json().get("error", {}).get("message", answer.text))


def shown(message: str) -> bool:
    """Whether the page has a message, up to what differs and to quotes of code."""
    plain = message.replace("`", "")
    return any(re.match(".*".join(map(re.escape, each.split("…"))), plain) for each in symptoms())


def test_what_a_newcomer_is_told_by_the_control_plane_is_on_the_page() -> None:
    with Sandbox(token="sesame") as locked:
        assert shown(refused(locked, "/_sim/journal"))
    with Sandbox() as sandbox:
        assert shown(refused(sandbox, "/api/v1/inventories"))
        assert shown(refused(sandbox, "/_sim/jornal"))
        assert shown(refused(sandbox, "/w/nobody/_sim/clock"))
        place = {"simulator": "retailcrm", "event": "place_order", "store": "wherefour"}
        lines = [{"sku": "NOPE", "quantity": 1}]
        assert shown(refused(sandbox, "/_sim/events", json={**place, "lines": lines}))
        receive = {"simulator": "wherefour", "event": "receive_stock", "sku": "NOPE", "count": 1}
        assert shown(refused(sandbox, "/_sim/events", json={**receive, "location": "MAIN"}))
        for simulator, operation, kind in (
            ("wherfour", "create_order", "lost_reply"),
            ("wherefour", "create_ordr", "lost_reply"),
            ("wherefour", "create_order", "lost_repl"),
        ):
            fault = {"simulator": simulator, "operation": operation, "kind": kind}
            assert shown(refused(sandbox, "/_sim/faults", json=fault))


def told(*arguments: str) -> str:
    """Run a command in this process; return what its one line says."""
    with pytest.raises(click.ClickException) as caught:
        cli.main(list(arguments), standalone_mode=False)
    return caught.value.format_message()


def test_what_a_newcomer_is_told_by_commands_is_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert shown(told("serve", "--port", port))
    assert shown(told("env", "--url", f"http://127.0.0.1:{port}"))
    assert shown(told("serve", "--host", "0.0.0.0"))
    assert shown(told("check", "--engine", "true", "--scenario", "one-shlf"))
    assert "Missing argument '-- CMD...'" in PAGE
    assert "Missing argument" in told("exec")
