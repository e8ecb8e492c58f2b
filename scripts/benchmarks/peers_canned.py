"""Peers that send what they were given: they get Stocktake's own answers, byte for byte."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from . import peer_documents
from .cases import Case
from .peer import Peer, Place, free_port

_WORK = "sends what it was given"


def _as_ours(cases: list[Case], _place: Place) -> list[Case]:
    return cases


def _wiremock(*options: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        for number, (asked, answer) in enumerate(place.answers.items()):
            mapping = json.dumps(peer_documents.wiremock(asked, answer))
            place.file(f"mappings/{number}.json", mapping)
        build = place.packages / "node_modules" / "wiremock" / "build"
        (jar,) = build.glob("wiremock-standalone-*.jar")
        where = ["--port", str(place.port), "--root-dir", str(place.folder)]
        return ["java", "-jar", str(jar), *where, "--disable-banner", *options]

    return command


def _mountebank(place: Place) -> list[str]:
    config = json.dumps(peer_documents.mountebank(place.answers, place.port))
    return [
        *place.node("@mbtest", "mountebank", "bin", "mb"), "start", "--port", str(free_port()),
        "--configfile", place.file("imposters.json", config), "--nologfile",
        "--loglevel", "error", "--pidfile", str(place.folder / "mb.pid"),
    ]  # fmt: skip


def _httpserver(place: Place) -> list[str]:
    answers = place.file("answers.json", json.dumps(place.answers))
    return [sys.executable, "-m", "benchmarks.peer_httpserver", answers, str(place.port)]


def _prism(place: Place) -> list[str]:
    document = place.file("openapi.json", json.dumps(peer_documents.openapi(place.answers)))
    script = place.node("@stoplight", "prism-cli", "dist", "index.js")
    return [*script, "mock", document, "--port", str(place.port), "--verboseLevel", "silent"]


def _scalar(place: Place) -> list[str]:
    document = place.file("openapi.json", json.dumps(peer_documents.openapi(place.answers)))
    script = place.packages / "serve.mjs"  # a module finds the packages beside it only
    script.write_text(Path(__file__).with_name("peer_scalar.mjs").read_text())
    return ["node", str(script), document, str(place.port)]


PEERS = (
    Peer(
        name="mountebank", registry="npm", installs=("@mbtest/mountebank",), programs=("npm",),
        work=_WORK, log="errors only", journal="none (recordRequests: false)",
        command=_mountebank, cases=_as_ours,
    ),
    Peer(
        name="pytest-httpserver", registry="pypi", installs=("pytest-httpserver",),
        work=_WORK, log="of werkzeug, to a file", journal="every request, without a limit",
        command=_httpserver, cases=_as_ours,
    ),
    Peer(
        name="WireMock, bounded", registry="npm", installs=("wiremock",), programs=("npm", "java"),
        work=_WORK, log="none", journal="the last 10,000, as ours",
        command=_wiremock("--max-request-journal-entries", "10000"), cases=_as_ours,
    ),
    Peer(
        name="WireMock, no journal", registry="npm", installs=("wiremock",),
        programs=("npm", "java"), work=_WORK, log="none", journal="none",
        command=_wiremock("--no-request-journal"), cases=_as_ours, limited=False,
    ),
    Peer(
        name="Scalar mock server", registry="npm",
        installs=("@scalar/mock-server", "@hono/node-server"), programs=("npm",),
        work="sends examples of a document", log="none", journal="none",
        command=_scalar, cases=_as_ours, limited=False,
    ),
    Peer(
        name="Prism, static", registry="npm", installs=("@stoplight/prism-cli",),
        programs=("npm",), work="checks requests, sends examples of a document", log="silent",
        journal="none", command=_prism, cases=_as_ours,
    ),
)  # fmt: skip
