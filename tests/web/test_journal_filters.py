"""The journal by filters, one row, its sums, as HAR; the ledger by filters; rows of faults."""

from typing import Any

import pytest
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.vendors.whiplash.access import API_KEY
from stocktake.web.sandbox import ConnectionCut, Sandbox

from tests.retailcrm.support import Crm
from tests.wherefour.conftest import AUTH, BASE, Warehouse
from tests.wherefour.inventory.test_input import DOCUMENTED

COFFEE = "COF-GUJI-340"


@pytest.fixture
def busy(sandbox: Sandbox) -> Sandbox:
    """A world in which an order was read, made with its reply lost, and a wrong path was asked."""
    warehouse = Warehouse(sandbox)
    warehouse.get("/orders?limit=1&nonsense=1", headers={"User-Agent": "Engine/1.0"})
    sandbox.fault("wherefour", "create_order", "lost_reply")
    with pytest.raises(ConnectionCut):
        warehouse.order({"sku": COFFEE, "count": 3}, order_number="A/7")
    warehouse.get("/nothing")
    sandbox.event("wherefour", "receive_stock", sku=COFFEE, count=1, location="Main Floor")
    return sandbox


def seqs(sandbox: Sandbox, **filters: object) -> list[int]:
    return [row["seq"] for row in sandbox.journal(kind=None, **filters)]  # type: ignore[arg-type]


def test_the_newest_rows_come_first_and_before_pages_backwards(busy: Sandbox) -> None:
    page = busy.get_journal(order="desc", limit=2)
    assert [row["seq"] for row in page["entries"]] == [5, 4]
    page = busy.get_journal(order="desc", limit=2, before=4)
    assert [row["seq"] for row in page["entries"]] == [3, 2]


def test_a_text_is_found_as_it_is_and_percent_encoded(busy: Sandbox) -> None:
    assert seqs(busy, text=COFFEE) == [3, 5]
    assert seqs(busy, text="A/7") == [3]
    Warehouse(busy).get("/orders/search?order_number=A%2F7")
    assert seqs(busy, text="A/7") == [3, 6]
    assert seqs(busy, text="a/7") == []


def test_rows_that_a_fault_struck_are_found_by_any_and_by_its_number(busy: Sandbox) -> None:
    (fault,) = busy.faults()
    assert fault["struck"] == [3]
    assert seqs(busy, fault="any") == seqs(busy, fault=fault["id"]) == [3]
    assert busy.get_journal_entry(3)["fault_id"] == fault["id"]
    with pytest.raises(Unprocessable, match="fault is `any` or the number of a fault"):
        busy.get_journal(fault="lost_reply")


def test_a_callback_that_a_fault_struck_has_its_number(sandbox: Sandbox) -> None:
    number = sandbox.fault("retailcrm", "activity", "drop")
    sent: Any = {"actions": {"activity": "/activity"}, "accountUrl": "http://127.0.0.1:9"}
    assert Crm(sandbox).register(**sent).status == 201
    sandbox.event("retailcrm", "activate_module", module="wh-1", active=False)
    sandbox.deliver()
    (row,) = sandbox.journal(kind="callback", fault="any")
    assert (row["fault"], row["fault_id"]) == ("drop", number)
    assert sandbox.faults()[0]["struck"] == [row["seq"]]


def test_notes_writes_and_clients_are_told_apart(busy: Sandbox) -> None:
    assert 1 in seqs(busy, noted="any")
    assert seqs(busy, write=True) == [3]
    assert 1 in seqs(busy, write=False)
    assert seqs(busy, client="engine/1") == [1]
    assert busy.get_journal_entry(1)["client"] == "Engine/1.0"
    assert seqs(busy, client="%") == []


def test_bodies_can_be_left_out(busy: Sandbox) -> None:
    rows = busy.journal(bodies=False)
    assert {(row["request_body"], row["reply_body"]) for row in rows} == {(None, None)}
    assert rows[1]["path"] == busy.journal()[1]["path"]


def test_one_row_is_read_by_its_number_and_a_wrong_one_says_what_there_is(busy: Sandbox) -> None:
    assert busy.get_journal_entry(3) == busy.journal(kind=None)[2]
    with pytest.raises(NotFound, match="the journal has no row 77, its last is 5"):
        busy.get_journal_entry(77)
    with pytest.raises(NotFound):
        busy.get_journal_entry(2**63 - 1)


def test_the_rows_that_match_are_an_http_archive(busy: Sandbox) -> None:
    archive = busy.get_journal(format="har", write=True)
    (entry,) = archive["log"]["entries"]
    assert entry["request"]["method"] == "POST"
    assert entry["request"]["url"].endswith("/wherefour/api/v1/customers/1/orders")
    assert "lost_reply" in entry["comment"]


def test_the_sums_count_requests_writes_and_refusals_of_each_operation(busy: Sandbox) -> None:
    stats = busy.get_stats()
    by_operation = {row["operation"]: row for row in stats["operations"]}
    assert by_operation["create_order"] == {
        "simulator": "wherefour", "operation": "create_order", "requests": 1, "writes": 1,
        "refused": 0, "undelivered": 1, "last": 3,
    }  # fmt: skip
    assert by_operation[None]["refused"] == 1
    total = {"requests": 3, "writes": 1, "refused": 1, "undelivered": 1, "last": 4}
    assert stats["total"] == total


def test_the_ledger_is_read_by_turn_sku_and_reference(busy: Sandbox) -> None:
    assert {line["what"] for line in busy.ledger(turn=3)} == {"demand"}
    assert [line["turn"] for line in busy.ledger(sku=COFFEE)] == [3, 5]
    assert [line["turn"] for line in busy.ledger(reference="A/7", simulator="wherefour")] == [3]
    assert busy.ledger(simulator="whiplash") == []


def test_a_lot_that_comes_in_where_nothing_is_picked_is_noted_as_held(sandbox: Sandbox) -> None:
    sandbox.event("wherefour", "receive_stock", sku=COFFEE, count=5, location="DOCK")
    lines = [(line["what"], line["delta"]) for line in sandbox.ledger()]
    assert lines == [("stock", 5_000_000), ("held", 5_000_000)]


def test_an_item_that_is_deactivated_can_be_promised_no_more(sandbox: Sandbox) -> None:
    sku = "TEE-ALDER-M"
    headers = {"X-API-KEY": API_KEY}
    (item,) = sandbox.request("GET", f"/whiplash/api/items/sku/{sku}", headers=headers).json()
    sandbox.request("DELETE", f"/whiplash/api/items/{item['id']}", headers=headers)
    held = [line for line in sandbox.ledger() if line["what"] == "held"]
    assert sum(line["delta"] for line in held) > 0
    assert {line["good"] for line in held} == {str(item["id"])}


def test_a_second_item_of_an_sku_is_noted_for_the_first(sandbox: Sandbox) -> None:
    before = sandbox.stock(sku=COFFEE)[0]["can_promise"]
    twin = {**DOCUMENTED, "sku": COFFEE}
    assert sandbox.request("POST", f"{BASE}/inventory", json=twin, auth=AUTH).status == 200
    assert sandbox.stock(sku=COFFEE)[0]["can_promise"] == 0
    held = [line["delta"] for line in sandbox.ledger() if line["what"] == "held"]
    assert sum(held) == before * 1_000_000


def test_one_waits_for_rows_by_the_same_filters_and_without_bodies(busy: Sandbox) -> None:
    match = {"text": COFFEE, "write": True, "fault": "any"}
    (row,) = busy.wait_for_journal(match=match, bodies=False)["entries"]
    assert (row["seq"], row["request_body"], row["reply_body"]) == (3, None, None)
    assert busy.wait_for_journal(match={"noted": "any", "client": "engine"})["entries"]
    with pytest.raises(Unprocessable, match="fault is `any` or the number of a fault"):
        busy.wait_for_journal(match={"fault": "lost_reply"})


def test_the_manifest_has_a_sentence_for_each_operation_and_the_role_of_each_simulator(
    busy: Sandbox,
) -> None:
    simulators = {each["name"]: each for each in busy.get_manifest()["simulators"]}
    assert simulators["wherefour"]["role"] == "warehouse"
    assert simulators["retailcrm"]["role"] == "outlet"
    for each in simulators.values():
        for api in each["apis"]:
            assert all(operation["summary"] for operation in api["operations"]), api["name"]
