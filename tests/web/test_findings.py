"""SKUs with all systems together, one SKU over time, and one finding for each cause."""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.web.sandbox import ConnectionCut, Sandbox

from tests.wherefour.conftest import Warehouse

from .test_order_calls import ordered
from .test_stock_calls import COFFEE, JARS, MUG, SOAP, put_in_step, upload


@pytest.fixture
def shelf() -> Iterator[Sandbox]:
    """The small world of the referee, with every number that can be promised uploaded."""
    with Sandbox(SIMULATORS, seed_set="shelf") as fresh:
        put_in_step(fresh)
        yield fresh


def test_an_sku_has_its_rows_at_all_systems_and_those_that_disagree_come_first(
    shelf: Sandbox,
) -> None:
    upload(shelf, MUG, 7)
    page = shelf.get_skus(limit=2)
    first, second = page["skus"]
    assert first["sku"] == MUG
    assert [(row["warehouse"], row["state"]) for row in first["rows"]] == [
        ("wherefour", "wrong"), ("whiplash", "ok"),
    ]  # fmt: skip
    assert {row["state"] for row in second["rows"]} == {"ok"}
    assert (page["disagreements"], page["shared"]) == (1, 1)


def test_skus_are_paged_and_filtered_by_text_system_and_whether_they_disagree(
    shelf: Sandbox,
) -> None:
    upload(shelf, MUG, 7)
    seen, after = [], None
    while True:
        page = shelf.get_skus(limit=5, after=after)
        seen += [each["sku"] for each in page["skus"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == page["total"]
    assert [each["sku"] for each in shelf.get_skus(disagree=True)["skus"]] == [MUG]
    assert [each["sku"] for each in shelf.get_skus(shared=True)["skus"]] == [MUG]
    assert [each["sku"] for each in shelf.get_skus(text="guji")["skus"]] == [COFFEE]
    assert [row["sku"] for row in shelf.get_stock(text="whole bean")["rows"]] == [COFFEE]
    assert shelf.get_skus(text="nothing of that name")["total"] == 0
    only = shelf.get_skus(simulator="wholecell")["skus"]
    assert {row["warehouse"] for each in only for row in each["rows"]} == {"wholecell"}
    with pytest.raises(Unprocessable, match="no warehouse or outlet 'wholesell'"):
        shelf.get_skus(simulator="wholesell")


def test_one_sku_tells_how_its_numbers_came_about(shelf: Sandbox) -> None:
    came = shelf.trigger_event(
        "wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor"
    )["turn"]
    late = upload(shelf, COFFEE, 108)
    (row,) = shelf.get_sku(COFFEE)["rows"]
    assert row["stock"] == shelf.stock(sku=COFFEE)[0]
    moments = row["moments"]
    names = ("row", "what", "on_hand", "can_promise", "shop_shows", "difference")
    told = [tuple(moment[name] for name in names) for moment in moments]
    # It is offered on two sites: of two numbers the one is told that is the most off.
    assert told == [
        (None, "the world begins", 84, 84, 0, -84),
        (moments[1]["row"], "84 uploaded", 84, 84, 0, -84),
        (moments[2]["row"], "84 uploaded", 84, 84, 84, 0),
        (came, "24 came in", 108, 108, 84, -24),
        (late - 1, "108 uploaded", 108, 108, 84, -24),
        (late, "108 uploaded", 108, 108, 108, 0),
    ]
    assert row["earlier"] == 0
    (row,) = shelf.get_sku(COFFEE, limit=2)["rows"]
    assert (row["moments"], row["earlier"]) == (moments[-2:], 4)
    with pytest.raises(NotFound, match="no warehouse and no shop has an SKU 'COF-GUJI-34'"):
        shelf.get_sku("COF-GUJI-34")


def test_one_sku_tells_where_it_stands_and_what_may_not_be_sold(shelf: Sandbox) -> None:
    (row,) = shelf.get_sku(JARS)["rows"]
    held = [each for each in row["places"] if each["why"]]
    assert held == [{
        "place": "DOCK", "lot": "K062-B", "quantity": 48, "why": "at DOCK, where nothing is picked",
    }]  # fmt: skip
    assert sum(each["quantity"] for each in row["places"]) == row["stock"]["on_hand"]


def test_what_is_owed_names_documents_and_orders_that_have_none(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    (row,) = sandbox.get_sku(COFFEE)["rows"]
    assert [(each["order"], each["has_document"], each["quantity"]) for each in row["owed"]] == [
        (reference, False, 3)
    ]
    Warehouse(sandbox).order({"sku": COFFEE, "count": 3}, order_number=reference)
    (row,) = sandbox.get_sku(COFFEE)["rows"]
    assert [(each["order"], each["has_document"], each["quantity"]) for each in row["owed"]] == [
        (reference, True, 3)
    ]


def test_a_world_in_step_has_no_finding(shelf: Sandbox) -> None:
    found = shelf.get_findings()
    assert found == {
        "findings": [], "shown": found["shown"], "disagreements": 0, "wrong_orders": 0,
    }  # fmt: skip
    assert found["shown"] > 20


def test_skus_of_one_cause_are_one_finding(shelf: Sandbox) -> None:
    for sku in (JARS, SOAP):
        upload(shelf, sku, shelf.stock(sku=sku)[0]["on_hand"])
    shelf.event("wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor")
    found = shelf.get_findings()
    held, late = found["findings"]
    assert (held["kind"], held["state"], held["count"]) == ("not_sellable", "wrong", 2)
    assert {row["sku"] for row in held["skus"]} == {JARS, SOAP}
    assert held["row"] == min(row["row"] for row in held["skus"])
    assert (late["title"], late["count"]) == ("A number changed, and nothing was uploaded since", 1)
    assert late["came_of"] == [f"24 of {COFFEE} cannot be bought, although wherefour has them."]
    assert found["disagreements"] == 3


def test_uploads_that_were_refused_are_another_finding_than_none(shelf: Sandbox) -> None:
    for sku in (COFFEE, MUG):
        shelf.event("wherefour", "receive_stock", sku=sku, count=24, location="Main Floor")
    shelf.fault("retailcrm", "upload_inventories", "status", times=2, status=503)
    upload(shelf, COFFEE, 108)
    titles = {each["title"] for each in shelf.get_findings()["findings"]}
    assert titles == {
        "A number changed, and nothing was uploaded since",
        "A number changed, and the upload after it was refused",
    }


def test_orders_made_twice_are_one_finding_with_what_came_of_each(sandbox: Sandbox) -> None:
    warehouse = Warehouse(sandbox)
    rows = []
    for _ in range(2):
        reference, _ = ordered(sandbox)
        sandbox.fault("wherefour", "create_order", "lost_reply")
        with pytest.raises(ConnectionCut):
            warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
        warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
        rows.append(sandbox.get_journal(limit=1)["last"])
    found = sandbox.get_findings()
    first = found["findings"][0]
    assert (first["kind"], first["count"], first["row"]) == ("made_twice", 2, rows[0])
    assert [order["state"] for order in first["orders"]] == ["wrong", "wrong"]
    assert found["wrong_orders"] == 2
    assert all("is open and keeps 3." in said for said in first["came_of"])


def test_more_owed_than_there_is_stands_with_what_caused_it(shelf: Sandbox) -> None:
    upload(shelf, JARS, 74)
    lines: list[dict[str, Any]] = [{"sku": JARS, "quantity": 27}]
    shelf.event("retailcrm", "place_order", store="wherefour", lines=lines)
    (finding,) = shelf.get_findings()["findings"]
    assert finding["came_of"] == [f"27 of {JARS} are owed by wherefour, 26 may be sold."]


def test_orders_are_found_by_text_and_counted_by_state(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    whole = sandbox.get_orders(limit=1)
    assert sum(whole["states"].values()) == whole["total"]
    page = sandbox.get_orders(text=reference.lower())
    assert [row["order"] for row in page["rows"]] == [reference]
    assert page["states"] == {"wrong": 0, "open": 1, "done": 0, "cancelled": 0}
    assert sandbox.get_orders(text="<script>")["rows"] == []
    assert reference in {row["order"] for row in sandbox.get_orders(text=COFFEE.lower())["rows"]}
