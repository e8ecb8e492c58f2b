"""`site` and `by` in the query of a POST: docs/reference/warehouse-module.md §1.3, §1.5, §1.6."""

import json
from typing import Any

import pytest

from tests.retailcrm.support import SKU, Crm, expect_refusal
from tests.support import ignored_names

CREATE, UPLOAD = "/v5/orders/create", "/v5/orders/upload"
STOCK = "/v5/store/inventories/upload"
INPUT, NOT_VALID = "Errors in the input parameters", "This value is not valid."
ROW = {"externalId": SKU, "stores": [{"code": "wherefour", "available": 3}]}
FIELDS: dict[str, dict[str, Any]] = {
    CREATE: {"order": {"externalId": "A-1"}},
    UPLOAD: {"orders": [{"externalId": "A-1"}]},
    STOCK: {"offers": [ROW]},
}


def post(crm: Crm, path: str, kind: str = "form", **fields: Any) -> Any:
    """Send a POST whose path has a query: fields as JSON in a form, or a body of JSON."""
    if kind == "json":
        sent: dict[str, Any] = {"json": fields}
    else:
        sent = {"form": {k: v if isinstance(v, str) else json.dumps(v) for k, v in fields.items()}}
    headers = {"X-API-KEY": crm.key}
    return crm.sandbox.request("POST", f"/retailcrm/api{path}", headers=headers, **sent)


@pytest.mark.parametrize("kind", ["form", "json"])
@pytest.mark.parametrize("path", list(FIELDS))
def test_the_site_of_a_post_may_stand_in_its_query(crm: Crm, path: str, kind: str) -> None:
    """§1.3, §1.5: wherever the body has a `site`; the journal names nothing as ignored."""
    expect_refusal(post(crm, path, kind, **FIELDS[path]), 400, "Parameter 'site' is missing")
    answer = post(crm, f"{path}?site=shop-us", kind, **FIELDS[path])
    assert answer.json()["success"] is True
    assert ignored_names(crm.sandbox) == []


def test_site_and_by_of_an_edit_may_stand_in_its_query(crm: Crm) -> None:
    """§1.6: `by=id` names the order by its id."""
    order_id = crm.create({"externalId": "A-1"}).json()["id"]
    by_id = post(crm, f"/v5/orders/{order_id}/edit?by=id&site=shop-us", order={"firstName": "Ada"})
    assert by_id.json()["order"]["firstName"] == "Ada"
    by_name = post(crm, "/v5/orders/A-1/edit?site=shop-us", order={"firstName": "Eva"})
    assert by_name.json()["id"] == order_id
    mixed = post(crm, f"/v5/orders/{order_id}/edit?by=id", order={}, site="shop-us")
    assert mixed.status == 200


def test_what_the_query_of_a_post_names_is_checked_as_in_its_body(crm: Crm) -> None:
    """§1.3, §1.4, §8 point 3: in the same order, with the same texts."""
    unknown = post(crm, f"{CREATE}?site=mars", order="no JSON")
    expect_refusal(unknown, 400, INPUT, {"site": NOT_VALID})
    number = post(crm, "/v5/orders/1/edit?by=number&site=shop-us", order={})
    expect_refusal(number, 400, INPUT, {"by": NOT_VALID})
    blank = post(crm, f"{CREATE}?site=", order={})
    expect_refusal(blank, 400, "Parameter 'site' is missing")
    nothing = crm.sandbox.request(
        "POST", f"/retailcrm/api{CREATE}?site=shop-us", headers={"X-API-KEY": crm.key}
    )
    expect_refusal(nothing, 400, "Parameter 'order' is missing")


def test_the_body_wins_over_the_query(crm: Crm) -> None:
    """§1.5: our decision; the journal says that the query's value was not used."""
    made = post(crm, f"{CREATE}?site=shop-eu", order={"externalId": "A-1"}, site="shop-us")
    assert made.json()["order"]["site"] == "shop-us"
    assert ignored_names(crm.sandbox) == ["site"]
    blank = post(crm, f"{CREATE}?site=shop-eu", order={"externalId": "A-1"}, site="")
    assert blank.json()["order"]["site"] == "shop-eu"


def test_of_several_values_in_the_query_the_last_counts(crm: Crm) -> None:
    """§1.4."""
    made = post(crm, f"{CREATE}?site=mars&site=shop-eu", order={})
    assert made.json()["order"]["site"] == "shop-eu"


def test_a_query_that_the_body_does_not_know_is_named_as_ignored(crm: Crm) -> None:
    """§1.4: a registration has neither `site` nor `by`."""
    module = {"name": "W", "baseUrl": "http://127.0.0.1:9", "clientId": "c", "integrations": {}}
    sent = post(
        crm, "/v5/integration-modules/w/edit?site=shop-us&by=id",
        integrationModule={**module, "integrationCode": "w"},
    )  # fmt: skip
    assert sent.status == 201
    assert ignored_names(crm.sandbox) == ["site", "by"]
