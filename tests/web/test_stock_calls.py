"""What each system has, who disagrees since when and why: each cause made by real requests."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.errors import Conflict, Unprocessable
from stocktake.web.sandbox import ConnectionCut, Sandbox

from tests.retailcrm.support import Crm
from tests.support import Listening
from tests.wherefour.conftest import Warehouse

COFFEE, JARS, SOAP = "COF-GUJI-340", "JAR-MASON-12", "DET-LDY-1500"
CHICKPEAS, MUG = "CHK-CAN-CS12", "MUG-STONE-BLU"


@pytest.fixture
def shelf() -> Iterator[Sandbox]:
    """The small world of the referee, in which no shop shows anything yet."""
    with Sandbox(SIMULATORS, seed_set="shelf") as fresh:
        yield fresh


def upload(sandbox: Sandbox, sku: str, number: float, *, store: str = "wherefour") -> int:
    """Upload a number to every site that offers the SKU; return the last row of the journal."""
    row = {"externalId": sku, "stores": [{"code": store, "available": number}]}
    for site in ("shop-us", "shop-eu"):
        Crm(sandbox).upload([row], site)
    return int(sandbox.get_journal(limit=1)["last"])


def put_in_step(sandbox: Sandbox) -> None:
    """Upload every number that can be promised."""
    for row in sandbox.disagreements():
        upload(sandbox, row["sku"], row["can_promise"], store=row["place"])


def row_of(sandbox: Sandbox, sku: str, warehouse: str = "wherefour") -> dict[str, Any]:
    """Return the one row of an SKU at a warehouse."""
    (row,) = sandbox.stock(sku=sku, simulator=warehouse)
    return row


def test_a_row_says_in_human_units_what_is_on_hand_promised_and_shown(shelf: Sandbox) -> None:
    upload(shelf, CHICKPEAS, 14)
    assert row_of(shelf, CHICKPEAS) == {
        "sku": CHICKPEAS, "name": "Chickpeas 400 g, case of 12", "warehouse": "wherefour",
        "outlet": "retailcrm", "place": "wherefour", "on_hand": 14.25, "can_promise": 14,
        "shop_shows": 14, "difference": 0, "state": "ok", "since": None, "row": None,
        "cause": None, "cause_kind": None,
    }  # fmt: skip


def test_a_world_in_which_all_is_in_step_shows_no_disagreement(shelf: Sandbox) -> None:
    assert shelf.get_disagreements(limit=1)["disagreements"] == len(shelf.disagreements()) > 1
    put_in_step(shelf)
    assert shelf.get_disagreements()["rows"] == shelf.disagreements() == []
    assert {row["state"] for row in shelf.stock()} == {"ok"}


def test_on_hand_that_was_uploaded_names_the_lot_that_may_not_be_sold(shelf: Sandbox) -> None:
    """Cause 1."""
    upload(shelf, JARS, 74)
    row = shelf.ledger(sku=JARS)[-1]["turn"]
    found = row_of(shelf, JARS)
    assert (found["state"], found["row"], found["difference"]) == ("wrong", row, 48)
    assert found["cause_kind"] == "not_sellable"
    assert found["cause"] == (
        "It shows all 74 on hand: 48 are at DOCK, where nothing is picked (lot K062-B)."
    )


def test_a_unit_whose_status_does_not_sell_is_named(shelf: Sandbox) -> None:
    """Cause 1, and the ledger line by which the number is told to have been right before."""
    sku = "IPHONE13A2482128GBMIDA+"
    held = row_of(shelf, sku, "wholecell")
    upload(shelf, sku, held["on_hand"], store="wholecell")
    found = row_of(shelf, sku, "wholecell")
    assert found["cause_kind"] == "not_sellable"
    assert "in status" in found["cause"]
    upload(shelf, sku, held["can_promise"], store="wholecell")
    unit = shelf.sql("SELECT esn FROM wholecell_standing WHERE sku = ? AND status = ?",
                     (sku, "Available"))[0]["esn"]  # fmt: skip
    shelf.event("wholecell", "set_unit_status", esn=unit, status="Needs eBay Draft")
    found = row_of(shelf, sku, "wholecell")
    assert (found["state"], found["difference"]) == ("out of date", 1)
    assert found["cause"] == f"#{found['row']}: 1 more may not be sold. Nothing was uploaded since."


def test_a_delivery_after_the_upload_is_out_of_date_since_its_row(shelf: Sandbox) -> None:
    """Cause 2, nothing uploaded since."""
    upload(shelf, COFFEE, 84)
    event = shelf.trigger_event(
        "wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor"
    )
    found = row_of(shelf, COFFEE)
    assert (found["state"], found["row"], found["difference"]) == (
        "out of date", event["turn"], -24,
    )  # fmt: skip
    assert found["since"] is not None
    assert found["cause"] == f"#{event['turn']}: 24 came in. Nothing was uploaded since."


def test_an_order_that_no_warehouse_knows_yet_lowers_what_can_be_promised(sandbox: Sandbox) -> None:
    """Cause 2: on hand is as before, and equals the number that is shown."""
    upload(sandbox, COFFEE, 84)
    lines = [{"sku": COFFEE, "quantity": 3}]
    placed = sandbox.trigger_event("retailcrm", "place_order", store="wherefour", lines=lines)
    found = row_of(sandbox, COFFEE)
    assert (found["on_hand"], found["can_promise"], found["row"]) == (84, 81, placed["turn"])
    reference = placed["result"]["reference"]
    assert found["cause"] == (
        f"#{placed['turn']}: 3 ordered for {reference}. Nothing was uploaded since."
    )
    Warehouse(sandbox).order({"sku": COFFEE, "count": 3}, order_number=reference)
    again = row_of(sandbox, COFFEE)
    assert (again["can_promise"], again["row"]) == (81, placed["turn"])


def test_an_upload_that_was_refused_is_named_with_its_answer(shelf: Sandbox) -> None:
    """Cause 2, tried and refused."""
    upload(shelf, COFFEE, 84)
    shelf.event("wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor")
    shelf.fault("retailcrm", "upload_inventories", "status", times=2, status=503)
    row = upload(shelf, COFFEE, 108)
    found = row_of(shelf, COFFEE)
    assert found["cause"].endswith(
        f"24 came in. 108 was sent at #{row}; the shop answered 503, a planted fault (status)."
    )


def test_an_upload_whose_reply_was_lost_is_named(shelf: Sandbox) -> None:
    """Cause 2, tried and its reply lost: the number did not change, nobody knows."""
    upload(shelf, COFFEE, 84)
    shelf.event("wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor")
    shelf.fault("retailcrm", "upload_inventories", "lost_reply")
    with pytest.raises(ConnectionCut):
        upload(shelf, COFFEE, 84)
    found = row_of(shelf, COFFEE)
    row = shelf.get_journal(limit=1)["last"]
    assert found["cause"].endswith(
        f"84 was sent at #{row}, and the reply was lost, a planted fault (lost_reply)."
    )


def test_an_older_number_that_was_written_late_is_wrong(shelf: Sandbox) -> None:
    """Cause 2, written with an older number."""
    upload(shelf, COFFEE, 84)
    came = shelf.trigger_event(
        "wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor"
    )["turn"]
    upload(shelf, COFFEE, 108)
    late = upload(shelf, COFFEE, 84)
    found = row_of(shelf, COFFEE)
    assert (found["state"], found["row"], found["cause_kind"]) == ("wrong", late, "older_number")
    assert found["cause"] == f"#{came}: 24 came in. #{late} wrote 84, which was right until then."


def test_a_case_counted_in_pieces_is_told_as_that(shelf: Sandbox) -> None:
    """Cause 3."""
    upload(shelf, CHICKPEAS, 14 * 12)
    found = row_of(shelf, CHICKPEAS)
    assert (found["state"], found["cause_kind"]) == ("wrong", "other_unit")
    assert found["cause"] == "Counted in pieces: a case holds 12, and 14 cases can be promised."


def test_the_number_of_another_warehouse_is_told_as_that(shelf: Sandbox) -> None:
    """Cause 4."""
    other = row_of(shelf, MUG, "whiplash")
    upload(shelf, MUG, other["can_promise"])
    found = row_of(shelf, MUG)
    assert found["cause_kind"] == "other_place"
    assert found["cause"] == f"{other['can_promise']} is what whiplash can promise."


def test_a_number_that_nothing_explains_comes_with_the_last_lines(shelf: Sandbox) -> None:
    """Cause 5."""
    row = upload(shelf, COFFEE, 63)
    found = row_of(shelf, COFFEE)
    assert found["cause_kind"] == "unexplained"
    assert found["cause"].startswith("Nothing explains 63. The last lines of the ledger: #")
    assert found["cause"].endswith(f"#{row} 63 uploaded.")


def test_a_bundle_is_out_of_date_since_one_of_its_parts_was_ordered() -> None:
    with Sandbox(SIMULATORS, seed_set="catalogue") as world:
        upload(world, "PIN-LEAF", 5, store="whiplash")
        bundle = row_of(world, "BDL-PIN-5", "whiplash")
        upload(world, "BDL-PIN-5", bundle["can_promise"], store="whiplash")
        lines = [{"sku": "PIN-LEAF", "quantity": 5}]
        placed = world.trigger_event("retailcrm", "place_order", store="whiplash", lines=lines)
        found = row_of(world, "BDL-PIN-5", "whiplash")
        assert found["can_promise"] == bundle["can_promise"] - 1
        assert (found["state"], found["row"]) == ("out of date", placed["turn"])


def test_pages_keep_the_order_and_miss_nothing(sandbox: Sandbox) -> None:
    whole = sandbox.get_stock(limit=1000)
    keys = [(row["sku"], row["warehouse"]) for row in whole["rows"]]
    assert len(keys) == len(set(keys)) == whole["total"]
    assert whole["next"] is None
    seen: list[dict[str, Any]] = []
    after = None
    while True:
        page = sandbox.get_stock(limit=37, after=after)
        seen += page["rows"]
        if (after := page["next"]) is None:
            break
    assert seen == whole["rows"]
    differ = [row["state"] in ("wrong", "out of date") for row in seen]
    assert differ == sorted(differ, reverse=True)
    assert sum(differ) == whole["disagreements"] == sandbox.get_disagreements(limit=1)["total"]
    assert sandbox.disagreements() == seen[: sum(differ)]


def test_filters_leave_what_they_name(shelf: Sandbox) -> None:
    upload(shelf, COFFEE, 63)
    assert [row["sku"] for row in shelf.stock(state="wrong")] == [COFFEE]
    assert all(row["state"] == "out of date" for row in shelf.stock(state="out of date"))
    assert {row["warehouse"] for row in shelf.stock(simulator="whiplash")} == {"whiplash"}
    with pytest.raises(Unprocessable, match="no warehouse or outlet 'whiplsh'"):
        shelf.stock(simulator="whiplsh")
    with pytest.raises(Unprocessable, match="after is what `next` of the page before says"):
        shelf.get_stock(after="nonsense")


def test_a_route_says_which_place_a_warehouse_feeds_where_it_is_not_its_name(
    shelf: Sandbox,
) -> None:
    route = {"warehouse": "wherefour", "outlet": "retailcrm", "place": "whiplash"}
    assert shelf.set_routes([route, route])["routes"] == [route]
    upload(shelf, MUG, 5, store="whiplash")
    found = row_of(shelf, MUG)
    assert (found["place"], found["shop_shows"]) == ("whiplash", 5)
    assert {row["state"] for row in shelf.stock(simulator="wholecell")} == {"not in the shop"}
    for wrong in ({**route, "warehouse": "retailcrm"}, {**route, "outlet": "wherefour"}):
        with pytest.raises(Unprocessable, match="no warehouse|no outlet"):
            shelf.set_routes([wrong])
    with pytest.raises(Conflict, match="is fed by wherefour already"):
        shelf.set_routes([route, {**route, "warehouse": "whiplash"}])
    assert shelf.set_routes([]) == shelf.get_routes()
    assert [each["place"] for each in shelf.get_routes()["routes"]] == [
        "wherefour", "whiplash", "wholecell",
    ]  # fmt: skip


def test_a_client_with_nothing_but_urllib_reads_it(listening: Listening) -> None:
    url = f"{listening.url}/_sim/stock?sku={COFFEE}"
    with urllib.request.urlopen(url) as answer:
        (row,) = json.load(answer)["rows"]
    assert (row["sku"], row["on_hand"]) == (COFFEE, 84)
