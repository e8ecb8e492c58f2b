"""The pages of stock: who disagrees with whom, and how the numbers of one SKU came about."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from stocktake import SIMULATORS
from stocktake.console.app import make_app
from stocktake.web.sandbox import Sandbox

from tests.web.test_stock_calls import COFFEE, JARS, MUG, put_in_step, upload

HOSTILE = "<script>alert(1)</script>\u202e/../#?&\"'"
LONG = "WAREHOUSE-9/SHELF-04//" + "X" * 98


def pages(sandbox: Sandbox) -> Any:
    """Return what asks the console of a sandbox for pages, in the process."""
    return make_app(lambda token, named, world: sandbox.control.in_world(world)).test_client()


def text_of(page: str) -> str:
    """Return what a reader sees of a page."""
    inner = page[page.index("<main") :]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", inner)))


@pytest.fixture
def shelf() -> Iterator[Sandbox]:
    """The small world of the referee, with every number that can be promised uploaded."""
    with Sandbox(SIMULATORS, seed_set="shelf") as fresh:
        put_in_step(fresh)
        yield fresh


def test_skus_that_disagree_come_first_with_since_and_why(shelf: Sandbox) -> None:
    upload(shelf, JARS, 74)
    row = shelf.stock(sku=JARS)[0]["row"]
    page = pages(shelf).get("/stock").text
    assert page.count("<h1") == 1
    assert "1 of 24 SKUs disagrees" in text_of(page)
    first = text_of("<main" + page.split("<tbody>")[1].split("</tr>")[0])
    assert f"{JARS} Wide Mouth Mason Jars, set of 12 wrong since 09:00:00 #{row}" in first
    assert "74 26 74 +48" in first
    assert "It shows all 74 on hand: 48 are at DOCK" in first
    assert f'href="/traffic/{row}"' in page


def test_an_sku_of_two_warehouses_is_one_line(shelf: Sandbox) -> None:
    page = pages(shelf).get("/stock?kind=shared").text
    assert page.count('<tr class="cells"') == 1
    assert "Wherefour 342 342 342 Whiplash 26 26 26 " in text_of(page)


def test_a_world_in_step_says_so_and_a_search_without_a_hit_too(shelf: Sandbox) -> None:
    asks = pages(shelf)
    assert "24 SKUs, all in step" in text_of(asks.get("/stock").text)
    assert "Every shop shows what can be promised" in text_of(asks.get("/stock?kind=disagree").text)
    found = text_of(asks.get("/stock?q=<b>nothing").text)
    assert "No SKU matches “<b>nothing”" in found
    assert COFFEE in asks.get("/stock?q=guji").text
    assert COFFEE not in asks.get("/stock?system=whiplash").text


def test_a_world_without_goods_says_how_one_gets_some() -> None:
    with Sandbox([]) as empty:
        assert "This world has no goods" in text_of(pages(empty).get("/stock").text)
        assert "No shop has an order yet" in text_of(pages(empty).get("/orders").text)


def test_a_hundred_skus_are_a_page_and_a_link_leads_on() -> None:
    with Sandbox(SIMULATORS) as sandbox:
        asks, seen, address = pages(sandbox), [], "/stock"
        while address:
            page = asks.get(address).text
            seen.append(re.findall(r'class="sku-name clip" href="[^"]*" title="([^"]*)"', page))
            following = re.search(r'<a class="btn tiny" href="([^"]+)">Next 100<', page)
            address = html.unescape(following[1]) if following else ""
        assert len(seen[0]) == 100
        names = [name for names in seen for name in names]
        assert len(names) == len(set(names)) == sandbox.get_skus(limit=1)["total"]


def test_one_sku_has_a_chart_and_the_same_numbers_in_a_table(shelf: Sandbox) -> None:
    came = shelf.trigger_event(
        "wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor"
    )["turn"]
    page = pages(shelf).get(f"/stock/sku?sku={COFFEE}").text
    assert page.count("<h1") == 1
    said = text_of(page)
    assert f"RetailCRM shows 84, Wherefour can promise 108. #{came} : 24 came in." in said
    assert f"#{came} 09:00:00 24 came in 108 108 84 -24" in said
    (moments,) = (row["moments"] for row in shelf.get_sku(COFFEE)["rows"])
    assert page.count("<title>") == len(moments) + 1  # that of the page
    assert f"<title>#{came} 24 came in: on hand 108, can promise 108, shop shows 84</title>" in page
    for word in ("on hand 108", "can promise 108", "shop shows 84"):
        assert f">{word}</text>" in page
    assert "MAIN 72 yes" in said
    assert pages(shelf).get(f"/stock/sku?sku={COFFEE}&axis=time").status_code == 200


def test_one_sku_names_lots_that_may_not_be_sold_and_what_is_owed(sandbox: Sandbox) -> None:
    from tests.web.test_order_calls import ordered

    reference, _ = ordered(sandbox)
    sandbox.event("wherefour", "set_lot_status", lot_code="CT001-A", status="on_hold")
    said = text_of(pages(sandbox).get(f"/stock/sku?sku={COFFEE}").text)
    assert "MAIN CT001-A 48 no: on hold" in said
    assert f"{reference} not there yet 3" in said


def test_the_next_disagreement_is_a_link_that_goes_round(shelf: Sandbox) -> None:
    for sku in (JARS, MUG):
        upload(shelf, sku, 1)
    asks = pages(shelf)
    assert f'href="/stock/sku?sku={MUG}"' in asks.get(f"/stock/sku?sku={JARS}").text
    assert f'href="/stock/sku?sku={JARS}"' in asks.get(f"/stock/sku?sku={MUG}").text


def test_an_sku_that_there_is_not_is_said_to_be_none(shelf: Sandbox) -> None:
    found = pages(shelf).get("/stock/sku?sku=COF-GUJI-34")
    assert found.status_code == 404
    assert f"no warehouse and no shop has an SKU 'COF-GUJI-34'; did you mean '{COFFEE}'" in text_of(
        found.text
    )
    assert pages(shelf).get("/stock/sku").headers["Location"] == "/stock"
    short = pages(shelf).get(f"/stock/{COFFEE}")
    assert (short.status_code, short.headers["Location"]) == (303, f"/stock/sku?sku={COFFEE}")


def test_names_that_others_chose_are_text_and_nothing_else() -> None:
    items = [
        {"sku": HOSTILE, "name": "<img src=x onerror=alert(2)>", "price": 1},
        {"sku": LONG, "name": "Ünïcode Möbel", "price": 1},
    ]
    stocked = [{**item, "stock": {"wherefour": 5}} for item in items]
    with Sandbox(SIMULATORS, seed_file={"items": stocked}) as sandbox:
        asks = pages(sandbox)
        for address in ("/stock", f"/stock?q={quote(HOSTILE)}", "/orders"):
            page = asks.get(address).text
            assert "<img src=x" not in page
            assert page.count("<script") == 1  # our own, in the head
            assert "\u202e" not in re.sub(r'value="[^"]*"', "", page)  # what one has typed stays
        links = re.findall(r'href="(/stock/sku[^"]*)"', asks.get("/stock").text)
        assert len(links) == 2
        for link, sku in zip(links, (HOSTILE, LONG), strict=True):
            one = asks.get(html.unescape(link))
            assert (one.status_code, one.text.count("<script")) == (200, 1)
            assert sku.replace("\u202e", "\ufffd") in text_of(one.text)
