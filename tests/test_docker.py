"""Dockerfile and compose.yaml: no Docker runs here, so each command of theirs runs by itself."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.support import STOCKTAKE

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 100_000_000
COMPOSE: Any = yaml.safe_load((ROOT / "compose.yaml").read_text())


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions: the word, and what it is about, in one line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.M)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(word, " ".join(rest.split())) for word, _, rest in (x.partition(" ") for x in lines)]


def only(word: str) -> str:
    """Return what the one instruction of this name is about."""
    (rest,) = (rest for each, rest in instructions() if each == word)
    return rest


HEALTH: list[str] = json.loads(only("HEALTHCHECK").partition(" CMD ")[2])
START: list[str] = [*json.loads(only("ENTRYPOINT")), *json.loads(only("CMD"))]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the build stage makes of what it copies, without an extra: the environment's folder."""
    image = tmp_path_factory.mktemp("image")
    source, place = image / "src", image / "opt" / "stocktake"
    source.mkdir()
    for word, rest in instructions():
        if word == "COPY" and "--from" not in rest:
            *copied, target = rest.split()
            for name in copied:
                if (ROOT / name).is_dir():
                    shutil.copytree(
                        ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__")
                    )
                else:
                    (source / target).mkdir(exist_ok=True)
                    shutil.copy(ROOT / name, source / target)
    script = only("RUN").replace("/opt/stocktake", str(place)).replace("/data", str(image / "data"))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    path = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(
        ["sh", "-c", script], cwd=source, env={**environment, "PATH": path, "EXTRAS": ""},
        capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (image / "data").is_dir()
    return place


@contextmanager
def container(installed: Path, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Start what a container starts, in an environment like its own, on a free port."""
    environment = {
        "PATH": f"{installed}/bin:/usr/bin:/bin",
        "PYTHONUNBUFFERED": "1",
        "HOME": str(folder),
        **more,
    }
    process = subprocess.Popen(
        [*START, "--port", "0", "--port-file", str(folder / "port"), "--seed-set", "shelf"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        executable=str(installed / "bin" / START[0]),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def health(installed: Path, port: str) -> int:
    environment = {"PATH": f"{installed}/bin", "STOCKTAKE_SERVE_PORT": port}
    return subprocess.run(HEALTH, env=environment, capture_output=True).returncode


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return path.read_text().strip()


def test_a_bare_install_weighs_at_most_100_megabytes(installed: Path) -> None:
    (site,) = installed.glob("lib/python*/site-packages")
    assert not list(site.glob("pip*")), "the image has no pip"
    assert list((site / "stocktake" / "__pycache__").glob("cli.*.pyc")), "bytecode counts"
    found = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert found <= LARGEST, found
    for unused in ("faker", "reportlab", "PIL", "hypothesis", "cryptography", "pytest"):
        assert not (site / unused).exists(), unused


def test_the_image_serves_is_healthy_and_ends_when_docker_asks(
    installed: Path, tmp_path: Path
) -> None:
    with container(installed, tmp_path, STOCKTAKE_TOKEN="word") as process:
        port = wait_for(tmp_path / "port")
        assert health(installed, port) == 0
        assert httpx.get(f"http://127.0.0.1:{port}/_sim/clock").status_code == 401
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert health(installed, port) != 0


def test_a_container_without_a_token_says_what_is_missing(installed: Path, tmp_path: Path) -> None:
    with container(installed, tmp_path) as process:
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.count("\n")) == (2, 1)
    assert "give a --token" in said


def test_what_needs_an_extra_says_so_in_a_bare_install(installed: Path) -> None:
    arguments = ["check", "--engine", "x", "--examples", "1"]
    done = subprocess.run(
        [installed / "bin" / "stocktake", *arguments], capture_output=True, text=True, env={}
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "pip install 'stocktake[" in done.stderr


def test_the_image_is_small_runs_as_nobody_and_takes_signals_itself() -> None:
    found = instructions()
    assert [rest for word, rest in found if word == "FROM"] == [
        "python:3.11-slim AS build", "python:3.11-slim",
    ]  # fmt: skip
    last = found[max(n for n, (word, _) in enumerate(found) if word == "FROM") :]
    assert "RUN" not in [word for word, _ in last]
    assert [rest for word, rest in last if word == "USER"] == ["10001:10001"]
    assert HEALTH[0] == "python"
    assert "/_sim/health" in HEALTH[-1]


def test_docker_is_sent_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {
        name
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    }
    assert {line[1:] for line in lines if line.startswith("!")} == copied
    assert "*" in lines


@pytest.mark.needs("hadolint")
def test_the_dockerfile_is_without_findings() -> None:
    done = subprocess.run(["hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_compose_gives_the_fakes_names_that_they_answer_by() -> None:
    service = COMPOSE["services"]["stocktake"]
    aliases = service["networks"]["default"]["aliases"]
    with Sandbox(SIMULATORS, seed_set="shelf") as sandbox:
        owners = [sandbox.host.vendor_hosts.find(alias, "/") for alias in aliases]
    have_hosts = {each.name for each in SIMULATORS if any(api.hosts for api in each.apis)}
    assert set(owners) == have_hosts
    waits = COMPOSE["services"]["app"]["depends_on"]["stocktake"]["condition"]
    assert waits == "service_healthy"


@pytest.mark.needs("curl")
def test_the_program_of_compose_reaches_the_fakes_by_the_vendors_own_host(tmp_path: Path) -> None:
    fakes, app = COMPOSE["services"]["stocktake"], COMPOSE["services"]["app"]
    command = [
        part.replace("--tls-port=443", "--tls-port=0").replace("/data", str(tmp_path))
        for part in fakes["command"]
    ]
    files = (
        "--seed-set=shelf",
        "--port=0",
        f"--port-file={tmp_path}/port",
        f"--tls-port-file={tmp_path}/tls",
    )
    process = subprocess.Popen(
        [STOCKTAKE, *command, *files], env={**os.environ, **fakes["environment"]},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        wait_for(tmp_path / "port")
        port = (tmp_path / "tls").read_text().strip()
        (tmp_path / ".curlrc").write_text(f'connect-to = "::127.0.0.1:{port}"\n')
        variables = {k: v.replace("/data", str(tmp_path)) for k, v in app["environment"].items()}
        (script,) = app["command"]
        done = subprocess.run(
            [*app["entrypoint"], script.replace("$$", "$")],
            env={"PATH": os.environ["PATH"], "CURL_HOME": str(tmp_path), **variables},
            capture_output=True, text=True,
        )  # fmt: skip
    finally:
        process.kill()
        process.communicate()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"]
    assert shlex.split(script)[0] == "curl"
