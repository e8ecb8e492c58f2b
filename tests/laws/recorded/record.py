"""A pytest plug-in that records what the vendors' tests send: `requests.ndjson` is made with it.

    STOCKTAKE_RECORD=all.ndjson pytest -p tests.laws.recorded.record tests/wholecell tests/ebay ...
    python -m tests.laws.recorded.record all.ndjson > tests/laws/recorded/requests.ndjson

The second command plays them one after another in one world, and keeps the first few of each
operation and status.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from stocktake.web import sandbox as sandbox_module
from stocktake.web.in_process import ConnectionCut
from stocktake.web.sandbox import Sandbox

MOST = 2  # of an operation and a status
LONGEST = 4_000  # bytes of a body

_asgi = sandbox_module.asgi  # type: ignore[attr-defined]  # where it is called


def _recorded(app: Any, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Any:
    if not target.startswith(("/_sim", "/w/")) and len(body) <= LONGEST:
        said = [method, target, dict(headers), body.decode("latin-1")]
        with open(os.environ["STOCKTAKE_RECORD"], "a") as file:
            file.write(json.dumps(said) + "\n")
    return _asgi(app, method, target, headers, body)


if "STOCKTAKE_RECORD" in os.environ:
    sandbox_module.asgi = _recorded  # type: ignore[attr-defined]  # the same


def choose(lines: list[str]) -> list[str]:
    """Return the lines to keep: the first few of each operation and status in one world."""
    seen: Counter[tuple[Any, ...]] = Counter()
    kept = []
    sandbox = Sandbox(hold_s=0)
    for line in dict.fromkeys(lines):
        method, target, headers, body = json.loads(line)
        try:
            data = body.encode("latin-1")
            sandbox.request(method, target, headers=headers, data=data)
        except ConnectionCut:
            continue
        row = sandbox.world().find(
            "SELECT simulator, operation, status, note FROM journal ORDER BY seq DESC LIMIT 1"
        )
        assert row is not None
        note = sorted(json.loads(row["note"] or "{}"))
        key = (*[row[name] for name in ("simulator", "operation", "status")], *note)
        if seen[key] < MOST:
            seen[key] += 1
            kept.append(line)
    return kept


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print("\n".join(choose(file.read().splitlines())))
