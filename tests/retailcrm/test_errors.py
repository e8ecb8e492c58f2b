"""The table of errors, row by row: docs/reference/warehouse-module.md §1.9, §1.5.

`Invalid input parameters`, `Validation error` and `Pack not found` are other wordings of rows that
are here; no source says when the vendor prefers them. 460 is in orders/test_upload.py.
"""

from collections.abc import Callable
from typing import Any

import pytest
from stocktake.web.sandbox import Response

from tests.retailcrm.support import SKU, Crm

STRUCTURES = {
    "integrationModule": "/v5/integration-modules/wh-1/edit",
    "order": "/v5/orders/create",
    "orders": "/v5/orders/upload",
    "offers": "/v5/store/inventories/upload",
    "prices": "/v5/store/prices/upload",
    "store": "/v5/reference/stores/annex/edit",
    "pack": "/v5/orders/packs/create",
}


def with_quirk(crm: Crm, name: str, value: Any) -> Crm:
    crm.sandbox.set_quirk(f"retailcrm.{name}", value)
    return crm


def over_reserved(crm: Crm) -> Response:
    item = crm.create().json()["order"]["items"][0]["id"]
    pack = {"itemId": item, "store": "wherefour", "quantity": 1}
    return crm.post("/v5/orders/packs/create", pack=pack)


def twice(crm: Crm) -> Response:
    crm.create({"externalId": "A-1"})
    return crm.create({"externalId": "A-1"})


def too_fast(crm: Crm) -> Response:
    with_quirk(crm, "rate_limit", 1).get("/v5/orders")
    return crm.get("/v5/orders")


def spoiled(crm: Crm) -> Response:
    crm.sandbox.fault("retailcrm", "get_orders", "status", status=500)
    return crm.get("/v5/orders")


Row = tuple[int, str | None, type | None, Callable[[Crm], Response]]
ROWS: dict[str, Row] = {
    "no key": (
        400, '"apiKey" is missing.', None, lambda crm: Crm(crm.sandbox, "").get("/v5/orders"),
    ),
    "bad key": (
        403, 'Wrong "apiKey" value.', None, lambda crm: Crm(crm.sandbox, "x").get("/v5/orders"),
    ),
    "scope": (403, "Access denied.", None, lambda crm: crm.second.register()),
    "no site": (400, "Parameter 'site' is missing", None, lambda crm: crm.create(site=None)),
    "bad query value": (
        400, "Errors in the input parameters", dict, lambda crm: crm.get("/v5/orders", "limit=1"),
    ),
    "body field of an entity": (
        400, "Errors in the entity format", dict, lambda crm: crm.create({"shipped": "maybe"}),
    ),
    "body field of a batch": (
        400, "Errors in the entity format", list, lambda crm: crm.upload([{"externalId": SKU}]),
    ),
    "order refused": (400, "Order is not loaded", dict, lambda crm: crm.create({"status": "x"})),
    "order doubled": (400, "Order already exists.", None, twice),
    "unknown id": (404, "Not found", None, lambda crm: crm.get("/v5/orders/9", by="id")),
    "unknown path": (404, "API method not found", None, lambda crm: crm.get("/v5/nothing")),
    "wrong verb": (405, "Method Not Allowed", None, lambda crm: crm.post("/v5/orders")),
    "billing": (
        400, "Failed to activate module", list,
        lambda crm: with_quirk(crm, "billing_refuses", True).register(),
    ),
    "unknown pack": (
        404, "Pack with id 7 not found", None, lambda crm: crm.get("/v5/orders/packs/7"),
    ),
    "too few": (400, "Too few available offers", None, over_reserved),
    "rate limit": (503, "Rate limit exceeded", None, too_fast),
    "a planted 500": (500, None, None, spoiled),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_each_row_of_the_error_table_is_answered_as_documented(crm: Crm, name: str) -> None:
    """§1.9: `{success, errorMsg, errors?}`; errors a map, a list, or absent."""
    status, message, errors, act = ROWS[name]
    answer = act(crm)
    body = answer.json()
    assert (answer.status, body["success"]) == (status, False)
    assert body["errorMsg"] == (message or body["errorMsg"])
    assert body["errorMsg"]
    assert type(body.get("errors")) is (errors or type(None))
    assert body.keys() <= {"success", "errorMsg", "errors"}


@pytest.mark.parametrize("field", STRUCTURES)
def test_a_structure_that_is_absent_or_not_json_is_refused(crm: Crm, field: str) -> None:
    """§1.5: `Parameter 'X' is missing`, `Expected array, but got NULL: null`, without errors."""
    path, site = STRUCTURES[field], {"site": "shop-us"}
    answers = [crm.post(path, **site), crm.post(path, **site, **{field: "no JSON"})]
    texts = [f"Parameter '{field}' is missing", "Expected array, but got NULL: null"]
    assert [answer.status for answer in answers] == [400, 400]
    for answer, text in zip(answers, texts, strict=True):
        assert answer.json() == {"success": False, "errorMsg": text}
