"""Shoppers and managers: docs/reference/duties.md, docs/reference/warehouse-module.md §7.8."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm


def place(
    crm: Crm, *lines: tuple[str, Any], store: str = "wherefour", **more: Any
) -> dict[str, Any]:
    wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    result = crm.sandbox.event("retailcrm", "place_order", store=store, lines=wanted, **more)
    return dict(result)


def test_a_shopper_buys_what_the_shop_shows(crm: Crm) -> None:
    """The order has its store (duty D2), a customer, an item for each line (duties §7, row 39)."""
    crm.put(SKU, 5)
    placed = place(crm, (SKU, 2), (SKU, 3), customer="Tara Mckinney")
    order = crm.order(placed["id"])
    assert placed == {
        "id": 1001, "reference": "R1001", "site": "shop-us", "customer": 1002,
    }  # fmt: skip
    assert (order["shipmentStore"], order["status"], order["shipped"]) == (
        "wherefour",
        "new",
        False,
    )
    assert [(item["offer"]["externalId"], item["quantity"]) for item in order["items"]] == [
        (SKU, 2),
        (SKU, 3),
    ]
    assert (order["customer"]["id"], order["firstName"]) == (1002, "Tara")
    assert order["delivery"]["address"]["city"] == "Oakland"
    assert order["summ"] == 74.75
    assert crm.leftover(SKU)["quantity"] == 5


def test_an_order_placed_in_the_shop_is_not_a_change_by_any_key(crm: Crm) -> None:
    """§7.8: source api, current false for every key."""
    crm.put(SKU, 5)
    place(crm, (SKU, 1))
    for client in (crm, crm.second):
        (record,) = client.history()
        assert (record["source"], record["apiKey"]) == ("api", {"current": False})
        assert record["created"] is True


def test_a_shopper_cannot_buy_more_than_is_shown_in_that_store(crm: Crm) -> None:
    """The limit is the number shown for the store; earlier orders do not lower it (§7.6)."""
    crm.put(SKU, 5)
    with pytest.raises(Conflict):
        place(crm, (SKU, 6))
    with pytest.raises(Conflict):
        place(crm, (SKU, 1), store="whiplash")
    with pytest.raises(Conflict):
        place(crm, (SKU, 3), (SKU, 3))
    assert crm.history() == []
    place(crm, (SKU, 5))
    place(crm, (SKU, 5))


def test_lines_must_share_a_shop(crm: Crm) -> None:
    """An order belongs to one site."""
    crm.put(SKU, 5)
    crm.put(EUROPEAN, 5, site="shop-eu")
    crm.put(BOTH, 5, site="shop-eu")
    with pytest.raises(Conflict):
        place(crm, (SKU, 1), (EUROPEAN, 1))
    assert place(crm, (BOTH, 1), (EUROPEAN, 1))["site"] == "shop-eu"
    assert place(crm, (BOTH, 1))["site"] == "shop-eu"


def test_a_sku_in_two_shops_is_bought_in_both(crm: Crm) -> None:
    """Duty D2: at random, so that demand of both counts; the same world makes the same choice."""
    crm.put(BOTH, 5)
    crm.put(BOTH, 5, site="shop-eu")
    twin = crm.sandbox.fork("twin")
    sites = [place(crm, (BOTH, 1))["site"] for _ in range(12)]
    one = [{"sku": BOTH, "quantity": 1}]
    buy = {"store": "wherefour", "lines": one}
    twins = [twin.event("retailcrm", "place_order", **buy)["site"] for _ in range(12)]
    assert set(sites) == {"shop-us", "shop-eu"}
    assert sites == twins


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"store": "x", "lines": [{"sku": SKU, "quantity": 1}]}, NotFound),
        ({"store": "wherefour", "lines": [{"sku": "x", "quantity": 1}]}, NotFound),
        ({"store": "wherefour", "lines": [{"sku": SKU, "quantity": 1}], "customer": 12}, NotFound),
        ({"store": "wherefour", "lines": [{"sku": SKU, "quantity": 1}], "customer": "X"}, NotFound),
        ({"store": "wherefour", "lines": [{"sku": SKU, "quantity": 0}]}, Invalid),
        ({"store": "wherefour", "lines": [{"sku": SKU, "quantity": -1}]}, Invalid),
        ({"store": "wherefour", "lines": []}, Invalid),
        ({"store": "wherefour"}, Invalid),
    ],
)
def test_an_order_of_something_unknown_is_refused(
    crm: Crm, arguments: dict[str, Any], refusal: type[Exception]
) -> None:
    """Unknown store, SKU or customer; nothing to buy."""
    crm.put(SKU, 5)
    with pytest.raises(refusal):
        crm.sandbox.event("retailcrm", "place_order", **arguments)
    assert crm.history() == []


def test_a_customer_is_chosen_by_position_or_at_random(crm: Crm) -> None:
    """Customers are seeded; an engine reads their id and name from the order."""
    crm.put(SKU, 5)
    assert place(crm, (SKU, 1), customer=0)["customer"] == 1001
    drawn = {place(crm, (SKU, 1))["customer"] for _ in range(20)}
    assert len(drawn) > 1
    assert drawn <= set(range(1001, 1013))


def test_quantities_may_be_fractions(crm: Crm) -> None:
    """§4.1."""
    crm.put("OLIVE-CAST-10", 2.5)
    placed = place(crm, ("OLIVE-CAST-10", 2.5))
    assert crm.order(placed["id"])["items"][0]["quantity"] == 2.5


def test_a_manager_cancels_an_order_once(crm: Crm) -> None:
    """§6 (status cancel-other), §7.8: source user."""
    order_id = crm.create().json()["id"]
    result = crm.sandbox.event("retailcrm", "cancel_order", id=order_id)
    assert result == {"id": order_id, "status": "cancel-other"}
    assert crm.order(order_id)["status"] == "cancel-other"
    record = crm.history()[-1]
    assert (record["source"], record["user"]) == ("user", {"id": 1})
    assert "apiKey" not in record
    assert (record["field"], record["newValue"]) == ("status", {"code": "cancel-other"})
    with pytest.raises(Conflict):
        crm.sandbox.event("retailcrm", "cancel_order", id=order_id)
    with pytest.raises(NotFound):
        crm.sandbox.event("retailcrm", "cancel_order", id=order_id + 1)


def test_a_world_without_a_catalogue_has_nothing_to_buy() -> None:
    """No vendor page publishes an example account."""
    from stocktake import SIMULATORS

    with Sandbox(SIMULATORS, seed_set="documented") as bare:
        crm = Crm(bare)
        assert crm.get("/v5/store/inventories").json()["offers"] == []
        assert len(crm.get("/v5/reference/stores").json()["stores"]) == 3
        with pytest.raises(NotFound):
            place(crm, (SKU, 1))
