"""The world that `stocktake serve` begins with shows life: whatever is a list has pages to turn."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from stocktake.commands.serve import serve
from stocktake.core import registry
from stocktake.core.config import SEED_SETS
from stocktake.core.roles import Outlet, Warehouse
from stocktake.core.simulator import Api
from stocktake.web.operations import Operation, build_table
from stocktake.web.sandbox import Response, Sandbox

from tests.failures import failures_of

FEWEST = 22
"""So many lists have two pages at least."""


def is_list(operation: Operation) -> bool:
    """Whether an operation turns pages, and can be asked without an id."""
    query = {p.name for p in operation.parameters if p.where == "query"}
    return operation.method == "GET" and "page" in query and "{" not in operation.template


LISTS = [
    pytest.param(simulator.name, api, operation, id=f"{api.name}-{operation.id}")
    for simulator in registry.ours()
    for api in simulator.apis
    for operation in build_table(api).operations
    if is_list(operation)
]
TURNED = [each for each in LISTS if "x-fixed" not in each.values[2].raw]


@pytest.fixture(scope="module")
def busy() -> Iterator[Sandbox]:
    (seed_set,) = [option.default for option in serve.params if option.name == "seed_set"]
    assert seed_set in SEED_SETS
    with Sandbox(seed_set=str(seed_set)) as sandbox:
        yield sandbox


def ask(sandbox: Sandbox, simulator: str, api: Api, operation: Operation, query: str) -> Response:
    env = sandbox.env
    path = f"/{api.name}{operation.template}"
    return sandbox.request("GET", f"{path}{query}", **failures_of(simulator).right(env))


def rows(answer: Response) -> list[Any]:
    """Return the rows of a list's page, whatever envelope they are in."""
    body = answer.json()
    if isinstance(body, list):
        return body
    return next(value for value in body.values() if isinstance(value, list))


@pytest.mark.parametrize(("simulator", "api", "operation"), TURNED)
def test_every_list_of_the_default_world_has_a_second_page_at_its_default_size(
    busy: Sandbox, simulator: str, api: Api, operation: Operation
) -> None:
    first = ask(busy, simulator, api, operation, "")
    second = ask(busy, simulator, api, operation, "?page=2")
    assert (first.status, second.status) == (200, 200), (first.text, second.text)
    assert rows(first)
    assert rows(second)
    assert json.dumps(rows(first)) != json.dumps(rows(second))


@pytest.mark.parametrize(("simulator", "api", "operation"), LISTS)
def test_a_list_that_is_fixed_says_by_which_section_of_its_reference(
    simulator: str, api: Api, operation: Operation
) -> None:
    assert "§" in operation.raw.get("x-fixed", "§")


def test_most_lists_have_pages_to_turn() -> None:
    assert len(TURNED) >= FEWEST


JUDGED = [simulator for simulator in registry.ours() if simulator.role is not None]
SUMS = "SELECT id, sum(ordered) AS ordered, sum(shipped) AS shipped, sum(cancelled) AS cancelled"
ORDERS = f"{SUMS} FROM v_orders WHERE simulator = ? GROUP BY id"


@pytest.mark.parametrize("simulator", [s.name for s in JUDGED])
@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("open", "shipped + cancelled < ordered"),
        ("shipped", "shipped > 0 AND shipped >= ordered - cancelled"),
        ("cancelled", "cancelled = ordered"),
    ],
)
def test_every_system_has_orders_that_are_open_shipped_and_cancelled(
    busy: Sandbox, simulator: str, kind: str, condition: str
) -> None:
    rows = busy.world().all(f"SELECT * FROM ({ORDERS}) WHERE {condition}", (simulator,))
    assert len(rows) >= 2, kind


@pytest.mark.parametrize("simulator", [s.name for s in JUDGED if isinstance(s.role, Outlet)])
def test_shops_have_orders_of_goods_that_no_warehouse_knows(busy: Sandbox, simulator: str) -> None:
    houses = [s.name for s in JUDGED if isinstance(s.role, Warehouse)]
    here = "simulator IN (SELECT value FROM json_each(?2))"
    known = f"SELECT sku FROM v_stock WHERE sku IS NOT NULL AND {here}"
    unknown = busy.world().all(
        f"SELECT DISTINCT id FROM v_orders WHERE simulator = ?1 AND sku NOT IN ({known})",
        (simulator, json.dumps(houses)),
    )
    assert unknown


@pytest.mark.parametrize(
    "simulator", [s.name for s in JUDGED if isinstance(s.role, Outlet | Warehouse)]
)
def test_every_system_has_stock_and_shops_show_theirs(busy: Sandbox, simulator: str) -> None:
    rows = busy.world().all(
        "SELECT sku FROM v_stock WHERE simulator = ? AND coalesce(physical, shown) > 0",
        (simulator,),
    )
    assert len(rows) > 20


def test_reports_and_a_web_hook_are_saved(busy: Sandbox) -> None:
    for table in ("wholecell_inventory_report", "wholecell_stock_levels_report"):
        assert busy.world().value(f"SELECT count(*) FROM {table}") >= 1
    assert busy.world().value("SELECT count(*) FROM whiplash_web_hook") >= 1
