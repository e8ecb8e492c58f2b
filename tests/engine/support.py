"""Worlds on a socket for rounds of the engine, and the shop in them."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

_NUMBERS = count(1)
NOW = "2026-03-02T09:00:00Z"


@contextmanager
def catalogue(now: str = NOW, *, scale: int = 1) -> Iterator[str]:
    """Serve a world with the goods of the catalogue; yield the URL."""
    options: dict[str, Any] = {"now": now, "tick": 1000, "seed_set": "catalogue", "scale": scale}
    with Sandbox(SIMULATORS, **options) as sandbox, sandbox.listening() as url:
        yield url


def new_world(address: str) -> str:
    """Make a copy of the default world; return its URL."""
    world = {"name": f"w{next(_NUMBERS)}", "from": "default"}
    assert httpx.post(f"{address}/_sim/worlds", json=world).status_code == 201
    return f"{address}/w/{world['name']}"


def engine_environment(url: str, state: Path, *, warehouse: str) -> dict[str, str]:
    """Return the variables of an engine that keeps one warehouse and its shop equal."""
    return {
        **httpx.get(f"{url}/_sim/env").json(), "STOCKTAKE_STATE_DIR": str(state),
        "STOCKTAKE_NOW": NOW, "STOCKTAKE_MAP": f'{{"{warehouse}": "{warehouse}"}}',
    }  # fmt: skip


def run_engine(environment: Mapping[str, str], *, expect: int) -> str:
    """Run one round as a program, assert its exit code; return its stderr."""
    command = [sys.executable, "-m", "stocktake.engine"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == expect, done.stderr
    return done.stderr


def post_to_crm(environment: Mapping[str, str], path: str, **form: Any) -> Any:
    """Post a form to RetailCRM; return the JSON."""
    answer = httpx.post(
        f"{environment['RETAILCRM_BASE_URL']}/api/v5/{path}",
        data=form,
        headers={"X-API-KEY": environment["RETAILCRM_API_KEY"]},
    )
    assert answer.status_code < 300, answer.text
    return answer.json()


def shown_in_store(url: str, store: str, *, sku: str) -> list[Any]:
    """Return the distinct numbers that a store shows for an SKU."""
    text = (
        "SELECT DISTINCT shown / 1000000 FROM v_stock WHERE simulator = 'retailcrm'"
        f" AND place = '{store}' AND sku = '{sku}'"
    )
    rows = httpx.post(f"{url}/_sim/sql", json={"sql": text}).json()["rows"]
    return [shown for (shown,) in rows]
