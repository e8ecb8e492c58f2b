"""The page of orders: what became of each, in two lanes and in sentences."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.console.lives import life_of
from stocktake.console.systems import Systems
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import Crm
from tests.web.test_order_calls import COFFEE, made_twice, ordered
from tests.wherefour.conftest import Warehouse

from .test_stock import pages, text_of


def article(page: str, reference: str) -> str:
    """Return what a reader sees of one order."""
    found = re.findall(r"<article.*?</article>", page, re.S)
    (mine,) = (each for each in found if f">{reference}</a></h2>" in each)
    return text_of("<main" + mine)


def test_an_order_made_twice_shows_both_documents_and_what_is_left_over(sandbox: Sandbox) -> None:
    reference, placed = ordered(sandbox)
    lost, _ = made_twice(sandbox, reference)
    page = pages(sandbox).get("/orders?state=wrong").text
    assert page.count("<h1") == 1
    said = article(page, reference)
    assert f"{reference} made twice 3 × {COFFEE} customer" in said
    assert f"ordered #{placed}" in said
    assert f"made as 1001 #{lost} , reply lost; again as 1002 #{lost + 1}" in said
    assert f"1002 shipped #{lost + 2}" in said
    assert "1001 still open: would ship 3 more" in said
    assert (
        "Wherefour made it as 1001, and the reply was lost (a planted fault, lost reply)." in said
    )
    assert f"In short: #{lost} made 1001 in wherefour" in said
    assert 'class="at b' in page
    assert "bad twice" in page


def test_the_steps_follow_the_order_through_its_life(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    asks, warehouse = pages(sandbox), Warehouse(sandbox)

    def said() -> str:
        return article(asks.get(f"/orders?q={reference}").text, reference)

    assert "not taken yet" in said()
    assert "not there yet" in said()
    made = warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    assert "to be shipped" in said()
    assert "to be told: shipped" in said()
    warehouse.ship(made)
    assert "shop not told" in said()
    (order,) = sandbox.orders(order=reference)
    Crm(sandbox).edit(
        order["id"], shipped=True, shipmentStore="wherefour", shipmentDate="2026-01-05"
    )
    last = sandbox.get_journal(limit=1)["last"]
    assert f"{reference} done" in said()
    assert f"told: shipped #{last}" in said()
    assert f"#{last} RetailCRM was told that it has shipped." in said()


def test_orders_are_chosen_by_state_and_text_and_counted(sandbox: Sandbox) -> None:
    reference, _ = ordered(sandbox)
    asks, states = pages(sandbox), sandbox.get_orders(limit=1)["states"]
    whole = text_of(asks.get("/orders").text)
    assert f"{sum(states.values())} orders" in whole
    assert f"Open {states['open']}" in whole
    assert reference not in text_of(asks.get("/orders?state=done").text)
    assert "No order matches “nobody's”" in text_of(asks.get("/orders?q=nobody's").text)


def test_fifty_orders_are_a_page_and_a_link_leads_on() -> None:
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        asks, seen, address = pages(sandbox), [], "/orders"
        while address:
            page = asks.get(address).text
            seen.append(page.count("<article"))
            following = re.search(r'<a class="btn tiny" href="([^"]+)">Next 50<', page)
            address = html.unescape(following[1]) if following else ""
        assert seen[0] == 50
        assert sum(seen) == sandbox.get_orders(limit=1)["total"]


DEED = {"row": 7, "at": "2026-01-05T09:00:00.000Z", "delivered": True, "fault": None}


def order(**changes: Any) -> dict[str, Any]:
    """Return an order as the control plane tells it."""
    lines = [{"sku": "COF", "ordered": 3, "shipped": 0, "cancelled": 0}]
    return {
        "order": "R1", "id": "1", "outlet": "crm", "place": "wf", "customer": None,
        "state": "open", "lines": lines, "ordered": DEED, "documents": [], "warehouse": "wf",
        "told": {"shipped": False, "date": None, "rows": []}, "story": None, **changes,
    }  # fmt: skip


def document(state: str, number: str = "1001", *, shipped: float = 0, warehouse: str = "wf") -> Any:
    """Return a document as the control plane tells it."""
    cancelled = 3 if state == "cancelled" else 0
    lines = [{"sku": "COF", "ordered": 3, "shipped": shipped, "cancelled": cancelled}]
    left = [DEED] if shipped else []
    return {"warehouse": warehouse, "id": number, "state": state, "lines": lines, "made": DEED,
            "shipped": left}  # fmt: skip


TOLD = {"shipped": True, "date": None, "rows": [DEED]}
STATES = {
    "not taken yet": order(),
    "to be shipped": order(documents=[document("open", shipped=1)]),
    "shop not told": order(documents=[document("shipped", shipped=3)]),
    "done": order(state="done", documents=[document("shipped", shipped=3)], told=TOLD),
    "called off": order(state="cancelled", documents=[document("cancelled")]),
    "made twice": order(state="wrong", documents=[document("open"), document("open", "1002")]),
    "told too early": order(state="wrong", documents=[document("open")], told=TOLD),
}


@pytest.mark.parametrize("state", STATES)
def test_an_order_has_a_word_for_its_state(state: str) -> None:
    assert life_of(STATES[state], Systems()).state == state


STEPS = {
    "in part": (order(documents=[document("open", shipped=1)]), "shipped in part"),
    "called off": (
        order(documents=[document("cancelled"), document("open", "1002")]),
        "made as 1001, called off; again as 1002",
    ),
    "elsewhere": (
        order(documents=[document("open"), document("open", "77", warehouse="wc")]),
        "made as 1001; again as 77 in wc",
    ),
    "from before": (order(ordered=None), "ordered"),
}


@pytest.mark.parametrize("what", STEPS)
def test_a_step_says_what_was_done(what: str) -> None:
    found, expected = STEPS[what]
    steps = life_of(found, Systems()).steps
    assert expected in ["".join(text for text, _ in step.told) for step in steps]


def test_an_order_that_no_warehouse_can_take_says_why() -> None:
    nobody = order(warehouse=None)
    assert life_of(nobody, Systems()).remark == "No warehouse feeds its place in crm."
    unknown = order(lines=[{"sku": None, "ordered": 1, "shipped": 0, "cancelled": 0}])
    assert life_of(unknown, Systems()).remark == "One line has no SKU: no warehouse can take it."
