"""Worlds on a socket for rounds of the engine, and the shop in them."""

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, redirect_stderr
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import httpx
from stocktake import SIMULATORS
from stocktake.engine.rounds import Report, run_round
from stocktake.engine.settings import read_settings
from stocktake.web.sandbox import Sandbox

from tests.support import PYTHON

# One for all tests: to make a client takes longer than most of its requests, and connections are
# kept. To a server that has gone a new one is opened.
ASK = httpx.Client(timeout=30, trust_env=False)
_NUMBERS = count(1)
NOW = "2026-03-02T09:00:00Z"


def catalogue(now: str = NOW, *, scale: int = 1) -> AbstractContextManager[str]:
    """Serve a world with the goods of the catalogue; yield the URL."""
    return _served(now=now, seed_set="catalogue", scale=scale)


def shelf() -> AbstractContextManager[str]:
    """Serve a world with a few goods of the catalogue, which a round is quick to read."""
    return _served(now=NOW, seed_set="shelf")


@contextmanager
def _served(**options: Any) -> Iterator[str]:
    options["tick"] = 1000
    with Sandbox(SIMULATORS, **options) as sandbox, sandbox.listening() as url:
        yield url


def new_world(address: str, *, of: str = "default") -> str:
    """Make a copy of a world; return its URL."""
    world = {"name": f"w{next(_NUMBERS)}", "from": of}
    assert ASK.post(f"{address}/_sim/worlds", json=world).status_code == 201
    return f"{address}/w/{world['name']}"


def engine_environment(url: str, state: Path, *, warehouse: str) -> dict[str, str]:
    """Return the variables of an engine that keeps one warehouse and its shop equal."""
    return {
        **ASK.get(f"{url}/_sim/env").json(), "STOCKTAKE_STATE_DIR": str(state),
        "STOCKTAKE_NOW": NOW, "STOCKTAKE_MAP": f'{{"{warehouse}": "{warehouse}"}}',
    }  # fmt: skip


def run_engine(environment: Mapping[str, str], *, expect: int) -> str:
    """Run one round as a program, assert its exit code; return its stderr."""
    command = [PYTHON, "-m", "stocktake.engine"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == expect, done.stderr
    return done.stderr


def post_to_crm(environment: Mapping[str, str], path: str, **form: Any) -> Any:
    """Post a form to RetailCRM; return the JSON."""
    answer = ASK.post(
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
    rows = ASK.post(f"{url}/_sim/sql", json={"sql": text}).json()["rows"]
    return [shown for (shown,) in rows]


class Houses:
    """A world with a shop and three warehouses, and the engine for some of them run by hand."""

    GOODS: ClassVar = {
        "wherefour": ("000417", "417", "DET-LDY-1500"),
        "wholecell": ("PIX6-128-BLK-B", "GALA52-128-BLK-C", "IPHONE13A2482128GBMIDA+"),
        "whiplash": ("TOTE-MARKET", "TEE-ALDER-M", "MUG.CAMP.12OZ"),
    }
    """Three goods of each, which its shelf has and the shop offers on one site."""
    STORES: ClassVar = ("wholecell", "wherefour")
    """Two stores that one warehouse may feed."""
    LOTS: ClassVar = ("P022-A", "P071-A", "H049-A")
    """A lot of each of Wherefour's three goods."""
    SECOND_LOT: ClassVar = "P071-B"
    """Another one of the second good."""

    def __init__(self, url: str, state: Path, *houses: str) -> None:
        self.url, self.state, self.last = url, state, 0
        self.env = engine_environment(url, state, warehouse=houses[0])
        self.env["STOCKTAKE_MAP"] = json.dumps({house: house for house in houses})

    def copy(self, state: Path) -> "Houses":
        """Return a copy of the world, with the engine's state in another folder."""
        address, name = self.url.rsplit("/w/", 1)
        shutil.copytree(self.state, state, dirs_exist_ok=True)
        return Houses(new_world(address, of=name), state, *json.loads(self.env["STOCKTAKE_MAP"]))

    def round(self, *, expect: int = 0) -> tuple[str, list[str]]:
        """Run one round; return its stderr and the writes that it made."""
        self.writes()
        said = io.StringIO()
        with redirect_stderr(said):
            report = self.run_round()
        assert bool(report.failures) == bool(expect), report.failures
        return said.getvalue(), self.writes()

    def run_round(self) -> Report:
        """Run one round, which may fail."""
        return run_round(read_settings(self.env))

    def house(self, name: str, method: str, path: str, body: Any = None) -> Any:
        """Call Whiplash as the merchant does."""
        answer = ASK.request(
            method,
            f"{self.env[f'{name.upper()}_BASE_URL']}/{path}",
            json=body,
            headers={"X-API-KEY": self.env[f"{name.upper()}_API_KEY"]},
        )
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def item(self, name: str, sku: str) -> int:
        """Return the id of Whiplash's item of an SKU."""
        (row,) = self.house(name, "GET", f"items/sku?sku={sku}")
        return int(row["id"])

    def writes(self) -> list[str]:
        """Return the operations that wrote something since the last call."""
        return [each["operation"] for each in self.exchanges() if each["method"] != "GET"]

    def exchanges(self) -> list[dict[str, Any]]:
        """Return the requests since the last call."""
        path = f"{self.url}/_sim/journal?limit=10000&after={self.last}"
        entries = ASK.get(path).json()["entries"]
        self.last = max([self.last, *(entry["seq"] for entry in entries)])
        return [entry for entry in entries if entry["kind"] == "exchange"]

    def sim(self, path: str, **body: Any) -> Any:
        """Ask the control plane for something."""
        answer = ASK.post(f"{self.url}/_sim/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def sql(self, text: str) -> list[Any]:
        """Return the rows of a SELECT."""
        rows: list[Any] = self.sim("sql", sql=text)["rows"]
        return rows

    def event(self, simulator: str, event: str, **arguments: Any) -> Any:
        """Let something happen."""
        return self.sim("events", simulator=simulator, event=event, **arguments)["result"]

    def fault(self, simulator: str, operation: str, kind: str, **arguments: Any) -> None:
        """Plant a fault."""
        self.sim("faults", simulator=simulator, operation=operation, kind=kind, **arguments)

    def clear_faults(self) -> None:
        """Take all faults away."""
        assert ASK.delete(f"{self.url}/_sim/faults").status_code == 200

    def order(self, house: str, **lines: int) -> int:
        """Place an order of the goods a, b and c of a warehouse."""
        placed = self.event("retailcrm", "place_order", store=house, lines=self.lines(house, lines))
        return int(placed["id"])

    def place(self, house: str, items: list[dict[str, Any]]) -> int:
        """Create an order through the API, which ignores what the shop shows."""
        order = {"items": items, "shipmentStore": house, "firstName": "Ada"}
        made = post_to_crm(self.env, "orders/create", order=json.dumps(order), site="shop-us")
        return int(made["id"])

    def edit(self, order: int, house: str, **lines: int) -> None:
        """Let a manager change all lines of an order."""
        self.event("retailcrm", "edit_order", id=order, lines=self.lines(house, lines))

    def lines(self, house: str, lines: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return lines with SKUs."""
        goods = dict(zip("abc", self.GOODS[house], strict=True))
        return [{"sku": goods[name], "quantity": count} for name, count in lines.items()]

    def empty(self, count: int = 0) -> None:
        """Let Wherefour have so much of its three goods, so that the engine ships no more."""
        for lot in self.LOTS:
            self.event("wherefour", "cycle_count", lot_code=lot, count=count)
        self.event("wherefour", "cycle_count", lot_code=self.SECOND_LOT, count=0)

    def ship(self, house: str, order: int) -> None:
        """Let everything of an order leave."""
        if house == "wherefour":
            self.empty(50)
        elif house == "whiplash":
            self.event(house, "process_order", originator_id=f"R{order}", status="shipped")
        else:
            self.event(house, "commit_units", transaction_number=f"R{order}")
            self.event(house, "ship_order", transaction_number=f"R{order}")

    def asked(self, house: str, order: int) -> dict[str, int]:
        """Return what documents of an order ask for, by the goods a, b and c."""
        rows = self.sql(
            "SELECT sku, sum(ordered - cancelled) / 1000000 FROM v_orders"
            f" WHERE simulator = '{house}' AND reference = 'R{order}' GROUP BY sku"
        )
        names = dict(zip(self.GOODS[house], "abc", strict=True))
        return {names.get(sku, sku): count for sku, count in rows if count}

    def documents(self, house: str, order: int) -> int:
        """Count the documents of an order, standing or not."""
        text = (
            f"SELECT count(DISTINCT id) FROM v_orders WHERE simulator = '{house}'"
            f" AND reference = 'R{order}'"
        )
        return int(self.sql(text)[0][0])

    def shipped(self, order: int) -> bool:
        """Whether the shop was told that an order is shipped."""
        return bool(self.sql(f"SELECT shipped FROM retailcrm_order WHERE id = {order}")[0][0])

    def shown(self, house: str, name: str) -> list[Any]:
        """Return the numbers that the shop shows of a good."""
        sku = dict(zip("abc", self.GOODS[house], strict=True)).get(name, name)
        return shown_in_store(self.url, house, sku=sku)
