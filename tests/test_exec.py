"""`stocktake exec`: a program beside a sandbox of its own; exit codes, signals, what is left."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.sockets import wait_until
from tests.support import STOCKTAKE

SMALL = ("--seed-set", "documented")


def run(
    *arguments: str, env: Mapping[str, str] | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `stocktake exec` to its end."""
    return subprocess.run(
        [STOCKTAKE, "exec", *SMALL, *arguments],
        capture_output=True, text=True, check=False, input=stdin, env={**os.environ, **(env or {})},
        timeout=120,
    )  # fmt: skip


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_program_finds_the_fakes_in_its_environment_and_stdout_is_its_own() -> None:
    script = 'curl -fs "$STOCKTAKE_URL/_sim/health" && echo && echo "$WHOLECELL_BASE_URL"'
    done = run("--", "sh", "-c", script)
    assert done.returncode == 0, done.stderr
    health, base = done.stdout.splitlines()
    assert json.loads(health)["status"] == "ok"
    assert base.endswith("/wholecell/api/v1")
    assert done.stderr == ""


def test_options_of_serve_are_options_of_exec(tmp_path: Path) -> None:
    db, port = tmp_path / "world.db", tmp_path / "port"
    done = run(
        "--clock", "manual", "--now", "2026-03-02T09:00:00Z", "--db", str(db),
        "--port-file", str(port), "sh", "-c", 'curl -fs "$STOCKTAKE_URL/_sim/clock"',
    )  # fmt: skip
    assert json.loads(done.stdout)["now"].startswith("2026-03-02T09:00:00")
    assert db.exists()
    assert int(port.read_text()) > 0


def test_stdin_is_the_programs(tmp_path: Path) -> None:
    assert run("--", "cat", stdin="a line\n").stdout == "a line\n"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["sh", "-c", "exit 7"], 7, ""),
        (["sh", "-c", "kill -9 $$"], 128 + 9, ""),
        (["no-such-program"], 127, "stocktake: no such command: no-such-program\n"),
        ([__file__], 126, f"stocktake: cannot run {__file__}: Permission denied\n"),
    ],
)
def test_the_exit_code_is_the_programs(command: list[str], code: int, said: str) -> None:
    done = run("--", *command)
    assert (done.returncode, done.stderr, done.stdout) == (code, said, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["--tls-port", "0", "true"], "--tls-port is for --tls"),
        (["--intercept", "--tls", "true"], "--intercept has TLS of its own"),
        (["--intercept", "--host", "0.0.0.0", "true"], "--intercept is for this machine alone"),
        (["--tls", "--tls-cert", "x", "true"], "--tls-cert and --tls-key go together"),
        (["--vendor-host", "retailcm=crm.example.com", "true"], "did you mean 'retailcrm'?"),
        (["--no-such-option", "true"], "No such option"),
        (["--world", "W 1", "true"], "--world 'W 1': a world is named by 1 to 64 of a-z"),
        (["--world", "w1", "--db", "x.db", "true"], "--db is the default world's file"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_term_ends_both(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    script = f'sleep 100 & echo "$$ $!" > {noted}.new; mv {noted}.new {noted}; wait'
    for number, code in ((signal.SIGTERM, 128 + 15), (signal.SIGINT, 128 + 2)):
        with subprocess.Popen(
            [STOCKTAKE, "exec", *SMALL, "--intercept", "--", "sh", "-c", script],
            env={**os.environ, "TMPDIR": str(tmp_path)}, stdin=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            wait_until(noted.exists, seconds=60)
            pids = [int(text) for text in noted.read_text().split()]
            noted.unlink()
            process.send_signal(number)
            assert process.wait(30) == code
        wait_until(lambda pids=pids: not any(is_alive(pid) for pid in pids))  # type: ignore[misc]
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_ignores_term_is_killed(tmp_path: Path) -> None:
    noted = tmp_path / "ready"
    script = f"trap '' TERM; touch {noted}; while true; do sleep 0.1; done"
    with subprocess.Popen(
        [STOCKTAKE, "exec", *SMALL, "--", "sh", "-c", script], stdin=subprocess.DEVNULL
    ) as process:
        wait_until(noted.exists, seconds=60)
        process.terminate()
        assert process.wait(30) == 128 + 9


def test_a_world_of_its_own_is_made_as_the_options_say_and_the_default_one_is_not_touched() -> None:
    script = (
        'echo "$STOCKTAKE_URL $WHEREFOUR_BASE_URL"; curl -s "$WHEREFOUR_BASE_URL/inventory";'
        ' for at in "$STOCKTAKE_URL" "${STOCKTAKE_URL%/w/*}"; do curl -fs "$at/_sim/clock";'
        ' curl -fs "$at/_sim/journal"; done'
    )
    done = run("--world", "night", "--now", "2026-03-02T09:00:00Z", "--", "sh", "-c", script)
    first, rest = done.stdout.split("\n", 1)
    url, base = first.split()
    assert url.endswith("/w/night")
    assert base == f"{url}/wherefour/api/v1"
    assert rest.count('"now":"2026-03-02T09:00:') == 2
    assert rest.count('"operation":"get_inventory_items"') == 1
    assert rest.endswith('{"entries":[],"last":0,"dropped":0}')


def test_what_the_program_leaves_running_is_ended(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    began = time.monotonic()
    assert run("--", "sh", "-c", f"sleep 100 & echo $! > {noted}").returncode == 0
    assert time.monotonic() - began < 60
    wait_until(lambda: not is_alive(int(noted.read_text())))


def test_tls_gives_base_urls_that_the_programs_trust(tmp_path: Path) -> None:
    script = (
        'curl -fsS -u "$WHOLECELL_APP_ID:$WHOLECELL_APP_SECRET" "$WHOLECELL_BASE_URL/inventories"'
        ' > /dev/null && curl -fsS --cacert "$STOCKTAKE_CA" "$WHEREFOUR_BASE_URL" | wc -c;'
        " echo $WHOLECELL_BASE_URL $STOCKTAKE_URL; ls -l $STOCKTAKE_CA"
    )
    done = run("--tls", "--", "sh", "-c", script, env={"TMPDIR": str(tmp_path)})
    assert "https://127.0.0.1:" in done.stdout, done.stderr
    assert " http://127.0.0.1:" in done.stdout
    assert "SSL" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_of_ones_own(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "1", "-subj", "/CN=own", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    ask = f'curl -sS --cacert {cert} -o /dev/null -w "%{{http_code}}"'
    script = f'{ask} "$WHOLECELL_BASE_URL/inventories"'
    done = run("--tls", "--tls-cert", str(cert), "--tls-key", str(key), "--", "sh", "-c", script)
    assert done.stdout == "401", done.stderr
    done = run("--tls", "--tls-cert", str(cert), "--tls-key", str(cert), "--", "true")
    assert done.returncode == 2
    assert done.stderr.startswith(f"stocktake: cannot use {cert} with {cert}")
