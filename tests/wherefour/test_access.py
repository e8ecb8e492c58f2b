"""An account of version 1.0.18 has no newer path (docs/reference/wherefour.md 0, 2)."""

import csv
from pathlib import Path

import pytest

from .conftest import Warehouse

TABLE = Path(__file__).parents[2] / "docs/reference/wherefour-operations.csv"
ROWS = list(csv.DictReader(TABLE.read_text().splitlines()))


def ask(warehouse: Warehouse, row: dict[str, str]) -> str:
    path = row["path"]
    for name in ("customer_id", "inventory_id", "order_id", "credit_id"):
        path = path.replace(f"{{{name}}}", "1")
    answer = warehouse.sandbox.request(
        row["method"],
        f"/wherefour/api/v1{path}",
        auth=("tony@abcproduct.example", "wherefour-demo"),
    )
    return f"{answer.status} {answer.json().get('message', '') if answer.status == 404 else ''}"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["in"] == "newer"], ids=lambda row: row["operationId"]
)
def test_a_newer_operation_exists_only_in_the_newer_version(
    warehouse: Warehouse, row: dict[str, str]
) -> None:
    now = ask(warehouse, row)
    warehouse.sandbox.set_quirk("wherefour.spec_version", "1.0.18")
    assert ask(warehouse, row).startswith("404")
    entry = warehouse.sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    assert entry["status"] == 404
    warehouse.sandbox.set_quirk("wherefour.spec_version", "1.0.25")
    assert ask(warehouse, row) == now


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["in"] != "newer"], ids=lambda row: row["operationId"]
)
def test_an_old_operation_exists_in_both_versions(
    warehouse: Warehouse, row: dict[str, str]
) -> None:
    now = ask(warehouse, row)
    warehouse.sandbox.set_quirk("wherefour.spec_version", "1.0.18")
    assert ask(warehouse, row) == now
