"""Keys, versions, refusals. Source: docs/reference/whiplash.md §1.1, §1.3."""

from dataclasses import replace

import pytest
from stocktake.vendors.whiplash.access import API_KEY
from stocktake.web.sandbox import Sandbox

from tests.whiplash.conftest import BASE, ITEMS, NOT_FOUND, Lash


@pytest.mark.parametrize("headers", [{}, {"X-API-KEY": ""}, {"X-API-KEY": "nobody's"}])
def test_an_unknown_key_is_401(sandbox: Sandbox, headers: dict[str, str]) -> None:
    """§1.3: the text is decided."""
    answer = sandbox.request("GET", f"{BASE}/items", headers=headers)
    assert (answer.status, answer.json()) == (401, {"error": "Invalid API key"})


@pytest.mark.parametrize("version", ["1", "2", "latest"])
def test_the_version_header_changes_nothing(lash: Lash, version: str) -> None:
    """§1.1: absent means the most recent; here all of it is version 1."""
    headers = {"X-API-VERSION": version, "Shop-ID": "7", "Provider": "magento"}
    assert lash.send("GET", "/items/count", headers=headers).json() == ITEMS


def test_the_environment_has_the_base_url_and_the_key(sandbox: Sandbox) -> None:
    """§1.1: clients append the resource to a base that ends in /api."""
    env = sandbox.env
    assert env["WHIPLASH_BASE_URL"] == "/whiplash/api"
    assert env["WHIPLASH_API_KEY"] == API_KEY


def test_a_key_sees_only_the_items_of_its_customer(lash: Lash) -> None:
    """§2.2."""
    other = lash.other_merchant()
    assert (other.get("/items"), other.get("/items/count")) == ([], 0)
    assert other.get("/items/sku/TESTSKU") == []
    assert other.get("/items/group/11223344") == []
    assert other.get("/items/originator/265512888") is None
    for method, path in (
        ("GET", "/items/1234"),
        ("DELETE", "/items/1234"),
        ("GET", "/items/1234/transactions"),
        ("GET", "/items/1234/warehouse_quantities"),
    ):
        assert other.send(method, path, 422).json() == NOT_FOUND
    made = other.create(title="Mine")
    assert (other.ids(), made["id"] in lash.ids(limit=250)) == ([made["id"]], False)
    assert list(other.quantities(made)) == ["San Francisco"]


@pytest.mark.parametrize("path", ["/items/999999", "/items/abc", "/items/0", "/items/1.5"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_id_is_422_with_both_keys(lash: Lash, method: str, path: str) -> None:
    """§1.3, §10 (10): the gem reads `error`, a client in production `errors`."""
    body = {"json": {"title": "x"}} if method == "PUT" else {}
    assert lash.send(method, path, 422, **body).json() == NOT_FOUND


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("GET", "/items/1234/photos"),
        ("PATCH", "/items/1234"),
        ("DELETE", "/items"),
        ("POST", "/items/1234"),
        ("GET", "/items.xml"),
    ],
)
def test_an_unknown_path_or_method_is_404(lash: Lash, method: str, path: str) -> None:
    """§1.3: the gem turns it into "method not available"."""
    assert lash.send(method, path, 404).json() == {"error": "Not found"}


def test_an_invalid_field_is_422_under_its_name(lash: Lash) -> None:
    """§1.3."""
    body = {"price": "dear", "available": "perhaps"}
    assert lash.send("POST", "/items", 422, json=body).json() == {
        "error": "price is invalid; available is invalid",
        "errors": {"price": ["is invalid"], "available": ["is invalid"]},
    }
    headers = {"Content-Type": "application/json"}
    broken = lash.send("POST", "/items", 400, data=b'{"title": ', headers=headers)
    assert broken.json() == {"error": "Bad Request"}


def test_a_request_without_parameters_creates_nothing(lash: Lash) -> None:
    """§1.3."""
    for method, path in (("POST", "/items"), ("PUT", "/items/1234")):
        said = lash.send(method, path, 422).json()
        assert said == {"error": "can't be blank", "errors": {"base": ["can't be blank"]}}
    assert replace(lash).get("/items/count") == ITEMS
