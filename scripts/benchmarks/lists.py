"""Every vendor's lists, and a row of each by itself, in a small world and in a large one.

What is asked comes from the registry and the documents: a new vendor is timed from its first list.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from stocktake.core.registry import ours
from stocktake.core.simulator import Simulator
from stocktake.web.operations import Operation, build_table

from tests.failures import failures_of

from . import cases, client, servers
from .cases import Case
from .figures import ratio
from .interleave import Point, interleave, summed_up
from .options import Run
from .processes import Server

# Times the catalogue; the second is the least whose pages are full.
SCALES = (1, 4, 100)
_SIZES = ("per_page", "limit", "pageSize", "page-size")
_PAGING = {"page", *_SIZES}


@dataclass(frozen=True, slots=True)
class Asked:
    """A list or a record of a vendor: the operation, and its path in a world."""

    vendor: str
    operation: str
    kind: str
    path: str
    rows: int
    headers: dict[str, str]

    @property
    def name(self) -> str:
        """Return what it is called in the report."""
        return f"{self.vendor} {self.operation}"

    @property
    def case(self) -> Case:
        """Return what is sent for it."""
        request = client.raw("GET", self.path, self.headers)
        return Case(self.name, self.path, "GET", self.path, (request,))


def measure(run: Run) -> dict[str, Any]:
    """Time each list and record at each scale, all worlds in the same server."""
    scales = (1, 10) if run.quick else SCALES
    found: dict[int, dict[str, Asked]] = {}
    sizes: dict[str, int] = {}
    with servers.stocktake(run.folder, *servers.SAME_WORLD, "--clock", "manual") as server:
        for scale in scales:
            run.tell(f"a world of scale {scale}")
            made = {"name": f"s{scale}", "scale": scale, "seed_set": "both", "clock": "manual"}
            cases.control(server.port, "POST", "/_sim/worlds", made)
            found[scale] = {each.name: each for each in asked_in(server, f"/w/s{scale}", sizes)}
            # As many rows as in the world before: what a page costs, not how full it is.
            sizes = {name: each.rows for name, each in found[scale].items()}
        names = [name for name in found[1] if all(name in there for there in found.values())]
        points = [
            Point(str(scale), server, found[scale][name].case, connections=1)
            for scale in scales
            for name in names
        ]
        samples = interleave(
            points, rounds=max(3, run.rounds // 5), seconds=run.seconds / 10, order=run.order(),
            told=run.tell, fewest=10,
        )  # fmt: skip
    shown = [_shown([found[scale][name] for scale in scales], scales, samples) for name in names]
    return {"scales": scales, "asked": shown}


def _shown(asked: list[Asked], scales: tuple[int, ...], samples: Any) -> dict[str, Any]:
    first = asked[0]
    cpu = [summed_up(samples[first.name, str(scale), 1])["cpu_us"] for scale in scales]
    return {
        "vendor": first.vendor, "operation": first.operation, "kind": first.kind,
        "rows": [each.rows for each in asked], "cpu_us": cpu, "growth": ratio(cpu[-1], cpu[-2]),
    }  # fmt: skip


def asked_in(server: Server, prefix: str, sizes: Mapping[str, int]) -> Iterator[Asked]:
    """Yield each list of a world that has rows, and its first record by itself.

    `sizes` is how many rows a list is asked for, by its name, where a client can say so.
    """
    env = cases.control(server.port, "GET", f"{prefix}/_sim/env")
    for simulator in ours():
        headers = _headers(simulator, env)
        for api in simulator.apis:
            operations = build_table(api).operations
            for operation in operations:
                if is_list(operation):
                    path = f"{prefix}/{api.name}{operation.template}"
                    path += _size(operation, sizes.get(f"{simulator.name} {operation.id}"))
                    yield from _list_and_record(
                        server, simulator.name, operation, operations, path, headers
                    )


def _size(operation: Operation, rows: int | None) -> str:
    query = {p.name for p in operation.parameters if p.where == "query"}
    named = next((name for name in _SIZES if name in query), None)
    return f"?{named}={rows}" if named and rows else ""


def is_list(operation: Operation) -> bool:
    """Whether an operation lists rows, and can be asked without anything."""
    query = {p.name for p in operation.parameters if p.where == "query"}
    needs = any(p.required for p in operation.parameters)
    pages = bool(operation.rows) or bool(query & _PAGING)
    return operation.method == "GET" and pages and not needs and "{" not in operation.template


def _list_and_record(
    server: Server, vendor: str, operation: Operation, operations: tuple[Operation, ...],
    path: str, headers: dict[str, str],
) -> Iterator[Asked]:  # fmt: skip
    rows = _rows(client.once(server.port, client.raw("GET", path, headers)))
    if not rows:
        return
    yield Asked(vendor, operation.id, "list", path, len(rows), headers)
    for one in operations:
        start, _, named = one.template.rpartition("/")
        if one.method == "GET" and start == operation.template and named.startswith("{"):
            record = (
                f"{path.partition('?')[0]}/{quote(str(_key(rows[0], named.strip('{}'))), safe='')}"
            )
            answer = client.once(server.port, client.raw("GET", record, headers))
            if answer.status == 200:
                yield Asked(vendor, one.id, "get", record, 1, headers)


def _rows(answer: client.Answer) -> list[Any]:
    body = json.loads(answer.body) if answer.status == 200 else []
    if isinstance(body, dict):
        body = next((value for value in body.values() if isinstance(value, list)), [])
    return body if isinstance(body, list) else []


def _key(row: Any, named: str) -> Any:
    """Return the value of a row that its path goes by: under the path's name, or its id."""
    return next((row[name] for name in (named, "id") if name in row), None)


def _headers(simulator: Simulator, env: dict[str, str]) -> dict[str, str]:
    given = failures_of(simulator.name).right(env)
    headers = dict(given.get("headers", {}))
    if "auth" in given:
        pair = ":".join(given["auth"]).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return headers
