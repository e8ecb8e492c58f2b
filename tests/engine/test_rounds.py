"""Rounds of the engine against real fakes, in situations that no scenario contains."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.support import (
    ASK,
    catalogue,
    engine_environment,
    new_world,
    post_to_crm,
    run_engine,
    shown_in_store,
)


class Shop:
    """A sandbox on a socket, its control plane, and the engine run by hand."""

    def __init__(self, url: str, state: Path) -> None:
        self.url, self.state = url, state
        self.env = engine_environment(url, state, warehouse="wherefour")

    def round(self, *, expect: int = 0) -> tuple[str, list[str]]:
        """Run one round; return its stderr and the writes that it made."""
        before = self.journal(0)
        said = run_engine(self.env, expect=expect)
        fresh = self.journal(before[-1]["seq"] if before else 0)
        return said, [entry["operation"] for entry in fresh if entry["method"] != "GET"]

    def journal(self, after: int) -> list[dict[str, Any]]:
        answer = ASK.get(f"{self.url}/_sim/journal?limit=10000&kind=exchange&after={after}")
        return answer.json()["entries"]

    def sql(self, text: str) -> list[Any]:
        return ASK.post(f"{self.url}/_sim/sql", json={"sql": text}).json()["rows"]

    def event(self, simulator: str, event: str, **arguments: Any) -> Any:
        body = {"simulator": simulator, "event": event, **arguments}
        answer = ASK.post(f"{self.url}/_sim/events", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def order(self, sku: str, quantity: int) -> Any:
        """Create an order through the API, which ignores what the shop shows."""
        item = {"offer": {"externalId": sku}, "quantity": quantity}
        order = {"items": [item], "shipmentStore": "wherefour", "firstName": "Ada"}
        answer = self.crm("orders/create", order=json.dumps(order), site="shop-us")
        return answer["id"]

    def shown(self, sku: str) -> list[Any]:
        """Return the distinct numbers that the shop shows for an SKU."""
        return shown_in_store(self.url, "wherefour", sku=sku)

    def house(self, path: str, **body: Any) -> Any:
        """POST to the warehouse as its staff do."""
        answer = ASK.post(
            f"{self.env['WHEREFOUR_BASE_URL']}/{path}",
            json=body,
            auth=(self.env["WHEREFOUR_USERNAME"], self.env["WHEREFOUR_PASSWORD"]),
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, simulator: str, operation: str, kind: str, **arguments: Any) -> None:
        body = {"simulator": simulator, "operation": operation, "kind": kind, **arguments}
        answer = ASK.post(f"{self.url}/_sim/faults", json=body)
        assert answer.status_code == 201, answer.text

    def crm(self, path: str, **form: Any) -> Any:
        return post_to_crm(self.env, path, **form)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with catalogue("2026-03-02T03:00:00Z") as url:
        yield url


@pytest.fixture
def shop(address: str, tmp_path: Path) -> Shop:
    """A shop and a warehouse in a new world for each test."""
    return Shop(new_world(address), tmp_path)


def test_an_order_with_an_ambiguous_sku_is_left_and_named_and_the_others_go_on(shop: Shop) -> None:
    poison, good = shop.order("TWL-PAPER-6", 1), shop.order("COF-HUILA-340", 1)
    said, writes = shop.round()
    assert f"order R{poison} is left: its SKU 'TWL-PAPER-6' is ambiguous" in said
    assert writes.count("create_order") == 1
    assert shop.sql("SELECT DISTINCT order_number FROM wherefour_order") == [[f"R{good}"]]
    said, writes = shop.round()
    assert (f"order R{poison} is left" in said, writes) == (True, [])


def test_an_order_that_nobody_may_pick_automatically_is_made_and_waits_quietly(shop: Shop) -> None:
    shop.order("CHZ-WHEEL-TOMA", 2)
    assert "auto_pick_and_ship" not in shop.round()[1]
    assert shop.round() == ("", [])


def test_a_switched_off_module_is_registered_again(shop: Shop) -> None:
    assert "edit_integration_module" in shop.round()[1]
    path = "integration-modules/stocktake-engine/edit"
    shop.crm(path, integrationModule=json.dumps({"active": False}))
    assert shop.round()[1] == ["edit_integration_module"]


def test_an_engine_that_lost_its_memory_makes_nothing_twice(shop: Shop) -> None:
    shop.order("COF-HUILA-340", 3)
    shop.order("CHZ-WHEEL-TOMA", 1)
    shop.round()
    (shop.state / "engine.sqlite").unlink()
    assert shop.round() == ("", [])


def test_the_ship_date_is_that_of_the_accounts_zone(shop: Shop) -> None:
    order = shop.order("COF-HUILA-340", 1)
    shop.round()
    shipped = shop.sql(f"SELECT shipped, shipment_date FROM retailcrm_order WHERE id = {order}")
    assert shipped == [[1, "2026-03-01"]], "it is still the day before in Los Angeles"


def test_an_sku_on_two_sites_shows_the_same_number_on_both(shop: Shop) -> None:
    shop.round()
    shown = shop.sql(
        "SELECT shown FROM v_stock WHERE simulator = 'retailcrm' AND place = 'wherefour'"
        " AND sku = 'OIL-EVO-500'"
    )
    assert shown == [[497_000_000], [497_000_000]]


def test_what_is_cancelled_before_its_document_exists_gets_none(shop: Shop) -> None:
    order = shop.order("COF-HUILA-340", 1)
    shop.event("retailcrm", "cancel_order", id=order)
    assert "create_order" not in shop.round()[1]


def test_what_is_cancelled_before_it_ships_is_cancelled_in_the_warehouse_once(shop: Shop) -> None:
    shop.event("wherefour", "cycle_count", lot_code="P020-A", count=0)
    order = shop.order("PASTA-RIG-500", 2)
    shop.round()
    shop.event("retailcrm", "cancel_order", id=order)
    shop.event("wherefour", "receive_stock", sku="PASTA-RIG-500", count=5, location="MAIN")
    shop.fault("wherefour", "update_order", "lost_reply")
    writes = shop.round()[1]
    assert writes == ["update_order", "upload_inventories"]
    assert shop.shown("PASTA-RIG-500") == [5]
    assert shop.round() == ("", [])


def test_what_is_cancelled_after_its_first_shipment_stays_and_its_rest_is_not_for_sale(
    shop: Shop,
) -> None:
    shop.event("wherefour", "cycle_count", lot_code="P020-A", count=3)
    order = shop.order("PASTA-RIG-500", 5)
    shop.round()
    shop.event("retailcrm", "cancel_order", id=order)
    shop.event("wherefour", "receive_stock", sku="PASTA-RIG-500", count=10, location="MAIN")
    assert shop.round()[1] == ["upload_inventories"]
    assert shop.shown("PASTA-RIG-500") == [8]


def test_open_orders_of_others_are_not_for_sale(shop: Shop) -> None:
    line = {"sku": "FLT-POUR-100", "count": 4}
    body = {"order_date": "2026-03-02", "order_items_attributes": [line]}
    for number, status in enumerate(("open", "Pending", "On Hold", "Canceled")):
        shop.house("customers/1001/orders", order_number=f"SO{number}", status=status, **body)
    assert "create_order" not in shop.round()[1]
    assert shop.shown("FLT-POUR-100") == [55 - 3 * 4]
    assert shop.round() == ("", [])


def test_a_create_that_a_proxy_repeated_leaves_one_document(shop: Shop) -> None:
    shop.order("COF-HUILA-340", 3)
    shop.fault("wherefour", "create_order", "duplicate")
    assert shop.round()[1].count("update_order") == 1
    made = "SELECT cancelled / 1000000 FROM v_orders WHERE simulator = 'wherefour' ORDER BY id"
    assert shop.sql(made) == [[0], [3]]
    assert shop.shown("COF-HUILA-340") == [172]
    assert shop.round() == ("", [])


def test_a_round_that_fails_for_one_order_serves_the_others_and_says_so_in_one_line(
    shop: Shop,
) -> None:
    first, second = shop.order("COF-HUILA-340", 1), shop.order("RICE-BAS-2K", 1)
    shop.fault("wherefour", "create_order", "lost_request")
    said, writes = shop.round(expect=1)
    assert len(said.splitlines()) == 1
    assert f"the round failed: order R{first}" in said
    assert shop.sql("SELECT order_number FROM wherefour_order") == [[f"R{second}"]]
    assert "upload_inventories" in writes
    assert "create_order" in shop.round()[1]


@pytest.mark.parametrize("made", [True, False])
def test_an_order_that_changed_and_cannot_be_read_waits_for_the_next_round(
    shop: Shop, made: bool
) -> None:
    if made:
        shop.event("wherefour", "cycle_count", lot_code="P020-A", count=0)
    else:
        shop.fault("wherefour", "create_customer", "lost_request")
    order = shop.order("PASTA-RIG-500", 2)
    shop.round(expect=0 if made else 1)
    shop.event("retailcrm", "cancel_order", id=order)
    shop.event("wherefour", "receive_stock", sku="PASTA-RIG-500", count=5, location="MAIN")
    shop.fault("retailcrm", "get_order", "status", status=503, times=4)
    _, writes = shop.round(expect=1)
    assert set(writes) <= {"upload_inventories"}, "nobody knows whether it is still wanted"
    shop.round()
    shipped = "SELECT coalesce(sum(shipped), 0) FROM v_orders WHERE simulator = 'wherefour'"
    assert shop.sql(shipped) == [[0]]
    assert shop.shown("PASTA-RIG-500") == [5 if made else 12]
    assert shop.round() == ("", [])
