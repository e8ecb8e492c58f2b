"""Goods that leave the country have a price, in strict mode.

Source: docs/reference/whiplash.md §2.3, §3.2.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import act, order, reload


@pytest.fixture
def strict(lash: Lash) -> Lash:
    """An account in strict mode, with an item `GIFT` that has no price."""
    lash.sandbox.set_quirk("whiplash.strict", True)
    lash.create(sku="GIFT", title="Gift")
    return lash


def refusal(lash: Lash, method: str, path: str, **body: Any) -> str:
    """Send what is refused for the price; return the text."""
    refused = lash.send(method, path, 422, json=body).json()
    assert list(refused["errors"]) == ["price"]
    text: str = refused["error"]
    return text


def line(lash: Lash, sku: str = "GIFT") -> dict[str, Any]:
    """Return a line of one unit."""
    return {"item_id": lash.item(sku)["id"], "quantity": 1}


@pytest.mark.parametrize("country", ["CA", "United Kingdom", "Atlantis"])
def test_in_strict_mode_an_item_without_a_price_does_not_go_abroad(
    strict: Lash, country: str
) -> None:
    """§2.3: the price is required for international orders; no order is created."""
    lines = [line(strict, SKU), line(strict)]
    text = refusal(strict, "POST", "/orders", shipping_country=country, order_items=lines)
    item = lines[1]["item_id"]
    assert text == f"price is required for international orders: item {item} (GIFT) has none"
    assert strict.get("/orders/count") == 0
    strict.send("PUT", f"/items/{item}", 204, json={"price": "4.5"})
    order(strict, shipping_country=country, order_items=lines)


@pytest.mark.parametrize("country", [None, "", "US", "usa", "United States"])
def test_at_home_an_item_needs_no_price(strict: Lash, country: str | None) -> None:
    """§2.3: home is where the warehouse stands; no country is no other country."""
    made = order(strict, {"GIFT": 1}, shipping_country=country)
    assert [each["sku"] for each in made["order_items"]] == ["GIFT"]


def test_home_is_the_country_of_the_warehouse_that_an_order_leaves_from(strict: Lash) -> None:
    """§2.3, §2.6: of those that it may leave from while it has none yet."""
    strict.insert("customer_warehouse", customer_id=1, warehouse_id=6)
    assert order(strict, {"GIFT": 1}, shipping_country="CA")["warehouse_id"] is None
    refusal(
        strict, "POST", "/orders",
        shipping_country="CA", shop_warehouse_ids=[1, 2], order_items=[line(strict)],
    )  # fmt: skip
    strict.event("adjust_inventory", sku="GIFT", change=5)  # in Ann Arbor, which then ships it
    refusal(strict, "POST", "/orders", shipping_country="CA", order_items=[line(strict)])


def test_nor_does_it_get_onto_an_order_that_goes_abroad(strict: Lash) -> None:
    """§2.3: as a new line, as one that is moved, or because the order gets another country."""
    away, home = order(strict, {SKU: 1}, shipping_country="CA"), order(strict, {"GIFT": 1})
    refusal(strict, "POST", "/order_items", order_id=away["id"], **line(strict))
    moved = f"/order_items/{home['order_items'][0]['id']}"
    refusal(strict, "PUT", moved, order_id=away["id"])
    refusal(strict, "PUT", f"/orders/{home['id']}", shipping_country="FR")
    assert [len(reload(strict, each)["order_items"]) for each in (away, home)] == [1, 1]
    assert reload(strict, home)["shipping_country"] is None
    strict.send("PUT", f"/orders/{home['id']}", 204, json={"shipping_country": "US"})


def test_staff_do_not_send_one_abroad_that_was_ordered_before_the_mode_was_strict(
    lash: Lash,
) -> None:
    """§2.3, §3.4: it stays in processing, and can be cancelled."""
    lash.create(sku="GIFT", title="Gift")
    lash.event("adjust_inventory", sku="GIFT", change=1)
    made = order(lash, {"GIFT": 1}, shipping_country="CA")
    lash.sandbox.set_quirk("whiplash.strict", True)
    with pytest.raises(Conflict, match="required for international orders"):
        lash.event("process_order", order_id=made["id"], status="batched")
    assert reload(lash, made)["status"] == 100
    assert act(lash, made, "cancel") == 40


def test_by_default_nothing_is_required(lash: Lash) -> None:
    """§2.3: the quirk `whiplash.strict` is off."""
    lash.create(sku="GIFT", title="Gift")
    assert order(lash, {"GIFT": 1}, shipping_country="CA")["shipping_country_iso2"] == "CA"
