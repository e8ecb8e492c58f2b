"""fix_external_ids: docs/reference/warehouse-module.md §7.11."""

from typing import Any

import pytest

from tests.retailcrm.support import EUROPEAN, Crm, expect_refusal

PATH = "/v5/orders/fix-external-ids"
INPUT = "Errors in the input parameters"
FORMAT = "Errors in the entity format"


def fix(crm: Crm, *pairs: tuple[Any, Any], site: str | None = None) -> Any:
    orders = [{"id": order_id, "externalId": name} for order_id, name in pairs]
    return crm.post(PATH, orders=orders, site=site)


def made(crm: Crm, count: int) -> list[int]:
    return [int(crm.create().json()["id"]) for _ in range(count)]


def test_fix_external_ids_gives_each_order_its_name(crm: Crm) -> None:
    """The answer is the bare success; the site need not be named: ids are the account's."""
    first, second = made(crm, 2)
    answer = fix(crm, (first, "A-1"), (str(second), 7))
    assert (answer.status, answer.json()) == (200, {"success": True})
    assert crm.get("/v5/orders/A-1", site="shop-us").json()["order"]["id"] == first
    assert crm.order(second)["externalId"] == "7"


def test_history_shows_a_name_that_was_fixed(crm: Crm) -> None:
    """§7.8; the same name again leaves no record."""
    (order,) = made(crm, 1)
    fix(crm, (order, "A-1"), (order, "A-1"))
    fix(crm, (order, "A-2"))
    shown = [(r["field"], r["oldValue"], r["newValue"]) for r in crm.history(since=1)]
    assert shown == [("external_id", None, "A-1"), ("external_id", "A-1", "A-2")]


def test_an_unknown_order_refuses_all(crm: Crm) -> None:
    """[decide]: all or none, so that a client may repeat the request."""
    (order,) = made(crm, 1)
    texts = ["Order with id=7 not found.", "Order with id=8 not found."]
    expect_refusal(fix(crm, (7, "x"), (order, "A-1"), (8, "y")), 400, INPUT, texts)
    assert "externalId" not in crm.order(order)
    assert len(crm.history()) == 1


def test_a_name_that_another_order_of_the_shop_has_is_refused(crm: Crm) -> None:
    """§1.3: unique in its shop."""
    first, second = made(crm, 2)
    european = {"items": [{"offer": {"externalId": EUROPEAN}}]}
    third = crm.create(european, site="shop-eu").json()["id"]
    expect_refusal(fix(crm, (first, "A"), (second, "A")), 400, "Order already exists.")
    assert "externalId" not in crm.order(first)
    assert fix(crm, (first, "A"), (third, "A")).status == 200


def test_an_order_of_another_shop_is_unknown(crm: Crm) -> None:
    """§1.3: of one that the key does not see, or that the request does not mean."""
    european = {"items": [{"offer": {"externalId": EUROPEAN}}]}
    order = crm.create(european, site="shop-eu").json()["id"]
    texts = [f"Order with id={order} not found."]
    expect_refusal(fix(crm.second, (order, "A")), 400, INPUT, texts)
    expect_refusal(fix(crm, (order, "A"), site="shop-us"), 400, INPUT, texts)
    errors = {"site": "This value is not valid."}
    expect_refusal(fix(crm, (order, "A"), site="mars"), 400, INPUT, errors)
    assert fix(crm, (order, "A"), site="shop-eu").status == 200


@pytest.mark.parametrize(
    ("orders", "message", "errors"),
    [
        (None, "Parameter 'orders' is missing", None),
        ("7", 'Expected array, but got integer: 7', None),
        ([], FORMAT, ["orders: This collection should contain 1 elements or more."]),
        ([{"externalId": "A"}], FORMAT, ["orders[0].id: This value should not be blank."]),
        ([{"id": 1}], FORMAT, ["orders[0].externalId: This value should not be blank."]),
        ([{"id": 1, "externalId": ""}], FORMAT, ["orders[0].externalId: This value is not valid."]),
        ([{"id": "x", "externalId": "A"}], FORMAT, ["orders[0].id: This value is not valid."]),
    ],
)  # fmt: skip
def test_a_pair_that_cannot_be_read_is_refused(
    crm: Crm, orders: Any, message: str, errors: Any
) -> None:
    """§1.5, §1.9: the errors of a batch are a list."""
    expect_refusal(crm.post(PATH, orders=orders), 400, message, errors)


def test_no_pair_breaks_the_server(crm: Crm) -> None:
    """§1.9: ids and names of any size and kind."""
    values: list[Any] = [
        10**40, -1, 2**63, "9" * 400, "\x00", " ", True, [], {}, None, 1.5, "\U0001f980",
    ]  # fmt: skip
    for value in values:
        for pair in ({"id": value, "externalId": "A"}, {"id": 1, "externalId": value}):
            assert crm.post(PATH, orders=[pair]).status in (200, 400)
