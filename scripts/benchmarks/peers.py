"""Peers, on demand: ours and other fakes up at once, asked in one loop."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from . import cases, client, peers_canned, peers_stateful, requests
from .cases import Case
from .interleave import Point, interleave, summed_up
from .options import Run
from .peer import Missing, Peer, Place, free_port
from .processes import Server

PEERS = (*peers_canned.PEERS, *peers_stateful.PEERS)
CONNECTIONS = (1, 8, 32)
_WARM_UP = 300  # requests of each case before anything is measured: compilers just in time
_OURS = {
    "ours": ("Stocktake", "all that it does", "none", "the last 10,000"),
    "handwritten": ("written by hand", "the same work", "none", "the last 10,000"),
    "bare": ("bare app", "sends what it was given", "none", "none"),
}


def measure(run: Run) -> dict[str, Any]:
    """Start every peer that can be installed; time what each of them can answer."""
    all_cases = cases.cases()
    with ExitStack() as stack:
        ours = requests.start(run, stack, all_cases)
        points = [
            Point(name, server, case, connections, before=requests.before(name, server))
            for name, server in ours.items()
            for case in all_cases
            if name != "handwritten" or case.name in requests.WRITTEN
            for connections in CONNECTIONS
        ]
        told = [_told(name, *_OURS[name]) for name in ours if name in _OURS]
        answers = json.loads((run.folder / "answers.json").read_text())
        for peer in PEERS:
            described, found = started(run, stack, peer, answers, all_cases)
            told.append(described)
            points += found
        failed: dict[str, str] = {}
        samples = interleave(
            points, rounds=max(3, run.rounds // 4), seconds=run.seconds, order=run.order(),
            told=run.tell, fewest=12, failed=failed,
        )  # fmt: skip
    for each in told:
        if (key := each.pop("key")) in failed:
            each["reason"] = failed[key][:300]
        each["at"] = _at(samples, key, "cpu_us")
        each["median_at"] = _at(samples, key, "cpu_us_median")
    return {"servers": told, "connections": CONNECTIONS}


def _told(key: str, name: str, work: str, log: str, journal: str) -> dict[str, Any]:
    return {"key": key, "name": name, "work": work, "log": log, "journal": journal}


def started(
    run: Run, stack: ExitStack, peer: Peer, answers: Mapping[str, Any], all_cases: list[Case]
) -> tuple[dict[str, Any], list[Point]]:
    """Start a peer and warm it up; without points, and with the reason, where it cannot be run."""
    told = {**_told(peer.name, peer.name, peer.work, peer.log, peer.journal), "goal": peer.limited}
    run.tell(f"peer: {peer.name}")
    own, folder = ExitStack(), run.folder / peer.name.replace(" ", "-").replace(",", "")
    folder.mkdir()
    try:
        packages = peer.installed(run.cache)
        place = Place(packages, folder, free_port(), answers, _rows(answers))
        server = own.enter_context(peer.run(place, all_cases))
        peer.fill(server, place)
        asked = [case for case in peer.cases(all_cases, place) if _answers(server, case)]
    except (Missing, RuntimeError, OSError, ValueError) as error:
        own.close()
        return {**told, "reason": " ".join(f"{error} {_last_line(folder)}".split())[:300]}, []
    stack.push(own)
    points = [
        Point(peer.name, server, case, each, may_fail=True)
        for case in asked
        for each in CONNECTIONS
    ]
    return {**told, "version": peer.version(packages)}, points


def _last_line(folder: Path) -> str:
    """Return what a peer said last, empty if it said nothing."""
    output = folder / "output"
    lines = output.read_text(errors="replace").split("\n") if output.exists() else []
    return next((line for line in reversed(lines) if line.strip()), "")


def _answers(server: Server, case: Case) -> bool:
    """Warm a case up; False where the peer has no such answer."""
    if client.once(server.port, case.requests[0]).status != case.status:
        return False
    with client.Connections(server.port, 8) as connections:
        connections.drive(case.requests, most=_WARM_UP, seconds=5, status=case.status)
    return True


def _rows(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return rows of the shape that our list shows, as many as peers begin with."""
    listed = next(a for asked, a in answers.items() if asked.endswith("/store/inventories"))
    shown = json.loads(listed["body"])["offers"]
    return [
        {**shown[number % len(shown)], "id": 1001 + number} for number in range(peers_stateful.MANY)
    ]


def _at(samples: Any, server: str, figure: str) -> dict[str, dict[str, Any]]:
    """Return a figure of each case, by connections."""
    found: dict[str, dict[str, Any]] = {}
    for (case, name, connections), each in samples.items():
        if name == server and each:
            found.setdefault(str(connections), {})[case] = summed_up(each)[figure]
    return found
