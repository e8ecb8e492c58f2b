"""Back Market: what the merchant moves, acceptance before tracking."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.backmarket.conftest import FORM, LINE, ORDER, ORDERS, SKU, Seller

OTHER = "OTHER"


@pytest.fixture
def two(seller: Seller) -> str:
    """An order of two SKUs, one piece of each."""
    seller.event("add_listing", sku=OTHER, quantity=9)
    return seller.place((SKU, 1), (OTHER, 1))


def test_update_order_accepts_by_sku_and_ships_the_whole_order(seller: Seller, two: str) -> None:
    """docs/reference/channels.md §1.3: 1 until every line is accepted, then 3, then 9."""
    assert seller.move(two, 2, sku=SKU)["state"] == 1
    assert seller.states(two) == (1, [2, 1])
    assert seller.move(two, 2, sku=OTHER)["state"] == 3
    shipped = seller.move(
        two, 3, tracking_number="6A1", tracking_url="https://example.com/6A1", shipper="Colissimo"
    )
    assert seller.states(two) == (9, [3, 3])
    assert (shipped["tracking_number"], shipped["shipper"]) == ("6A1", "Colissimo")
    assert shipped["shipper_display"] == "Colissimo"
    assert shipped["tracking_url"] == "https://example.com/6A1"
    assert shipped["date_shipping"] is not None


def test_tracking_before_acceptance_is_refused(seller: Seller, two: str) -> None:
    """docs/reference/channels.md §1.3, §12 [decide]: 400, `the order is not accepted`."""
    assert seller.not_moved(two, 3, tracking_number="6A1") == "new_state"
    seller.move(two, 2, sku=SKU)
    assert seller.not_moved(two, 3, tracking_number="6A1") == "new_state"  # one line is paid only
    assert seller.not_moved(seller.place(paid=False), 3, tracking_number="6A1") == "new_state"


def test_a_line_is_refused_and_the_rest_is_shipped(seller: Seller, two: str) -> None:
    """docs/reference/channels.md §1.3: 4 is cancelled; nothing is listed again."""
    shown = seller.shown(OTHER)
    seller.move(two, 2, sku=SKU)
    assert seller.move(two, 4, sku=OTHER)["state"] == 3
    seller.move(two, 3, tracking_number="6A1")
    assert seller.states(two) == (9, [3, 4])
    assert seller.shown(OTHER) == shown


def test_lines_are_paid_back_before_and_after_shipping(seller: Seller, two: str) -> None:
    """docs/reference/channels.md §1.3: 5 from accepted, 6 from shipped, with a reason."""
    for sku in (SKU, OTHER):
        seller.move(two, 2, sku=sku)
    assert seller.move(two, 5, sku=OTHER)["state"] == 3
    seller.move(two, 3, tracking_number="6A1")
    message = {"return_reason": "21", "return_message": "A scratch"}
    order = seller.move(two, 6, sku=SKU, **message)
    assert seller.states(two) == (9, [6, 5])
    line = order["orderlines"][0]
    assert (line["return_reason"], line["return_message"]) == (21, "A scratch")


@pytest.mark.parametrize(
    ("so_far", "refused"), [((), (5, 6)), ((2,), (4, 6)), ((2, 3), (2, 4, 5)), ((4,), (2, 4, 5, 6)),
                            ((2, 5), (2, 4, 5, 6)), ((2, 3, 6), (2, 4, 5, 6))],
)  # fmt: skip
def test_what_does_not_follow_is_refused_and_changes_nothing(
    seller: Seller, so_far: tuple[int, ...], refused: tuple[int, ...]
) -> None:
    """docs/reference/channels.md §1.3 [decide]: an illegal transition is 400 in the shape of V1."""
    for state in so_far:
        seller.move(ORDER, state, **({"tracking_number": "6A1"} if state == 3 else {"sku": SKU}))
    for state in refused:
        assert seller.not_moved(ORDER, state, sku=SKU) == "new_state"


def test_the_same_again_is_no_change(seller: Seller) -> None:
    """docs/reference/channels.md §1.3 [decide]: engines retry; the modification stays too."""
    for state, fields in ((2, {"sku": SKU}), (3, {"tracking_number": "6A1"})):
        first = seller.move(ORDER, state, **fields)
        seller.sandbox.advance("1h")
        assert seller.move(ORDER, state, **fields) == first
    assert seller.not_moved(ORDER, 3, tracking_number="6A2") == "tracking_number"
    assert len(seller.ledger("shipment")) == 1


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({}, "tracking_number"), ({"tracking_number": " "}, "tracking_number"),
        ({"tracking_number": "6A1", "shipper": "stamps_com"}, "shipper"),
        ({"tracking_number": "6A1", "date_shipping": "today"}, "date_shipping"),
        ({"tracking_number": "6A1", "imei": "123"}, "imei"),
        ({"tracking_number": "6A1", "serial_number": "a b"}, "serial_number"),
        ({"tracking_number": "6A1", "tracking_url": "x" * 201}, "tracking_url"),
    ],
)  # fmt: skip
def test_a_parcel_that_is_not_told_well_is_refused(
    seller: Seller, fields: dict[str, Any], target: str
) -> None:
    """docs/reference/channels.md §1.3: a number, a shipper of the list, a date; row 31 of §15."""
    seller.move(ORDER, 2, sku=SKU)
    assert seller.not_moved(ORDER, 3, **fields) == target


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({"sku": SKU}, "new_state"), ({"new_state": 1, "sku": SKU}, "new_state"),
        ({"new_state": "two", "sku": SKU}, "new_state"), ({"new_state": 2}, "sku"),
        ({"new_state": 2, "sku": "NONE"}, "sku"), ({"new_state": 4, "sku": ""}, "sku"),
        ({"new_state": 2, "sku": SKU, "order_id": 1}, "order_id"),
        ({"new_state": 2, "sku": SKU, "vat_type": "NONE"}, "vat_type"),
        ({"state": 2, "sku": SKU}, "new_state"),
    ],
)  # fmt: skip
def test_a_body_without_what_is_needed_is_refused(
    seller: Seller, fields: dict[str, Any], target: str
) -> None:
    """docs/reference/channels.md §1.3 [decide]: the right name is `new_state`."""
    assert seller.refused("POST", f"{ORDERS}/{ORDER}", json=fields)["target"] == target
    assert seller.states() == (1, [1])


def test_a_return_has_a_reason_of_the_list(seller: Seller) -> None:
    """docs/reference/channels.md §1.3: 0, 1, 11 to 13, 21 to 25; a message of 500 at most."""
    seller.ship()
    assert seller.not_moved(ORDER, 6, sku=SKU, return_reason=2) == "return_reason"
    assert seller.not_moved(ORDER, 6, sku=SKU, return_message="x" * 501) == "return_message"
    seller.move(ORDER, 6, sku=SKU)


def test_numbers_may_come_as_texts_and_bodies_as_forms(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: one client posts forms and works."""
    form = {"order_id": ORDER, "new_state": 2, "sku": SKU, "vat_type": "MARGINAL"}
    seller.send("POST", f"{ORDERS}/{ORDER}", data=urlencode(form).encode(), headers=FORM)
    assert seller.states() == (3, [2])
    seller.move(ORDER, "3", tracking_number="6A1", date_shipping="2026-01-04T08:00:00Z")
    assert seller.order()["date_shipping"] == "2026-01-04T08:00:00.000Z"


def test_an_imei_is_for_one_line_of_one_unit(seller: Seller, two: str) -> None:
    """docs/reference/channels.md §1.3: and it cannot be corrected later."""
    imei = "353000111222333"
    assert seller.ship(imei=imei)["orderlines"][0]["imei"] == imei
    for order in (two, seller.place((SKU, 2))):
        for sku in {line["listing"] for line in seller.order(order)["orderlines"]}:
            seller.move(order, 2, sku=sku)
        assert seller.not_moved(order, 3, tracking_number="6A2", imei=imei) == "imei"
        assert seller.not_moved(order, 3, tracking_number="6A2", serial_number="S1")


def test_update_orderline_stores_a_devices_numbers_once(seller: Seller) -> None:
    """docs/reference/channels.md §1.3: 200, or 422 as problem+json [decide]."""
    path, imei = f"/ws/orderlines/{LINE}", {"imei": "353000111222333"}

    def refused(body: dict[str, Any]) -> str:
        answer = seller.send("PATCH", path, 422, json=body)
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert set(problem) == {"type", "title", "status", "detail", "instance"}
        assert problem["status"] == 422
        return str(problem["detail"])

    assert "neither accepted nor shipped" in refused(imei)
    seller.move(ORDER, 2, sku=SKU)
    for body in ({}, {"imei": "1"}, {"serial_number": "no blanks"}):
        refused(body)
    for _ in range(2):
        assert seller.send("PATCH", path, json=imei).json()["imei"] == imei["imei"]
    assert "cannot be corrected" in refused({"imei": "353000111222334"})
    assert seller.send("PATCH", path, json={"serial_number": "S-1"}).json()["imei"] == imei["imei"]
    unknown = seller.send("PATCH", "/ws/orderlines/1", 404, json=imei)
    assert unknown.headers["content-type"] == "application/problem+json"


def test_refund_orderline_pays_back_by_the_state_of_a_line(seller: Seller, two: str) -> None:
    """docs/reference/channels.md §1.3: 4 from 1, 5 from 2, 6 from 3, a part of it as well."""

    def refund(line: int, kind: Any, expect: int = 200, **more: Any) -> Any:
        body = {"orderline_pk": line, "refund_type": kind, **more}
        return seller.send("POST", "/ws/sav/refund", expect, json=body).json()

    first, second = [line["id"] for line in seller.order(two)["orderlines"]]
    assert refund(first, 5, 400)["error"]["target"] == "refund_type"
    assert refund(first, 4)["state"] == 4
    seller.move(two, 2, sku=OTHER)
    assert refund(second, "5")["state"] == 5
    seller.ship()
    assert refund(LINE, 4, 400)["error"]["target"] == "refund_type"
    assert refund(LINE, 6, amount="50.00")["state"] == 3
    assert refund(LINE, 6, 400, amount=149.01)["data"]["fields"].keys() == {"amount"}
    assert refund(LINE, 6)["state"] == 6
    assert refund(1, 4, 404)["error"]["code"] == "E004"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"refund_type": 4}, "orderline_pk"), ({"orderline_pk": LINE}, "refund_type"),
        ({"orderline_pk": "x", "refund_type": 4}, "orderline_pk"),
        ({"orderline_pk": LINE, "refund_type": 7}, "refund_type"),
        ({"orderline_pk": LINE, "refund_type": 4, "amount": "1.00"}, "amount"),
        ({"orderline_pk": LINE, "refund_type": 6, "amount": "free"}, "amount"),
    ],
)  # fmt: skip
def test_fields_of_a_refund_are_refused_by_name(
    seller: Seller, body: dict[str, Any], field: str
) -> None:
    """docs/reference/channels.md §1.4: E009, `Validation error`, the fields beside it."""
    answer = seller.send("POST", "/ws/sav/refund", 400, json=body).json()
    assert answer["error"] == {"code": "E009", "message": "Validation error"}
    assert answer["data"]["fields"].keys() == {field}
