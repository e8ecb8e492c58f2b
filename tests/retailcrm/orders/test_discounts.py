"""Manual discounts of orders and items, and the sums: docs/reference/warehouse-module.md §7.1."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stocktake.rules.quantity import MICRO, parse
from stocktake.vendors.retailcrm.orders.sums import add_up

from tests.retailcrm.support import BOTH, SKU, Crm, expect_refusal

FORMAT = "Errors in the entity format"
NOT_VALID = "This value is not valid."


def line(price: Any, quantity: Any = 1, **more: Any) -> dict[str, Any]:
    return {"productName": "Beans", "initialPrice": price, "quantity": quantity, **more}


def made(crm: Crm, *items: dict[str, Any], **order: Any) -> dict[str, Any]:
    answer = crm.create({"items": list(items), **order})
    assert answer.status == 201, answer.text
    return dict(answer.json()["order"])


def sums(order: dict[str, Any]) -> tuple[Any, Any]:
    return order["summ"], order["totalSumm"]


def test_an_amount_of_an_item_is_taken_from_each_unit(crm: Crm) -> None:
    """§7.1 [decide]: three of 10 less 1.25 each."""
    order = made(crm, line(10, 3, discountManualAmount="1.25"), delivery={"cost": 5})
    assert sums(order) == (26.25, 31.25)
    (item,) = order["items"]
    assert (item["initialPrice"], item["discountManualAmount"]) == (10, 1.25)
    assert item["discountTotal"] == 1.25
    assert item["discounts"] == [{"type": "manual_product", "amount": 1.25}]
    assert item["prices"] == [{"price": 8.75, "quantity": 3}]


def test_a_percentage_of_an_item_is_of_its_price(crm: Crm) -> None:
    """§7.1 [decide]: rounded to cents, half away from zero, for each unit."""
    order = made(crm, line("9.99", 2, discountManualPercent=33.33))
    (item,) = order["items"]
    assert (item["discountManualPercent"], item["discountTotal"]) == (33.33, 3.33)
    assert sums(order) == (13.32, 13.32)


def test_an_amount_of_an_order_is_taken_once(crm: Crm) -> None:
    """§7.1 [decide]: from the goods, not from the delivery, and shown in the items' shares."""
    items = line(10, 3), line(20)
    order = made(crm, *items, discountManualAmount=5, delivery={"cost": 4})
    assert sums(order) == (45, 49)
    assert order["discountManualAmount"] == 5
    first, second = order["items"]
    assert (first["discountTotal"], second["discountTotal"]) == (1, 2)
    assert second["discounts"] == [{"type": "manual_order", "amount": 2}]
    assert (first["prices"], second["prices"]) == (
        [{"price": 9, "quantity": 3}], [{"price": 18, "quantity": 1}],
    )  # fmt: skip


def test_a_percentage_of_an_order_is_of_its_goods_after_their_own_discounts(crm: Crm) -> None:
    """§7.1 [decide]: 10 percent of 90, and nothing of the delivery."""
    order = made(
        crm, line(50, 2, discountManualAmount=5), discountManualPercent=10, delivery={"cost": 20}
    )
    assert sums(order) == (81, 101)
    (item,) = order["items"]
    assert item["discountTotal"] == 9.5
    assert item["discounts"] == [
        {"type": "manual_product", "amount": 5}, {"type": "manual_order", "amount": 4.5},
    ]  # fmt: skip


def test_amount_and_percentage_are_both_taken(crm: Crm) -> None:
    """§7.1 [decide]: of an item and of an order alike; a percentage has two places."""
    order = made(
        crm,
        line(100, 1, discountManualAmount=10, discountManualPercent=10),
        discountManualAmount=8,
        discountManualPercent=12.504,
    )
    assert order["discountManualPercent"] == 12.5
    assert sums(order) == (62, 62)


def test_prices_of_whole_units_add_up_to_what_is_paid(crm: Crm) -> None:
    """§7.1 [decide]: what cannot be shared evenly makes a cent of difference between units."""
    order = made(crm, line(10, 3), discountManualAmount=1)
    (item,) = order["items"]
    assert item["prices"] == [
        {"price": 9.67, "quantity": 2}, {"price": 9.66, "quantity": 1},
    ]  # fmt: skip
    assert (item["discountTotal"], order["summ"]) == (0.33, 29)
    weighed = made(crm, line(10, "2.5"), discountManualAmount=1)
    assert weighed["items"][0]["prices"] == [{"price": 9.6, "quantity": 2.5}]


def test_no_discount_is_more_than_what_it_is_taken_from(crm: Crm) -> None:
    """§7.1 [decide]: nothing costs less than nothing; the delivery is paid all the same."""
    order = made(crm, line(10, 2, discountManualAmount=15), line(5), delivery={"cost": 3})
    assert sums(order) == (5, 8)
    assert order["items"][0]["discountTotal"] == 10
    assert order["items"][0]["discounts"] == [{"type": "manual_product", "amount": 15}]
    order = made(crm, line(10), discountManualAmount=15, delivery={"cost": 3})
    assert sums(order) == (0, 3)
    order = made(crm, line(10), discountManualPercent=250)
    assert sums(order) == (0, 0)


def test_a_discount_does_not_change_what_the_goods_cost_the_shop(crm: Crm) -> None:
    """§7.1: purchaseSumm."""
    order = made(crm, line(10, 3, purchasePrice=4, discountManualPercent=50))
    assert (order["purchaseSumm"], order["summ"]) == (12, 15)


def test_a_discount_in_the_list_of_discounts_is_read_as_an_amount(crm: Crm) -> None:
    """§7.4: one client sends it so; a manual discount that stands beside it wins."""
    listed = {"discounts": [{"type": "manual_product", "amount": 1}]}
    order = made(crm, line(0, **listed), line(10, **listed))
    free, item = order["items"]
    assert (free["discountTotal"], free["discounts"]) == (0, listed["discounts"])
    assert (item["discountTotal"], item["discountManualAmount"]) == (1, 1)
    order = made(crm, line(10, **listed, discountManualPercent=50))
    assert (order["summ"], order["items"][0].get("discountManualAmount")) == (5, None)


def test_an_edit_changes_discounts_and_the_sums_follow(crm: Crm) -> None:
    """§7.5: a null takes a discount away, an item keeps the one that is not sent."""
    order = made(crm, line(10, 2, discountManualAmount=1), discountManualPercent=10)
    assert order["summ"] == 16.2
    item_id = order["items"][0]["id"]
    edited = crm.edit(order["id"], items=[{"id": item_id, "quantity": 3}]).json()["order"]
    assert edited["summ"] == 24.3
    edited = crm.edit(order["id"], discountManualPercent=None, discountManualAmount=2)
    assert edited.json()["order"]["summ"] == 25
    edited = crm.edit(order["id"], items=[{"id": item_id, "discountManualAmount": None}])
    assert edited.json()["order"]["summ"] == 28


def test_an_order_that_is_sent_back_as_it_was_read_keeps_its_discounts(crm: Crm) -> None:
    """§7.5: discounts that are shown are not added to those that they stand for."""
    order = made(crm, line(10, 3, discountManualPercent=15), line(7, 2), discountManualAmount=1)
    assert crm.edit(**order, by="id", order_id=order["id"]).json()["order"] == order
    assert crm.history(since=1) == []


def test_history_shows_discounts_and_what_they_change(crm: Crm) -> None:
    """§7.8: order_product.discount_total and .summ of each item that an order's discount reaches.

    A sum that only follows the quantity has no record.
    """
    order = made(crm, line(10, 3), line(20))
    first, second = (item["id"] for item in order["items"])
    crm.edit(order["id"], discountManualPercent=10)
    records = crm.history(since=1)
    assert [(r["field"], r["oldValue"], r["newValue"]) for r in records] == [
        ("discount_manual_percent", None, 10),
        ("order_product.discount_total", 0, 1),
        ("order_product.summ", 30, 27),
        ("order_product.discount_total", 0, 2),
        ("order_product.summ", 20, 18),
    ]
    assert [record.get("item", {}).get("id") for record in records] == [
        None, first, first, second, second,
    ]  # fmt: skip
    since = records[-1]["id"]
    crm.edit(order["id"], items=[{"id": first, "quantity": 4}, {"id": second}])
    assert [record["field"] for record in crm.history(since)] == ["order_product.quantity"]
    since = crm.history(since)[-1]["id"]
    crm.edit(order["id"], items=[{"id": first, "discountManualAmount": 1}, {"id": second}])
    assert [(r["field"], r["newValue"]) for r in crm.history(since)] == [
        ("order_product.discount_manual_amount", 1),
        ("order_product.discount_total", 1.9),
        ("order_product.summ", 32.4),
    ]


def test_filters_of_prices_see_the_discount(crm: Crm) -> None:
    """§7.2: prices are totals, also after an edit."""
    order = made(crm, line(10, 3), discountManualAmount=5, delivery={"cost": 1})
    query = "filter[minPrice]=25.5&filter[maxPrice]=26.5"
    assert [each["id"] for each in crm.get("/v5/orders", query).json()["orders"]] == [order["id"]]
    crm.edit(order["id"], discountManualAmount=4)
    assert crm.get("/v5/orders", query).json()["orders"] == []


def test_sums_too_large_for_any_number_are_refused(crm: Crm) -> None:
    """§1.9: never a 500."""
    most = 999999999
    expect_refusal(crm.create({"items": [line(most, most)]}), 400, FORMAT, {"items": NOT_VALID})
    fits = [line(most, 9223)]
    order = made(crm, *fits)
    for changes in (
        {"items": [*fits, *fits]},
        {"delivery": {"cost": most}, "items": [line(most, 9223.3)]},
    ):
        answer = crm.edit(order["id"], **changes)
        assert answer.status in (200, 400), answer.text
    answer = crm.create({"items": fits, "discountManualPercent": most})
    assert answer.status in (201, 400), answer.text


@pytest.mark.parametrize("name", ["discountManualAmount", "discountManualPercent"])
@pytest.mark.parametrize("value", [-1, "many", "1e3", 10**10])
def test_a_discount_that_is_no_such_number_is_refused(crm: Crm, name: str, value: Any) -> None:
    """§1.9."""
    expect_refusal(crm.create({name: value}), 400, FORMAT, {name: NOT_VALID})
    where = f"items[0].{name}"
    expect_refusal(
        crm.create({"items": [line(1, **{name: value})]}), 400, FORMAT, {where: NOT_VALID}
    )


def test_the_offers_of_two_lines_share_a_discount_by_what_they_cost(crm: Crm) -> None:
    """§7.1: also where the items are offers of the catalogue."""
    offers: list[dict[str, Any]] = [
        {"offer": {"externalId": SKU}},
        {"offer": {"externalId": BOTH}, "quantity": 2},
    ]
    plain = made(crm, *offers)
    order = made(crm, *offers, discountManualAmount=plain["summ"])
    assert order["summ"] == 0
    assert [item["discountTotal"] for item in order["items"]] == [
        item["initialPrice"] for item in order["items"]
    ]


CENTS = st.integers(0, 100_000).map(lambda cents: cents * MICRO // 100)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "price": CENTS, "quantity": st.integers(0, 50).map(lambda n: n * MICRO),
            "discount_amount": st.none() | CENTS, "discount_percent": st.none() | CENTS,
            "purchase_price": st.just(0),
        }
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=200)
@given(ITEMS, st.none() | CENTS, st.none() | CENTS, CENTS)
def test_the_prices_shown_always_add_up_to_the_sum(
    items: list[dict[str, Any]], amount: int | None, percent: int | None, cost: int
) -> None:
    """§7.1: nothing is lost or paid twice by rounding, and nothing is below zero."""
    order = {"discount_amount": amount, "discount_percent": percent, "delivery_cost": cost}
    found = add_up(order, items)
    shown = sum(
        Decimal(price) * quantity / MICRO for each in found.lines for price, quantity in each.prices
    )
    assert shown == found.goods == sum(each.amount for each in found.lines)
    assert found.total == found.goods + cost
    for item, each in zip(items, found.lines, strict=True):
        assert 0 <= each.discount <= item["price"]
        assert all(price >= 0 for price, _ in each.prices)
        assert sum(quantity for _, quantity in each.prices) == item["quantity"]
    assert parse("0.01") == MICRO // 100
