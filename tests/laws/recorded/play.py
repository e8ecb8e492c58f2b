"""Plays recorded requests in worlds of every kind, and says what came of each as a line to compare.

    python tests/laws/recorded/play.py [--lane connexion] [--every 1]

It imports nothing of the tests, so that it runs with the package of any revision on the path:
`scripts/same_answers.py` compares the lines of two. A setting is a world with other quirks, another
clock, a short journal, or a kind of fault that strikes from the third call on.
"""

import argparse
import hashlib
import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from stocktake import SIMULATORS
from stocktake.core import clock, journal
from stocktake.core.errors import Refusal
from stocktake.web.faults import KINDS
from stocktake.web.in_process import ConnectionCut, asgi, drive
from stocktake.web.sandbox import Sandbox

REQUESTS = Path(__file__).with_name("requests.ndjson")
WALL = 1_767_600_000_000  # ms: the wall clock of these worlds, which moves by a second a request
ARGUMENTS: dict[str, dict[str, Any]] = {
    "interleave": {"event": {"simulator": "wholecell", "event": "receive_units", "count": 1}},
    "poison": {"row": 1},
}
TABLES = (
    "ledger", "fault", "job", "outbox", "attempt", "ratelimit", "waiting", "quirk", "chance",
    "journal_state",
)  # fmt: skip
VIEWS = ("stock", "orders", "shipments", "customers", "parts", "goods", "held")
QUIRKS: dict[str, dict[str, Any]] = {
    "limits": {
        "wholecell.rate_limit": "on", "whiplash.v1_rate_limit": 3, "retailcrm.rate_limit": 3,
        "backmarket.rate_limit": "on", "shipstation.rate_limit": "on", "swappa.rate_limit": 3,
    },
    "switched": {
        "whiplash.strict": True, "whiplash.status_names": "older", "retailcrm.zone": "UTC",
        "retailcrm.unknown_filters": "refuse", "wherefour.stocks_list": "active_only",
        "wherefour.legacy_totals": True, "wherefour.page_size": 3, "wholecell.per_page": True,
        "wholecell.wrapped_object": True, "wherefour.past_the_end": "last_page",
        "backmarket.orders_sort": "date_modification_desc", "swappa.unknown_values": True,
    },
}  # fmt: skip


@cache
def requests() -> list[tuple[str, str, dict[str, str], bytes]]:
    """Return the recorded requests."""
    lines = [json.loads(line) for line in REQUESTS.read_text().splitlines()]
    return [
        (method, target, named, body.encode("latin-1")) for method, target, named, body in lines
    ]


def settings() -> list[tuple[str, dict[str, Any]]]:
    """Return how the worlds of a play begin, by name."""
    plain: list[tuple[str, dict[str, Any]]] = [
        ("plain", {}),
        ("flowing", {"clock": "flowing", "now": "2026-01-05T09:00:00Z"}),
        ("idle", {"idle_advance": True, "quirks": QUIRKS["limits"]}),
        ("short journal", {"journal": 7}),
        ("busy", {"seed_set": "busy"}),
    ]
    plain += [(name, {"quirks": quirks}) for name, quirks in QUIRKS.items()]
    return plain + [(f"fault {kind}", {}) for kind in KINDS]


def play(lane: str, *, every: int = 1) -> Iterator[str]:
    """Yield what came of each request and of each world, one request in `every` per setting."""
    for number, (name, config) in enumerate(settings()):
        wall = itertools.count(WALL, 1000)
        now = [next(wall)]
        wall_clock = SimpleNamespace(time_ns=lambda now=now: now[0] * 1_000_000)
        real, clock.time = clock.time, wall_clock  # type: ignore[assignment, attr-defined]  # in its place
        try:
            with Sandbox(SIMULATORS, hold_s=0, lane=lane, **config) as sandbox:
                if name.startswith("fault "):
                    _plant(sandbox, name.removeprefix("fault "))
                for turn, given in enumerate(requests()[number % every :: every]):
                    now[0] = next(wall)
                    yield f"{name} | {turn} {given[0]} {given[1]} | {_answer(sandbox, *given)}"
                    if turn % 20 == 19:
                        yield f"{name} | after {turn} | {_between(sandbox, turn // 20)}"
                yield from _state(sandbox, name)
                sandbox.host.bugs.clear()
        finally:
            clock.time = real  # type: ignore[attr-defined]  # as it was


def _plant(sandbox: Sandbox, kind: str) -> None:
    for simulator in SIMULATORS:
        operations = ["*", *(h.__name__ for api in simulator.apis for h in api.handlers)]
        for operation in operations:
            try:
                sandbox.fault(
                    simulator.name, operation, kind, nth=3, times=12, **ARGUMENTS.get(kind, {})
                )
            except Exception:  # it does not fit
                continue
            if KINDS[kind].keeps_image:
                return  # each holds the world with all images before it
            if operation == "*":
                break


def _answer(
    sandbox: Sandbox, method: str, target: str, headers: dict[str, str], body: bytes
) -> str:
    try:
        got = drive(asgi(sandbox.app, method, target, headers, body))
        said = repr((got.status, sorted(got.headers.items()), got.body))
        return f"{got.status} {_hash(said)}"
    except ConnectionCut:
        return "cut"
    except Exception as error:  # a fault cuts an answer in its middle
        return type(error).__name__
    finally:
        sandbox.host.bugs.clear()


def _between(sandbox: Sandbox, number: int) -> str:
    """Do something between requests, another thing each time; return what it said."""
    doings: list[Any] = [
        lambda: sandbox.advance("10m"),
        lambda: sandbox.get_snapshots() or sandbox.snapshot("kept"),
        lambda: sandbox.event("wholecell", "receive_units", count=2, sku="PIX6A-128-SGE-A"),
        lambda: sandbox.quirk("wherefour.page_size", 5),
        lambda: sandbox.fault("wherefour", "*", "status", nth=2, status=503),
        lambda: sandbox.restore("kept"),
        lambda: sandbox.set_quirk("wherefour.page_size", 7),
        lambda: sandbox.clear_faults(),
        lambda: sandbox.advance("1d"),
        lambda: sandbox.request("GET", "/_sim/stock?limit=5").text,
        lambda: sandbox.reset(),
    ]
    with suppress(Refusal):
        try:
            return _hash(repr(doings[number % len(doings)]()))
        except Exception as error:
            return type(error).__name__
    return "refused"


def _state(sandbox: Sandbox, name: str) -> Iterator[str]:
    for each, world in sandbox.host.worlds.items():
        yield f"{name} | {each} journal | {_hash(''.join(journal.canonical(world)))}"
        for table in TABLES:
            yield f"{name} | {each} {table} | {_hash(repr(_rows(world, table)))}"
        for view in VIEWS:
            rows = sorted(map(repr, _rows(world, f"v_{view}")))
            yield f"{name} | {each} v_{view} | {_hash(repr(rows))}"
        clock_row = world.one("SELECT seed, turn, now, mode, tick FROM world")
        yield f"{name} | {each} world | {clock_row}"


def _rows(world: Any, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = world.all(f"SELECT * FROM {table}")
    # How headers are spelled and counted there is the journal's business, and an image is long.
    return [{n: v for n, v in row.items() if n not in ("kept_bytes", "image")} for row in rows]


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--lane", default="compiled")
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    for line in play(asked.lane, every=asked.every):
        print(line)
