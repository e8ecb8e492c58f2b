"""Rounds of the engine against Whiplash, in situations that no scenario contains."""

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

POSTER = "POSTER/DAWN.18x24"


class Merchant:
    """A world with a shop and a Whiplash account, and the engine run by hand."""

    def __init__(self, url: str, state: Path) -> None:
        self.url = url
        self.env = engine_environment(url, state, warehouse="whiplash")
        self.last = 0

    def round(self, *, expect: int = 0) -> tuple[str, list[str]]:
        """Run one round; return its stderr and the writes that it made."""
        self.writes()
        return run_engine(self.env, expect=expect), self.writes()

    def writes(self) -> list[str]:
        """Return the operations that wrote something since the last call."""
        path = f"{self.url}/_sim/journal?limit=10000&after={self.last}"
        entries = ASK.get(path).json()["entries"]
        self.last = max([self.last, *(entry["seq"] for entry in entries)])
        exchanges = [entry for entry in entries if entry["kind"] == "exchange"]
        return [entry["operation"] for entry in exchanges if entry["method"] != "GET"]

    def sim(self, path: str, **body: Any) -> Any:
        answer = ASK.post(f"{self.url}/_sim/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def sql(self, text: str) -> list[Any]:
        return self.sim("sql", sql=text)["rows"]

    def event(self, simulator: str, event: str, **arguments: Any) -> Any:
        return self.sim("events", simulator=simulator, event=event, **arguments)["result"]

    def order(self, *skus: str) -> Any:
        """Create an order of one each through the API, which ignores what the shop shows."""
        items = [{"offer": {"externalId": sku}, "quantity": 1} for sku in skus]
        order = {"items": items, "shipmentStore": "whiplash", "firstName": "Ada"}
        return self.crm("orders/create", order=json.dumps(order), site="shop-us")["id"]

    def crm(self, path: str, **form: Any) -> Any:
        return post_to_crm(self.env, path, **form)

    def house(self, method: str, path: str, body: Any = None) -> Any:
        """Call Whiplash as the merchant does."""
        answer = ASK.request(
            method,
            f"{self.env['WHIPLASH_BASE_URL']}/{path}",
            json=body,
            headers={"X-API-KEY": self.env["WHIPLASH_API_KEY"]},
        )
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def shown(self, sku: str) -> list[Any]:
        """Return what the shop shows for an SKU."""
        return shown_in_store(self.url, "whiplash", sku=sku)

    def documents(self) -> list[Any]:
        """Return the warehouse's orders whose originator id is a number of the shop."""
        return self.sql(
            "SELECT originator_id, status, shipped_on IS NOT NULL FROM whiplash_order"
            " WHERE originator_id LIKE 'R%' ORDER BY id"
        )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with catalogue() as url:
        yield url


@pytest.fixture
def merchant(address: str, tmp_path: Path) -> Merchant:
    """A new world for each test."""
    return Merchant(new_world(address), tmp_path)


def test_unknown_and_ambiguous_skus_are_left_and_named_and_the_others_go_on(
    merchant: Merchant,
) -> None:
    unknown, ambiguous = merchant.order("COF-HUILA-340"), merchant.order("STKR-LOGO-3")
    good = merchant.order("TOTE-MARKET")
    said, _ = merchant.round()
    assert f"order R{unknown} is left: its SKU 'COF-HUILA-340' is unknown" in said
    assert f"order R{ambiguous} is left: its SKU 'STKR-LOGO-3' is ambiguous" in said
    assert [number for number, *_ in merchant.documents()] == [f"R{good}"]
    assert merchant.round()[1] == []


def test_a_bundle_is_ordered_as_such_and_out_when_its_components_are(merchant: Merchant) -> None:
    # The shop offers no bundle: its offer of a poster is used as one here.
    merchant.house("PUT", f"items/{item(merchant, POSTER)}", {"sku": "OLD"})
    merchant.house("PUT", f"items/{item(merchant, 'BDL-CAMP-KIT')}", {"sku": POSTER})
    order = merchant.order(POSTER)
    merchant.round()
    assert merchant.round() == ("", [])
    ordered = "SELECT sku, ordered / 1000000 FROM v_orders WHERE simulator = 'whiplash'"
    assert merchant.sql(f"{ordered} AND reference = 'R{order}'") == [[POSTER, 1]]
    shown = [merchant.shown(sku) for sku in (POSTER, "TEE-ALDER-M", "MUG.CAMP.12OZ")]
    assert shown == [[54], [54], [59]], "the kit is as many as its scarcest component allows"
    merchant.event("whiplash", "process_order", originator_id=f"R{order}", status="shipped")
    assert merchant.round()[1] == ["edit_order"]
    assert merchant.sql(f"SELECT shipped FROM retailcrm_order WHERE id = {order}") == [[1]]
    assert merchant.round() == ("", [])


def item(merchant: Merchant, sku: str) -> Any:
    (row,) = merchant.house("GET", f"items/sku?sku={sku}")
    return row["id"]


def test_a_lost_reply_to_a_create_is_settled_by_a_look(merchant: Merchant) -> None:
    order = merchant.order("TOTE-MARKET")
    merchant.sim("faults", simulator="whiplash", operation="create_order", kind="lost_reply")
    assert merchant.round()[1].count("create_order") == 1
    assert [number for number, *_ in merchant.documents()] == [f"R{order}"]
    assert merchant.shown("TOTE-MARKET") == [74]
    assert merchant.round() == ("", [])


def test_what_is_cancelled_is_cancelled_there_once_and_can_be_sold_again(
    merchant: Merchant,
) -> None:
    order = merchant.order("TOTE-MARKET")
    merchant.round()
    merchant.event("retailcrm", "cancel_order", id=order)
    merchant.sim("faults", simulator="whiplash", operation="cancel_order", kind="lost_reply")
    assert merchant.round()[1] == ["cancel_order", "upload_inventories"]
    assert merchant.documents() == [[f"R{order}", 40, 0]]
    assert merchant.shown("TOTE-MARKET") == [75]
    assert merchant.round() == ("", [])


def test_packing_material_that_staff_add_is_no_line_of_the_order(merchant: Merchant) -> None:
    order = merchant.order("TOTE-MARKET")
    merchant.round()
    merchant.event("whiplash", "process_order", originator_id=f"R{order}", status="shipped")
    assert merchant.round()[1] == ["edit_order"]
    assert merchant.round() == ("", [])
