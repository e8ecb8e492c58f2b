"""What became of each order, and a request sent again."""

import pytest
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.web.sandbox import ConnectionCut, Sandbox

from tests.retailcrm.support import Crm
from tests.wherefour.conftest import Warehouse

COFFEE = "COF-GUJI-340"


def ordered(sandbox: Sandbox) -> tuple[str, int]:
    """Let a shopper order three; return the order's number and the row of the journal."""
    row = {"externalId": COFFEE, "stores": [{"code": "wherefour", "available": 84}]}
    assert Crm(sandbox).register().status in (200, 201)  # the second time it is a change
    Crm(sandbox).upload([row])
    lines = [{"sku": COFFEE, "quantity": 3}]
    placed = sandbox.trigger_event("retailcrm", "place_order", store="wherefour", lines=lines)
    return placed["result"]["reference"], placed["turn"]


def made_twice(sandbox: Sandbox, reference: str) -> tuple[int, int]:
    """Let an order be made twice, since a reply is lost, and shipped; return the rows of both."""
    warehouse = Warehouse(sandbox)
    sandbox.fault("wherefour", "create_order", "lost_reply")
    with pytest.raises(ConnectionCut):
        warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    lost = sandbox.get_journal(limit=1)["last"]
    again = warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    second = sandbox.get_journal(limit=1)["last"]
    warehouse.ship(again)
    return lost, second


def test_an_order_shows_its_document_its_shipment_and_what_the_shop_was_told(
    sandbox: Sandbox,
) -> None:
    reference, row = ordered(sandbox)
    (fresh,) = sandbox.orders(order=reference)
    assert (fresh["state"], fresh["warehouse"], fresh["documents"]) == ("open", "wherefour", [])
    assert fresh["ordered"]["row"] == row
    warehouse = Warehouse(sandbox)
    made = warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    warehouse.ship(made)
    (order,) = sandbox.orders(order=reference)
    (document,) = order["documents"]
    assert (document["id"], document["state"]) == (str(made["id"]), "shipped")
    last = sandbox.get_journal(limit=1)["last"]
    assert (document["made"]["row"], document["shipped"][0]["row"]) == (last - 1, last)
    assert (order["state"], order["told"]["shipped"]) == ("open", False)
    told = Crm(sandbox).edit(
        order["id"], shipped=True, shipmentStore="wherefour", shipmentDate="2026-01-05"
    )
    assert told.status == 200
    (order,) = sandbox.orders(order=order["id"])
    assert (order["state"], order["told"]["date"]) == ("done", "2026-01-05")
    assert [deed["row"] for deed in order["told"]["rows"]] == [last + 1]


def test_a_shop_that_is_told_of_a_shipment_before_anything_left_is_wrong(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    (order,) = sandbox.orders(order=reference)
    Crm(sandbox).edit(
        order["id"], shipped=True, shipmentStore="wherefour", shipmentDate="2026-01-05"
    )
    row = sandbox.get_journal(limit=1)["last"]
    (order,) = sandbox.orders(state="wrong")
    assert order["story"] == f"#{row} told the shop that it has shipped, and nothing has left."
    Crm(sandbox).edit(order["id"], shipped=False)
    (order,) = sandbox.orders(order=reference)
    assert (order["state"], order["story"]) == ("open", None)


def test_an_order_made_twice_is_wrong_and_its_story_names_both_rows(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    lost, second = made_twice(sandbox, reference)
    (order,) = sandbox.orders(state="wrong")
    first, other = order["documents"]
    assert (order["order"], order["state"]) == (reference, "wrong")
    assert (first["made"]["row"], first["made"]["delivered"]) == (lost, False)
    assert other["made"] == {**other["made"], "row": second, "fault": None}
    assert order["story"] == (
        f"#{lost} made {first['id']} in wherefour, and the reply was lost"
        f" (planted fault lost_reply). #{second} made it again as {other['id']},"
        f" without looking for it. {first['id']} is open and keeps 3."
        f" {other['id']} shipped 3 (#{second + 1})."
    )


def test_a_look_between_the_two_is_named(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    warehouse = Warehouse(sandbox)
    warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    warehouse.get(f"/orders/search?order_number={reference}")
    looked = sandbox.get_journal(limit=1)["last"]
    warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    (order,) = sandbox.orders(state="wrong")
    assert f"although #{looked} had looked for it." in order["story"]


def test_orders_are_paged_oldest_first_and_none_is_missed(sandbox: Sandbox) -> None:
    for _ in range(4):
        ordered(sandbox)
    whole = sandbox.get_orders(limit=1000)["rows"]
    seen, after = [], None
    while True:
        page = sandbox.get_orders(limit=3, after=after)
        seen += page["rows"]
        if (after := page["next"]) is None:
            break
    assert seen == whole
    assert len({(row["outlet"], row["order"]) for row in whole}) == len(whole)


def test_a_request_is_sent_again_as_it_was_and_returns_its_new_row(sandbox: Sandbox) -> None:
    warehouse = Warehouse(sandbox)
    warehouse.order({"sku": COFFEE, "count": 3}, order_number="PO-7")
    row = sandbox.get_journal(limit=1)["last"]
    again = sandbox.repeat_exchange(row)
    assert (again["row"], again["repeats"]) == (row + 1, row)
    assert again["entry"]["status"] == 200
    old, new = sandbox.get_journal_entry(row), sandbox.get_journal_entry(row + 1)
    assert (new["path"], new["request_body"]) == (old["path"], old["request_body"])
    assert len(warehouse.get("/orders/search?order_number=PO-7").json()) == 2


def test_what_is_no_request_is_not_sent_again(sandbox: Sandbox) -> None:
    sandbox.advance("1s")
    with pytest.raises(Unprocessable, match="row 1 is no request to a vendor"):
        sandbox.repeat_exchange(1)
    with pytest.raises(NotFound, match="the journal has no row 99, its last is 1"):
        sandbox.repeat_exchange(99)
