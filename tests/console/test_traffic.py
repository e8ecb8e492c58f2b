"""Traffic: rows as sentences, filters in the address, one row in full, sent and planted again."""

import json
from typing import Any

from tests.console.pages import UI, Browser, Element, ask_as_engine, read


def lines(page: Element) -> list[str]:
    return [each.text for each in page.all("tr") if "data-row" in each.attributes]


def test_rows_are_told_newest_first_and_runs_of_reads_are_one_line(busy: Browser) -> None:
    told = lines(busy.get("/traffic"))
    assert told[0].endswith(
        "WholeCell Planted: status at the next list_stock_levels, 2 in a row: status 503"
    )
    assert told[1] == "The clock was moved on by 1 min 30 s, to 09:02:39" or "1 min 30 s" in told[1]
    assert "Goods are received as a new lot" in told[2]
    assert "ignored: nonsense" in told[3]
    assert "meant GET /api/v1/inventory?" in told[4]
    assert "4 reads get_inventory_items 4" in told[5]
    unfolded = lines(busy.get("/traffic?fold=0"))
    assert (
        len([each for each in unfolded if "GET /api/v1/inventory get_inventory_items" in each]) == 4
    )


def test_the_request_that_made_an_order_twice_and_the_lost_one_are_marked(busy: Browser) -> None:
    rows = [
        each for each in busy.get("/traffic").all("tr") if "hit" in each.attributes.get("class", "")
    ]
    assert len(rows) == 2
    assert "R1001 made again: it stands twice" in rows[0].text
    assert "planted: lost reply" in rows[1].text


def test_filters_are_in_the_address_and_leave_what_they_say(busy: Browser) -> None:
    for query, wanted in {
        "?kind=refused": "/api/v1/inventories",
        "?kind=struck": "planted: lost reply",
        "?kind=odd": "ignored: nonsense",
        "?kind=events": "Goods are received",
        "?kind=faults": "Planted: lost reply",
        "?q=nonsense": "nonsense=1",
        "?system=wherefour&kind=writes": "create_order",
    }.items():
        told = lines(busy.get(f"/traffic{query}"))
        assert 1 <= len(told) <= 3, (query, told)
        assert any(wanted in each for each in told), query
    nothing = busy.get("/traffic?q=R1007&system=wherefour")
    assert "No row matches “R1007” in Wherefour" in nothing.text
    chosen = [
        each.text
        for each in busy.get("/traffic?kind=struck").all("a")
        if each.attributes.get("aria-current") == "true"
    ]
    assert chosen == ["Struck by a fault"]


def lost_row(browser: Browser) -> int:
    rows = browser.sandbox.journal(kind="exchange", operation="create_order")
    return next(row["seq"] for row in rows if not row["delivered"])


def test_one_row_says_what_it_changed_what_struck_it_and_what_came_of_it(busy: Browser) -> None:
    seq = lost_row(busy)
    page = busy.get(f"/traffic/{seq}")
    assert next(page.all("h1")).text == "POST /api/v1/customers/1/orders"
    told = page.text
    assert "The caller was never told. Fault 1 , planted at #" in told
    assert "made it again as" in told
    assert "owed to an order COF-GUJI-340 R1001 +3" in told
    assert "written, never delivered" in told
    assert "R1001, before and after" in told
    assert any(each.text == '"R1001"' for each in page.all("mark"))
    assert "authorization : Basic …" in page.by_id("request").text
    near = next(each for each in page.all("ol") if each.attributes.get("class") == "near")
    assert f"#{seq + 1}" in near.text


def test_a_row_is_copied_as_a_command_and_as_a_step_of_a_test(busy: Browser) -> None:
    page = busy.get(f"/traffic/{lost_row(busy)}")
    curl = page.by_id("curl").text
    assert curl.startswith("curl -X POST http://sandbox/wherefour/api/v1/customers/1/orders")
    assert "-H 'authorization: Basic" in curl
    step = page.by_id("step").text
    assert step.startswith("answer = wherefour.client().request('POST', ")
    assert step.endswith("assert answer.status_code == 200")
    event = busy.sandbox.journal(kind="event")[-1]["seq"]
    told = busy.get(f"/traffic/{event}").by_id("step").text
    assert told == (
        "stocktake.event('wherefour', 'receive_stock', count=24, location='MAIN',"
        " sku='COF-GUJI-340')"
    )


def test_a_row_beside_the_list_is_chosen_by_the_address(busy: Browser) -> None:
    seq = lost_row(busy)
    page = busy.get(f"/traffic?show={seq}")
    beside = next(page.all("aside"))
    assert beside.attributes["aria-label"] == f"Row {seq}"
    assert "owed to an order COF-GUJI-340" in beside.text
    assert not [*busy.get("/traffic?show=99999").all("aside")]


def test_a_request_is_sent_again_and_its_new_row_is_shown(empty: Browser) -> None:
    ask_as_engine(empty.sandbox, "/inventory")
    again = empty.post("/traffic/1/again")
    assert again.headers["location"] == f"{UI}/traffic/2"
    assert "Sent again as it was at #1" in empty.follow(again).by_id("notice").text
    assert "no row 9" in empty.get("/traffic/9", 404).text


def test_a_long_body_is_shown_in_part_with_a_link_to_the_whole(empty: Browser) -> None:
    text = json.dumps({"note": "x" * 70_000})
    ask_as_engine(empty.sandbox, "/inventory", method="POST", json={"name": "x" * 70_000})
    page = empty.get("/traffic/1")
    link = next(each for each in page.all("a") if each.text.startswith("The whole body"))
    whole = empty.sandbox.request("GET", link.attributes["href"])
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(whole.text) > len(text) - 20
    assert len(page.by_id("request").text) < 66_000


def test_the_rows_that_filters_leave_are_saved_as_an_archive(busy: Browser) -> None:
    answer = busy.sandbox.request("GET", f"{UI}/traffic.har?kind=struck")
    assert answer.headers["content-disposition"] == 'attachment; filename="stocktake.har"'
    assert len(answer.json()["log"]["entries"]) == 1


def test_a_fault_is_planted_by_form_and_a_refusal_stands_at_its_field(empty: Browser) -> None:
    form = empty.get("/faults/new?simulator=wherefour&operation=create_order&kind=status")
    assert form.by_id("operation").attributes["value"] == "create_order"
    assert form.by_id("a-status").attributes["value"] == "500"
    given: dict[str, Any] = {
        "simulator": "wherefour", "operation": "create_orders", "kind": "status",
    }  # fmt: skip
    wrong = read(empty.post("/faults/new", 422, **given, a__status="503"))
    field = wrong.by_id("operation")
    assert field.attributes["aria-invalid"] == "true"
    told = wrong.by_id(field.attributes["aria-describedby"]).text
    assert told.startswith(
        "wherefour has no operation 'create_orders'; did you mean 'create_order'?"
    )
    assert wrong.by_id("a-status").attributes["value"] == "503"
    for name, value in {"a__status": "many", "nth": "0", "times": "x"}.items():
        again = read(
            empty.post("/faults/new", 422, **{**given, "operation": "create_order", name: value})
        )
        assert again.by_id(name.replace("__", "-")).attributes["aria-invalid"] == "true", name
    empty.post("/faults/new", **{**given, "operation": "create_order"}, a__status="503", nth="2")
    (fault,) = empty.sandbox.faults()
    assert (fault["nth"], fault["arguments"]["status"]) == (2, 503)
    assert "call 2 from now" in empty.get("/world").by_id("faults").text
    assert "fault waits" in empty.get("/").by_id("strip").text
    empty.post("/faults/1/remove")
    assert empty.sandbox.faults() == []
