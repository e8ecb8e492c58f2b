"""Keys, scopes, shops, paths and verbs: docs/reference/warehouse-module.md §1, §1.1 to §1.3, §8."""

import json
from typing import Any

import pytest
from stocktake.vendors.retailcrm import SIMULATOR
from stocktake.vendors.retailcrm.access import FULL_KEY
from stocktake.vendors.retailcrm.scopes import required_scope
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import Crm, expect_refusal

MISSING = '"apiKey" is missing.'
WRONG = 'Wrong "apiKey" value.'
UPLOAD = "/retailcrm/api/v5/store/inventories/upload"
SITE = "Parameter 'site' is missing"


def test_api_versions_promises_the_version_that_is_served(crm: Crm) -> None:
    """§1.1: the path is /api/api-versions; /api/versions is unknown."""
    assert crm.get("/api-versions").json() == {"success": True, "versions": ["5.0"]}
    expect_refusal(crm.get("/versions"), 404, "API method not found")


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_an_older_version_is_an_unknown_path(crm: Crm, version: str) -> None:
    """§1, §1.1: whatever is asked of it; the journal says what was probably meant."""
    expect_refusal(crm.get(f"/{version}/orders"), 404, "API method not found")
    (entry,) = crm.sandbox.request("GET", "/_sim/journal").json()["entries"]
    assert entry["note"] == {"meant": "GET /api/v5/orders (get_orders)"}
    stock = crm.post(f"/{version}/store/inventories/upload", offers=[], site="shop-us")
    expect_refusal(stock, 404, "API method not found")
    keyless = crm.sandbox.request("GET", f"/retailcrm/api/{version}/orders")
    expect_refusal(keyless, 404, "API method not found")


def test_credentials_promise_paths_that_are_served(crm: Crm) -> None:
    """§1.1: a pattern has no version segment; each is a path of v5, and no path is left out."""
    (api,) = SIMULATOR.apis
    served = {
        operation.template.replace("/api/v5/", "/api/")
        for operation in build_table(api).operations
        if "/v5/" in operation.template
    }
    assert set(crm.get("/credentials").json()["credentials"]) == served


def test_credentials_of_a_full_key_name_no_shops(crm: Crm) -> None:
    """§1.1: sitesAvailable only with access_selective."""
    answer = crm.get("/credentials").json()
    assert answer["siteAccess"] == "access_full"
    assert "sitesAvailable" not in answer
    assert "/api/integration-modules/{code}/edit" in answer["credentials"]
    assert {"order_read", "store_write", "integration_write"} <= set(answer["scopes"])


def test_credentials_of_a_selective_key_name_its_shops(crm: Crm) -> None:
    """§1.1."""
    answer = crm.second.get("/credentials").json()
    assert answer["siteAccess"] == "access_selective"
    assert answer["sitesAvailable"] == ["shop-us"]
    assert "integration_write" not in answer["scopes"]


@pytest.mark.parametrize("path", ["/api-versions", "/credentials", "/v5/store/inventories"])
def test_a_key_in_header_or_query_must_be_right(sandbox: Sandbox, path: str) -> None:
    """§1.2, §9 scenario 1: 400 without a key, 403 with a wrong one."""
    target = f"/retailcrm/api{path}"
    header = {"X-API-KEY": FULL_KEY}
    assert sandbox.request("GET", target, headers=header).status == 200
    assert sandbox.request("GET", f"{target}?apiKey={FULL_KEY}").status == 200
    expect_refusal(sandbox.request("GET", target), 400, MISSING)
    expect_refusal(sandbox.request("GET", f"{target}?apiKey="), 400, MISSING)
    expect_refusal(sandbox.request("GET", f"{target}?apiKey=nope"), 403, WRONG)
    expect_refusal(sandbox.request("GET", target, headers={"X-API-KEY": "nope"}), 403, WRONG)


def test_the_header_wins_over_the_query(sandbox: Sandbox) -> None:
    """§1.2."""
    target = f"/retailcrm/api/credentials?apiKey={FULL_KEY}"
    expect_refusal(sandbox.request("GET", target, headers={"X-API-KEY": "nope"}), 403, WRONG)


@pytest.mark.parametrize("how", ["form", "multipart", "json", "query"])
def test_a_key_may_be_in_the_body_of_a_post_or_in_its_query(sandbox: Sandbox, how: str) -> None:
    """§1.2: the 1C and shop modules send it in the body, other clients in the query."""
    row = [{"id": 1001, "stores": [{"code": "wherefour", "available": 1}]}]
    fields = {"apiKey": FULL_KEY, "offers": json.dumps(row)}
    ways: dict[str, dict[str, Any]] = {
        "form": {"form": fields},
        "multipart": {"multipart": list(fields.items())},
        "json": {"json": fields},
        "query": {"form": {"offers": fields["offers"]}},
    }
    sent = ways[how]
    query = f"?apiKey={FULL_KEY}" if how == "query" else ""
    assert sandbox.request("POST", UPLOAD + query, **sent).status == 200
    expect_refusal(sandbox.request("POST", UPLOAD, form={"apiKey": "nope"}), 403, WRONG)


def test_a_key_without_the_scope_is_denied_before_anything_else_is_read(crm: Crm) -> None:
    """§1.2, §8 point 3: edit_integration_module needs integration_write."""
    path = "/v5/integration-modules/wh-1/edit"
    expect_refusal(crm.second.post(path), 403, "Access denied.")
    expect_refusal(crm.second.post(path, integrationModule="no JSON"), 403, "Access denied.")
    assert crm.second.get("/v5/integration-modules/wh-1").status == 404


def test_the_scope_of_every_operation_is_the_one_that_the_document_names() -> None:
    """§1.1."""
    for operation in build_table(SIMULATOR.apis[0]).operations:
        named = operation.raw.get("x-scope")
        assert required_scope(operation.method, operation.template) == named, operation.id


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/v5/store/inventories", "GET"),
        ("GET", "/v5/store/inventories/upload", "POST"),
        ("DELETE", "/v5/reference/stores", "GET"),
        ("PUT", "/v5/orders/create", "POST"),
        ("GET", "/v5/orders/create", "POST"),
        ("GET", "/v5/orders/upload", "POST"),
        ("GET", "/v5/orders/fix-external-ids", "POST"),
        ("GET", "/v5/orders/packs/create", "POST"),
        ("POST", "/v5/orders/statuses", "GET"),
        ("POST", "/v5/orders/history", "GET"),
        ("POST", "/v5/orders/packs", "GET"),
        ("POST", "/v5/orders/packs/history", "GET"),
        ("POST", "/v5/orders/A-1", "GET"),
        ("GET", "/v5/orders/A-1/edit", "POST"),
    ],
)
def test_a_known_path_with_another_verb_is_405(
    sandbox: Sandbox, method: str, path: str, allowed: str
) -> None:
    """§1: before the key is checked."""
    answer = sandbox.request(method, f"/retailcrm/api{path}")
    expect_refusal(answer, 405, "Method Not Allowed")
    assert answer.headers["allow"] == allowed


def test_no_path_of_the_document_is_read_as_a_parameter_of_another(sandbox: Sandbox) -> None:
    """§7.7, §8 (point 4): every verb of every path means that path, or none."""
    operations = build_table(SIMULATOR.apis[0]).operations
    own: dict[str, set[str]] = {}
    for operation in operations:
        own.setdefault(operation.template, set()).add(operation.method)
    literal = [template for template in own if "{" not in template]
    assert len(literal) > 20
    for template in literal:
        for method in {"GET", "POST", "PUT", "DELETE"} - own[template]:
            answer = sandbox.request(method, f"/retailcrm{template}")
            assert (answer.status, method, template) == (405, method, template)
            assert answer.headers["allow"] == ", ".join(sorted(own[template]))


@pytest.mark.parametrize("name", ["packs", "statuses", "create"])
def test_an_order_that_is_called_like_a_path_can_be_edited(crm: Crm, name: str) -> None:
    """§1.6: neither of `packs/{id}` and `{externalId}/edit` hides the other."""
    crm.create({"externalId": name})
    answer = crm.edit(name, by="externalId", firstName="Ada")
    assert answer.json()["order"]["firstName"] == "Ada"


@pytest.mark.parametrize("path", ["/v5/nothing", "/v5/sites", "/v5/orders/A%201/x/edit/more"])
def test_an_unknown_path_is_404_even_without_a_key(sandbox: Sandbox, path: str) -> None:
    """§1, §1.6: a slash inside an externalId makes another path; there is no /api/v5/sites (§6)."""
    expect_refusal(sandbox.request("GET", f"/retailcrm/api{path}"), 404, "API method not found")


def test_doubled_slashes_count_as_one(sandbox: Sandbox) -> None:
    """§11.1: a base URL with a trailing slash is tolerated."""
    header = {"X-API-KEY": FULL_KEY}
    assert sandbox.request("GET", "/retailcrm//api/credentials", headers=header).status == 200


def test_a_write_needs_the_shop_when_the_key_sees_several(crm: Crm) -> None:
    """§1.3, §9 scenario 7; the site is checked before the entity (§8)."""
    expect_refusal(crm.create(site=None), 400, SITE)
    expect_refusal(crm.post("/v5/orders/create"), 400, SITE)
    expect_refusal(crm.edit(1, site=None), 400, SITE)
    expect_refusal(crm.edit(1, site=""), 400, SITE)
    rows = [{"externalId": "x", "stores": [{"code": "wherefour", "available": 1}]}]
    expect_refusal(crm.upload(rows, site=None), 400, SITE)
    expect_refusal(crm.get("/v5/orders/A-1"), 400, SITE)


def test_a_key_that_sees_one_shop_needs_no_site(crm: Crm) -> None:
    """§1.3."""
    assert crm.second.create({"externalId": "A-1"}, site=None).status == 201
    assert crm.second.get("/v5/orders/A-1").status == 200
    assert crm.second.edit("A-1", by="externalId", site=None, firstName="Ada").status == 200


def test_a_shop_that_the_key_does_not_see_is_a_bad_parameter(crm: Crm) -> None:
    """§1.3."""
    errors = {"site": "This value is not valid."}
    expect_refusal(crm.create(site="nowhere"), 400, "Errors in the input parameters", errors)
    expect_refusal(crm.second.create(site="shop-eu"), 400, "Errors in the input parameters", errors)


def test_the_environment_names_the_address_and_both_keys(crm: Crm) -> None:
    """Clients append /api/v5/… themselves (§11.1)."""
    env = crm.sandbox.fork("w1").env
    assert env["RETAILCRM_BASE_URL"] == "/w/w1/retailcrm"
    assert env["RETAILCRM_API_KEY"] == crm.key
    assert env["RETAILCRM_API_KEY_SECOND"] == crm.second.key
