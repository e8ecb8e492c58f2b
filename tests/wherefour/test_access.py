"""Credentials, and the paths that version 1.0.18 of the API lacks.

Source: docs/reference/wherefour.md §0, §1.1, §1.3 and §2.
"""

import csv
from pathlib import Path

import pytest

from .conftest import AUTH, BASE, Warehouse

TABLE = Path(__file__).parents[2] / "docs/reference/wherefour-operations.csv"
ROWS = list(csv.DictReader(TABLE.read_text().splitlines()))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic w6k="},
        {"authorization": "Basic /w=="},
        {"authorization": "Bearer abc"},
        {"authorization": "Basic"},
    ],
)
def test_missing_or_unreadable_credentials_are_unauthorized(
    warehouse: Warehouse, headers: dict[str, str]
) -> None:
    """§1.1 and §1.3: 401, the envelope, WWW-Authenticate."""
    answer = warehouse.sandbox.request("GET", BASE + "/inventory", headers=headers)
    assert answer.status == 401
    assert answer.json() == {"message": "Unauthorized access.", "code": 401}
    assert answer.headers["www-authenticate"] == 'Basic realm="Application"'


def test_wrong_credentials_are_refused_before_anything_is_looked_up(warehouse: Warehouse) -> None:
    """§1.1: any other pair is 401, on every operation, before anything is looked up."""
    for path in ("/inventory", "/customers/99", "/orders/x"):
        answer = warehouse.sandbox.request("GET", BASE + path, auth=(AUTH[0], "guess"))
        assert answer.status == 401


def test_the_organization_gets_credentials_for_its_own_people(warehouse: Warehouse) -> None:
    """§1.1: another user of the same organization, in whose name rows are written."""
    first, second = (warehouse.sandbox.event("wherefour", "issue_credentials") for _ in range(2))
    assert first["username"] != second["username"]
    auth = (first["username"], first["password"])
    lot = {
        "count": 1, "cost": 1, "lot_code": "S-1", "delivery_method_id": 1, "location_id": 1,
        "received_date": "2026-01-05 08:00 AM",
    }  # fmt: skip
    made = warehouse.sandbox.request("POST", BASE + "/inventory/6/stocks", json=lot, auth=auth)
    assert made.status == 200, made.text
    shown = [
        warehouse.sandbox.request("GET", BASE + "/inventory/6/stocks", auth=who).json()
        for who in (auth, AUTH)
    ]
    assert shown[0] == shown[1] != []
    last = warehouse.get("/inventory/last_adjustment?inventory_id=6").json()
    names = (last["user_id"], last["user_first_name"], last["user_last_name"])
    assert names == (first["user_id"], "Staff", "2")
    wrong = (first["username"], second["password"])
    assert warehouse.sandbox.request("GET", BASE + "/inventory", auth=wrong).status == 401


def request(warehouse: Warehouse, row: dict[str, str]) -> str:
    path = row["path"]
    for name in ("customer_id", "inventory_id", "order_id", "credit_id"):
        path = path.replace(f"{{{name}}}", "1")
    answer = warehouse.sandbox.request(
        row["method"],
        BASE + path,
        auth=AUTH,
    )
    return f"{answer.status} {answer.json().get('message', '') if answer.status == 404 else ''}"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["in"] == "newer"], ids=lambda row: row["operationId"]
)
def test_a_newer_operation_exists_only_in_the_newer_version(
    warehouse: Warehouse, row: dict[str, str]
) -> None:
    """§2: with 1.0.18 its path is unknown."""
    before = request(warehouse, row)
    warehouse.sandbox.set_quirk("wherefour.spec_version", "1.0.18")
    assert request(warehouse, row).startswith("404")
    entry = warehouse.sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    assert entry["status"] == 404
    warehouse.sandbox.set_quirk("wherefour.spec_version", "1.0.25")
    assert request(warehouse, row) == before


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["in"] != "newer"], ids=lambda row: row["operationId"]
)
def test_an_old_operation_exists_in_both_versions(
    warehouse: Warehouse, row: dict[str, str]
) -> None:
    """§2: whatever it answers is the same."""
    before = request(warehouse, row)
    warehouse.sandbox.set_quirk("wherefour.spec_version", "1.0.18")
    assert request(warehouse, row) == before
