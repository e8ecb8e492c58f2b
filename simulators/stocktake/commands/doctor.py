"""`stocktake doctor`: whether this machine has what is needed, and what stands in the way."""

from __future__ import annotations

import os
import platform
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from stocktake.commands.control_client import ENVIRONMENT_URL, JSON, TOKEN, URL, USUAL_URL
from stocktake.commands.settings import given_by_hand
from stocktake.commands.tables import print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_GOOD, _SAY, _BAD = "ok", "note", "wrong"
_PACKAGES = ("connexion", "jsonschema-rs", "starlette", "uvicorn", "click", "httpx", "hypothesis")
_EXTRAS = {  # what a module that may be missing is needed for
    "cryptography": "serve --tls, exec --intercept: pip install 'stocktake[tls]'",
    "uvloop": "nothing but speed",
}
_OLDEST = (3, 11)
_OLDEST_SQLITE = (3, 38)  # JSON functions are always there
_PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `state` is ok, note or wrong."""

    what: str
    state: str
    said: str


@click.command()
@URL
@TOKEN
@JSON
def doctor(url: str, token: str | None, as_json: bool) -> int:
    """Look at this machine: Python, packages, ports, files, proxies, the server at --url.

    Exit code: 0 nothing stands in the way, 1 something does.
    """
    findings = [finding for look in _LOOKS for finding in look()]
    wanted = given_by_hand("url") or bool(os.environ.get(ENVIRONMENT_URL))
    findings.append(_server(url, wanted=wanted or url != USUAL_URL))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_table([asdict(finding) for finding in findings], ("state", "what", "said"))
    return int(any(finding.state == _BAD for finding in findings))


def _python() -> Iterator[Finding]:
    new = sys.version_info >= _OLDEST
    wanted = "" if new else f"; {'.'.join(map(str, _OLDEST))} or newer is needed"
    said = f"{platform.python_version()} at {sys.executable}{wanted}"
    yield Finding("Python", _GOOD if new else _BAD, said)


def _packages() -> Iterator[Finding]:
    yield Finding("stocktake", _GOOD, f"{_version('stocktake')} at {Path(__file__).parents[1]}")
    versions = {name: _version(name) for name in _PACKAGES}
    for name in (name for name, version in versions.items() if not version):
        yield Finding(name, _BAD, "is not installed: pip install stocktake")
    said = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    yield Finding("packages", _GOOD, said)
    for name, use in _EXTRAS.items():
        if util.find_spec(name) is None:
            yield Finding(name, _SAY, f"is not installed; needed for {use}")
        else:
            yield Finding(name, _GOOD, _version(name))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _sqlite() -> Iterator[Finding]:
    missing = []
    with sqlite3.connect(":memory:") as db:
        for name, sql in (("JSON", "SELECT json('[]')"), ("RETURNING", _RETURNING)):
            try:
                db.executescript(sql)
            except sqlite3.OperationalError:
                missing.append(name)
    db.close()
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        missing.append(f"version {'.'.join(map(str, _OLDEST_SQLITE))} or newer")
    said = f"{sqlite3.sqlite_version}" + (f"; missing: {', '.join(missing)}" if missing else "")
    yield Finding("SQLite", _BAD if missing else _GOOD, said)


_RETURNING = "CREATE TABLE t (a); INSERT INTO t VALUES (1) RETURNING a"


def _folders() -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile():
            yield Finding("temporary files", _GOOD, tempfile.gettempdir())
    except OSError as error:
        yield Finding("temporary files", _BAD, f"cannot be written: {error.strerror}; set TMPDIR")


def _ports() -> Iterator[Finding]:
    try:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
        yield Finding("ports", _GOOD, "this machine gives free ones on 127.0.0.1")
    except OSError as error:
        yield Finding("ports", _BAD, f"cannot listen on 127.0.0.1: {error.strerror}")


def _proxies() -> Iterator[Finding]:
    """Say which proxy would get requests to this machine, which have nothing to do there."""
    if caught := proxy_for_loopback(os.environ):
        said = (
            f"{caught} is set and NO_PROXY lacks 127.0.0.1: clients may send it requests that are"
            " for this machine; set NO_PROXY=127.0.0.1,localhost"
        )
        yield Finding("proxies", _BAD, said)
    else:
        yield Finding("proxies", _GOOD, "none between clients and 127.0.0.1")


def proxy_for_loopback(environment: Mapping[str, str]) -> str:
    """Return the variable of a proxy that requests to this machine would go to, if there is one."""
    hosts = (environment.get("no_proxy") or environment.get("NO_PROXY") or "").split(",")
    direct = {host.strip().lower().partition("/")[0] for host in hosts}
    if direct & {"*", "127.0.0.1", "127.0.0.0"}:
        return ""
    return next((name for name in _PROXIES if environment.get(name)), "")


def _configuration() -> Iterator[Finding]:
    from stocktake.commands.configuration import find_sources, read_configuration
    from stocktake.commands.settings import settings_of

    root = click.get_current_context().find_root().command
    try:
        read_configuration(settings_of(root), Path.cwd())
        files = ", ".join(str(source.file) for source in find_sources(Path.cwd()))
        yield Finding("configuration", _GOOD, files or "no stocktake.toml, no [tool.stocktake]")
    except click.UsageError as error:
        yield Finding("configuration", _BAD, error.message)


def _server(url: str, *, wanted: bool) -> Finding:
    """Say what answers at a URL; that nothing does is wrong only where it was named."""
    import httpx

    from stocktake.client.http import client_options

    parts = urlsplit(url)
    health = f"{parts.scheme}://{parts.netloc}/_sim/health"
    try:
        with httpx.Client(timeout=5, **client_options(url)) as http:  # type: ignore[arg-type]  # options of httpx.Client, by name
            told = http.get(health).json()
        ours = _version("stocktake")
        said = f"{told['version']} at {url}, {told['worlds']} worlds, {told['now']}"
    except (httpx.RequestError, httpx.InvalidURL):
        return Finding("server", _BAD if wanted else _GOOD, f"none at {url}: `stocktake serve`")
    except (ValueError, LookupError, TypeError):
        said = f"another program answers at {url}: give `serve` another --port"
        return Finding("server", _BAD if wanted else _SAY, said)
    if told["version"] != ours:
        return Finding("server", _SAY, f"{said}; this is {ours}")
    return Finding("server", _GOOD, said)


_LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python, _packages, _sqlite, _folders, _ports, _proxies, _configuration,
)  # fmt: skip
