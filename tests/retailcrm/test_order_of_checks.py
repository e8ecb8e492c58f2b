"""What is checked first, and the error object: docs/reference/warehouse-module.md §1.9, §8.3."""

from typing import Any

import pytest
from stocktake.core.errors import NotFound
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import EUROPEAN_OFFERS, SKU, Crm, expect_refusal

INPUT = "Errors in the input parameters"
FORMAT = "Errors in the entity format"
NOT_VALID = "This value is not valid."
UPLOAD = "/v5/store/inventories/upload"


def issued(crm: Crm, **arguments: Any) -> Crm:
    """Return a client with a key of its own."""
    return Crm(crm.sandbox, crm.sandbox.event("retailcrm", "issue_api_key", **arguments)["key"])


@pytest.fixture
def reader(crm: Crm) -> Crm:
    """A client whose key can only read orders."""
    return issued(crm, scopes=["order_read"])


def test_each_check_comes_before_the_next(sandbox: Sandbox, crm: Crm, reader: Crm) -> None:
    """§8.3: path, verb, key present, key right, scope, site, parameters, entity."""
    target = "/retailcrm/api/v5/orders/A-1/edit"

    def post(path: str = target, key: str | None = None, verb: str = "POST", **form: str) -> Any:
        headers = {} if key is None else {"X-API-KEY": key}
        return sandbox.request(verb, path, form=form, headers=headers)

    bad = {"by": "number", "order": "no JSON"}
    expect_refusal(post(f"{target}/more", verb="PUT", **bad), 404, "API method not found")
    expect_refusal(post(verb="PUT", **bad), 405, "Method Not Allowed")
    expect_refusal(post(**bad), 400, '"apiKey" is missing.')
    expect_refusal(post(key="nope", **bad), 403, 'Wrong "apiKey" value.')
    expect_refusal(post(key=reader.key, **bad), 403, "Access denied.")
    expect_refusal(post(key=crm.key, **bad), 400, "Parameter 'site' is missing")
    unknown = post(key=crm.key, site="nowhere", **bad)
    expect_refusal(unknown, 400, INPUT, {"site": NOT_VALID})
    both = post(key=crm.key, site="shop-us", order="no JSON", by="id")
    expect_refusal(both, 400, "Expected array, but got NULL: null")
    wrong = post(key=crm.key, site="shop-us", by="number", order="{}")
    expect_refusal(wrong, 400, INPUT, {"by": NOT_VALID})
    expect_refusal(post(key=crm.key, site="shop-us", order="{}"), 404, "Not found")


@pytest.mark.parametrize("kind", ["form", "json"])
def test_an_upload_by_external_id_needs_its_shop_before_its_rows_are_checked(
    sandbox: Sandbox, crm: Crm, kind: str
) -> None:
    """§1.3, §8.3: by id or xmlId it does not."""
    target, headers = f"/retailcrm/api{UPLOAD}", {"X-API-KEY": crm.key}
    row = '[{"externalId": "x", "stores": 5}]'
    sent: dict[str, Any] = {kind: {"offers": row}}
    answer = sandbox.request("POST", target, headers=headers, **sent)
    expect_refusal(answer, 400, "Parameter 'site' is missing")
    sent = {kind: {"offers": '[{"xmlId": "x", "stores": 5}]'}}
    answer = sandbox.request("POST", target, headers=headers, **sent)
    expect_refusal(answer, 400, FORMAT, [f"offers[0].stores: {NOT_VALID}"])
    sent = {kind: {"offers": row, "site": "nowhere"}}
    answer = sandbox.request("POST", target, headers=headers, **sent)
    expect_refusal(answer, 400, INPUT, {"site": NOT_VALID})


def test_an_order_is_read_by_external_id_only_with_its_shop(crm: Crm) -> None:
    """§1.3, §8.3."""
    expect_refusal(crm.get("/v5/orders/A-1", limit="x"), 400, "Parameter 'site' is missing")
    errors = {"site": NOT_VALID}
    expect_refusal(crm.get("/v5/orders/A-1", by="number", site="x"), 400, INPUT, errors)
    assert crm.get("/v5/orders/1", by="id").status == 404


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("order_read", "/v5/orders"),
        ("store_read", "/v5/store/product-groups"),
        ("reference_read", "/v5/reference/units"),
        ("integration_read", "/v5/integration-modules/none"),
    ],
)
def test_a_key_may_do_what_its_scopes_allow(crm: Crm, scope: str, path: str) -> None:
    """§1.1, §1.2."""
    with_it = Crm(
        crm.sandbox, crm.sandbox.event("retailcrm", "issue_api_key", scopes=[scope])["key"]
    )
    assert with_it.get(path).status in (200, 404)
    assert with_it.get("/credentials").json()["scopes"] == [scope]
    other = "store_write" if scope == "order_read" else "order_read"
    without = Crm(
        crm.sandbox, crm.sandbox.event("retailcrm", "issue_api_key", scopes=[other])["key"]
    )
    expect_refusal(without.get(path), 403, "Access denied.")
    assert without.get("/api-versions").status == 200


def test_a_key_sees_the_shops_that_it_was_issued_for(crm: Crm) -> None:
    """§1.1, §1.3."""
    european = issued(crm, sites=["shop-eu"])
    answer = european.get("/credentials").json()
    assert (answer["siteAccess"], answer["sitesAvailable"]) == ("access_selective", ["shop-eu"])
    assert len(answer["scopes"]) == 8
    assert (
        european.get("/v5/store/inventories").json()["pagination"]["totalCount"] == EUROPEAN_OFFERS
    )
    items: list[Any] = [{"productName": "Wrapping"}]
    order = european.create({"items": items}, site=None).json()["order"]
    assert order["site"] == "shop-eu"
    assert crm.second.get("/v5/orders").json()["orders"] == []


def test_keys_are_issued_only_for_known_scopes_and_shops(crm: Crm) -> None:
    """Two keys differ; unknown scopes and shops are refused."""
    assert issued(crm).key != issued(crm).key
    for arguments in ({"scopes": ["fly"]}, {"sites": ["nowhere"]}):
        with pytest.raises(NotFound):
            issued(crm, **arguments)


def test_a_refusal_without_details_has_no_errors(crm: Crm) -> None:
    """§1.9: `errors` is absent when there are none; a list for a batch, a map for one entity."""
    assert crm.get("/v5/orders/9", by="id").json().keys() == {"success", "errorMsg"}
    batch = crm.upload([{"externalId": SKU}]).json()
    assert isinstance(batch["errors"], list)
    assert isinstance(crm.create({"shipped": "maybe"}).json()["errors"], dict)
