"""One loop over everything that is compared: short chunks in shuffled rounds.

A machine has fast and slow minutes. Only what was measured side by side compares, and what others
do on it makes nothing faster: so the least of many chunks is the cost, and the median beside it
says how restless the machine was.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import client
from .cases import Case
from .figures import median
from .processes import Server

_WARM_UP = 24  # requests before each chunk: new connections, a restored world's first pages
_FEWEST = 50  # requests of a chunk, however busy the machine is


@dataclass(frozen=True, slots=True)
class Point:
    """Something to be sampled: a case at a server with so many connections.

    `before` puts the server back to where every chunk starts; `name` is the server's. A server that
    `may_fail` is asked no more once it has.
    """

    name: str
    server: Server
    case: Case
    connections: int = 8
    before: Callable[[], None] = lambda: None
    may_fail: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        """Return what tells it from other points."""
        return self.case.name, self.name, self.connections


Sample = Mapping[str, Any]
Samples = dict[tuple[str, str, int], list[Sample]]


def interleave(
    points: Iterable[Point],
    *,
    rounds: int,
    seconds: float,
    order: random.Random,
    told: Callable[[str], None] = lambda _: None,
    fewest: int = _FEWEST,
    failed: dict[str, str] | None = None,
) -> Samples:
    """Sample every point once a round, in an order that is shuffled anew.

    `failed` gets the servers that failed and might, by name, with the reason.
    """
    chosen = list(points)
    gone: dict[str, str] = {} if failed is None else failed
    samples: Samples = {point.key: [] for point in chosen}
    for number in range(rounds):
        told(f"round {number + 1} of {rounds}")
        for point in order.sample(chosen, len(chosen)):
            if point.name in gone:
                continue
            try:
                samples[point.key].append(_chunk(point, seconds, fewest))
            except (OSError, RuntimeError) as error:
                if not point.may_fail:
                    raise
                gone[point.name] = f"{point.case.name}: {error}"
    return samples


def _chunk(point: Point, seconds: float, fewest: int) -> Sample:
    server, case = point.server, point.case
    point.before()
    with client.Connections(server.port, point.connections) as connections:
        most = min(fewest, max(_WARM_UP, 2 * point.connections))
        connections.drive(case.requests, most=most, status=case.status)
        before = server.cpu()
        load = connections.drive(case.requests, seconds=seconds, least=fewest, status=case.status)
        after = server.cpu()
    spent = None if before is None or after is None else after - before
    return {
        "requests": load.answers,
        "rps": load.answers / load.seconds,
        "cpu_us": None if spent is None else 1e6 * spent / load.answers,
        "p50_ms": 1000 * load.percentile(0.50),
        "p99_ms": 1000 * load.percentile(0.99),
    }


def summed_up(samples: list[Sample]) -> dict[str, Any]:
    """Return the least and the median CPU, and the medians of the rest."""
    cpu = [sample["cpu_us"] for sample in samples if sample["cpu_us"] is not None]
    return {
        "cpu_us": min(cpu) if cpu else None,
        "cpu_us_median": median(cpu),
        **{name: median(s[name] for s in samples) for name in ("rps", "p50_ms", "p99_ms")},
        "chunks": len(samples),
    }
