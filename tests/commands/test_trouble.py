"""Commands where something is wrong: no server, another program, a proxy, a pipe, a terminal."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.client.control import Control
from stocktake.client.http import connect
from stocktake.commands.doctor import proxy_for_loopback
from stocktake.web.sandbox import Sandbox

from tests.commands.calls import BEGIN, wherefour
from tests.support import STOCKTAKE, command, serving

# Mistakes


class Another(BaseHTTPRequestHandler):
    """Another program: a page, JSON of its own, or an error for everything."""

    def do_GET(self) -> None:
        status, media, body = {
            "/html": (200, "text/html", b"<p>hello"),
            "/json": (200, "application/json", b'{"ok": true}'),
            "/list": (200, "application/json", b"[1]"),
            "/none": (404, "text/html", b"<p>nothing\nhere"),
            "/away": (302, "text/html", b""),
        }["/" + self.path.split("/")[1]]
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def another() -> Iterator[str]:
    served = HTTPServer(("127.0.0.1", 0), Another)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


@pytest.mark.parametrize("page", ["html", "json", "list", "none", "away"])
@pytest.mark.parametrize(
    "words",
    [["journal"], ["sql", "SELECT 1"], ["clock"], ["worlds"], ["quirk"], ["event"],
     ["fault", "--list"], ["snapshot"], ["callbacks"], ["save", "x.db"]],
    ids=" ".join,
)  # fmt: skip
def test_another_program_that_answers_is_no_server_of_ours(
    words: list[str], page: str, another: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = command(*words, "--url", f"{another}/{page}").line
    assert "no Stocktake server answers at http://127.0.0.1" in said
    assert "is `stocktake serve` running there?" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://127.0.0.1:1/w/x", "https://127.0.0.1:1"]
)
def test_no_server_is_one_line(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STOCKTAKE_URL", raising=False)
    assert "is `stocktake serve` running there?" in command("clock", "--url", url).line


@pytest.mark.parametrize("url", ["localhost:8700", "ftp://x", ""])
def test_a_url_that_is_none_is_one_line(url: str) -> None:
    assert command("clock", "--url", url).line.startswith("stocktake: --url ")


def test_a_proxy_of_the_environment_gets_no_request_to_this_machine(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert command("clock").code == 0


def test_the_token_comes_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        Sandbox(SIMULATORS, seed_set="shelf", token="open sesame") as sandbox,
        sandbox.listening() as url,
    ):
        monkeypatch.setenv("STOCKTAKE_URL", url)
        assert "token" in command("clock").line.lower()
        monkeypatch.setenv("STOCKTAKE_TOKEN", "open sesame")
        assert command("clock").code == 0


# Doctor


def states(*words: str) -> dict[str, str]:
    return {row["what"]: row["state"] for row in command("doctor", "--json", *words).value}


def test_doctor_says_that_all_is_well(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    said = command("doctor")
    assert said.code == 0
    for what in ("Python", "stocktake", "SQLite", "temporary files", "ports", "proxies", "server"):
        assert f"  {what} " in said.out
    assert "wrong" not in states().values()


def test_doctor_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, another: str) -> None:
    monkeypatch.delenv("STOCKTAKE_URL", raising=False)
    assert states("--url", "http://127.0.0.1:1")["server"] == "wrong"
    assert states("--url", f"{another}/html")["server"] == "wrong"
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.delenv("no_proxy", raising=False)
    assert states()["proxies"] == "wrong"
    assert command("doctor").code == 1
    monkeypatch.setattr("tempfile.TemporaryFile", lambda: os.open("/no/such/folder", 0))
    assert states()["temporary files"] == "wrong"


@pytest.mark.parametrize(
    ("environment", "caught"),
    [
        ({}, ""),
        ({"HTTP_PROXY": "http://p"}, "HTTP_PROXY"),
        ({"all_proxy": "http://p", "no_proxy": "example.com"}, "all_proxy"),
        ({"HTTPS_PROXY": "http://p"}, ""),
        ({"HTTP_PROXY": "http://p", "NO_PROXY": "localhost, 127.0.0.1"}, ""),
        ({"HTTP_PROXY": "http://p", "no_proxy": "*"}, ""),
        ({"HTTP_PROXY": "http://p", "no_proxy": "127.0.0.0/8"}, ""),
    ],
)
def test_doctor_knows_which_proxy_would_get_requests_to_this_machine(
    environment: dict[str, str], caught: str
) -> None:
    assert proxy_for_loopback(environment) == caught


# serve -v, exec, pipes and terminals


def test_serve_tells_each_request_in_a_line_without_secrets(tmp_path: Path) -> None:
    options = ("-v", "--seed-set", "shelf", "--clock", "manual", "--now", BEGIN)
    with serving(tmp_path, *options) as (process, url):
        control = connect(url)
        control.fault("wherefour", "get_inventory_items", "lost_reply")
        assert wherefour(control, "/inventory?api_key=secret") == 0
        wherefour(control, "/no%0Athing")
        control.create_world("w1", from_="default")
        assert wherefour(control.in_world("w1"), "/vendors") == 200
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
    lines = [line for line in told.splitlines() if "/_sim/" not in line]
    assert lines == [
        "2026-03-02T09:00:00.001Z default GET /api/v1/inventory 200 wherefour.get_inventory_items"
        " fault=lost_reply not delivered",
        "2026-03-02T09:00:00.002Z default GET /api/v1/no%0Athing 404 wherefour.-",
        "2026-03-02T09:00:00.003Z w1 GET /api/v1/vendors 200 wherefour.list_vendors",
    ]
    assert f"{BEGIN} default POST /_sim/faults 201" in told
    assert "secret" not in told


def test_execs_child_speaks_to_the_sandbox_around_it_and_inherits_no_option_of_exec(
    tmp_path: Path,
) -> None:
    script = 'env | grep ^STOCKTAKE_ | cut -d= -f1 | sort; "$0" reset'
    inherited = {k: v for k, v in os.environ.items() if k != "STOCKTAKE_CACHE"}  # the tests' own
    environment = {
        **inherited, "STOCKTAKE_EXEC_SEED_SET": "shelf", "STOCKTAKE_EXEC_TOKEN": "-",
        "STOCKTAKE_EXEC_PORT": "0", "STOCKTAKE_URL": "http://127.0.0.1:1",
    }  # fmt: skip
    done = subprocess.run(
        [STOCKTAKE, "exec", "--token", "open sesame", "--now", BEGIN, "--clock", "manual", "--",
         "sh", "-c", script, STOCKTAKE],
        capture_output=True, text=True, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *names, reset = done.stdout.splitlines()
    assert names == ["STOCKTAKE_TOKEN", "STOCKTAKE_URL"]
    assert reset.startswith(BEGIN)


def test_a_pipe_that_closes_early_gives_no_traceback(control: Control) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{STOCKTAKE} event | head -1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True, text=True,
    )  # fmt: skip
    heads, _ = done.stdout.splitlines()
    assert heads.split()[0] == "simulator"
    assert done.stderr == ""


def test_a_stdout_that_lacks_letters_gets_them_spelled(control: Control) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(
        [STOCKTAKE, "sql", "SELECT 'Zürich → Bern' AS place"], capture_output=True, env=environment
    )
    assert (done.returncode, done.stdout) == (0, b"place\nZ\xfcrich \\u2192 Bern\n")


def on_terminal(arguments: list[str], environment: dict[str, str]) -> str:
    """Run a command on a terminal of 60 columns; return what it shows."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    inherited = {name: os.environ[name] for name in os.environ.keys() - {"COLUMNS", "LINES"}}
    done = subprocess.Popen(
        [STOCKTAKE, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
        env={**inherited, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # how Linux says that the other side is closed
        pass
    finally:
        os.close(ours)
        assert done.wait(20) == 0
    return shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_lines_fit_and_no_color_means_none(control: Control) -> None:
    wherefour(control, "/inventry")
    shown = on_terminal(["journal"], {"NO_COLOR": "1"})
    assert max(map(len, shown.splitlines())) <= 100  # its columns and 20 letters of the last
    assert "\N{HORIZONTAL ELLIPSIS}" in shown
    lists = on_terminal(["checks"], {"NO_COLOR": "1", "STOCKTAKE_CHECKS_JSON": ""})
    assert "\x1b[3" not in lists
    assert max(map(len, re.sub(r"\x1b\[\d*m", "", lists).splitlines())) <= 60
