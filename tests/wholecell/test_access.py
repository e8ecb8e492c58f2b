"""Apps, their permissions, and errors. Source: docs/reference/wholecell.md §1, §1.2."""

from dataclasses import replace

import pytest
from stocktake.vendors.wholecell.access import APP_ID, APP_SECRET
from stocktake.web.sandbox import Sandbox

from tests.wholecell.conftest import BASE, Cell


@pytest.mark.parametrize(
    "headers",
    [
        {"X-App-Id": APP_ID},
        {"X-App-Id": "somebody-else"},
        {"Accept": "*/*"},
        {"Content-Type": "application/json"},
        {},
    ],
)
def test_the_x_app_id_header_is_optional_and_ignored(cell: Cell, headers: dict[str, str]) -> None:
    """§1, §13 scenario 20: half of the clients do not send it."""
    assert cell.send("GET", "/inventories", headers=headers).status == 200


@pytest.mark.parametrize(
    "auth", [(APP_ID, "wrong"), ("nobody", APP_SECRET), (APP_SECRET, APP_ID), ("", "")]
)
def test_wrong_credentials_are_401_with_a_challenge(cell: Cell, auth: tuple[str, str]) -> None:
    """§1.2, §13 scenario 20."""
    answer = replace(cell, auth=auth).get("/inventories")
    assert (answer.status, answer.json()) == (401, {"error": "Unauthorized"})
    assert answer.headers["www-authenticate"] == 'Basic realm="Application"'


@pytest.mark.parametrize("value", ["", "Bearer x", "Basic", "Basic ***", "Basic //8="])
def test_credentials_that_cannot_be_read_are_401(cell: Cell, value: str) -> None:
    """§1.2."""
    headers = {"Authorization": value}
    assert cell.sandbox.request("GET", f"{BASE}/inventories", headers=headers).status == 401


def test_an_app_may_only_do_what_its_permissions_allow(cell: Cell) -> None:
    """§1, §1.2, §13 scenario 20: resource:action, 403 for the rest."""
    reader = cell.app("inventory:read")
    unit = reader.units()[0]
    assert reader.get(f"/inventories/{unit['id']}").status == 200
    for answer in (
        reader.send("POST", "/inventories", json={}),
        reader.send("PATCH", f"/inventories/{unit['id']}", json={}),
        reader.send("PUT", f"/inventories/{unit['id']}", json={}),
        reader.get("/inventory_reports/1"),
        reader.get("/inventory_reports/1/inventories"),
    ):
        assert (answer.status, answer.json()) == (403, {"error": "Forbidden"})
    assert cell.app("inventory_reports:read").get("/inventories").status == 403


def test_the_environment_has_base_url_and_credentials(sandbox: Sandbox) -> None:
    """§1."""
    env = sandbox.env
    assert env["WHOLECELL_BASE_URL"] == "/wholecell/api/v1"
    assert (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"]) == (APP_ID, APP_SECRET)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/inventories/1/photos", 404),
        ("GET", "/inventories/1", 404),
        ("GET", "/inventory_reports/1", 404),
        ("GET", "/inventory_reports/1/inventories", 404),
        ("GET", "/inventories/C9FV", 404),
        ("DELETE", "/inventories", 405),
        ("POST", "/inventory_reports/1", 405),
    ],
)
def test_unknown_paths_ids_and_methods_have_one_message_each(
    cell: Cell, method: str, path: str, status: int
) -> None:
    """§1.2, §2.4."""
    answer = cell.send(method, path)
    said = {404: "Not found", 405: "Method not allowed"}[status]
    assert (answer.status, answer.json()) == (status, {"error": said})


def test_a_body_that_is_not_json_is_a_bad_request(cell: Cell) -> None:
    """§1.2."""
    headers = {"Content-Type": "application/json"}
    answer = cell.send("POST", "/inventories", data=b'{"esn": ', headers=headers)
    assert (answer.status, answer.json()) == (400, {"error": "Bad request"})
