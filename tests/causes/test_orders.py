"""What went wrong with an order, as a table: its documents, and the story that is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from stocktake.causes.findings import order_findings
from stocktake.causes.orders import Deeds, Life, lives_of
from stocktake.causes.stories import story_of

MICRO = 1_000_000


def row(
    simulator: str, number: str, ordered: float, *, shipped: float = 0, cancelled: float = 0
) -> dict[str, Any]:
    """Return a row of v_orders of order R1001."""
    return {
        "simulator": simulator, "id": number, "reference": "R1001", "sku": "COF",
        "ordered": round(ordered * MICRO), "shipped": round(shipped * MICRO),
        "cancelled": round(cancelled * MICRO), "place": "wf", "customer": "7", "told": None,
    }  # fmt: skip


def made(simulator: str, document: str, turn: int, what: str = "demand") -> dict[str, Any]:
    """Return a line of the ledger: three were ordered, or left, in a turn."""
    return {"simulator": simulator, "document": document, "what": what, "turn": turn, "at": turn,
            "delta": 3 * MICRO}  # fmt: skip


def told(*rows: dict[str, Any], here: bool = False) -> Life:
    """Return the life of the shop's order R1001; `here`: a shipment of it was told."""
    (life,) = lives_of(
        rows, outlets=["crm"], warehouses=["wf", "wc"], told={("crm", "1")} if here else ()
    )
    return life


SHOP = row("crm", "1", 3)
SHIPPED = row("crm", "1", 3, shipped=3)

Case = tuple[Life, Sequence[dict[str, Any]], dict[int, tuple[bool, str | None]], int | None, str]
"""An order, lines of the ledger, how requests fared, the row that looked for it, and the story."""

WRONG: dict[str, Case] = {
    "made twice, the first reply lost, nobody looked": (
        told(SHOP, row("wf", "1001", 3), row("wf", "1002", 3, shipped=3)),
        [made("wf", "1001", 117), made("wf", "1002", 119), made("wf", "1002", 126, "shipment")],
        {117: (False, "lost_reply")},
        None,
        "#117 made 1001 in wf, and the reply was lost (planted fault lost_reply). #119 made it"
        " again as 1002, without looking for it. 1001 is open and keeps 3. 1002 shipped 3 (#126).",
    ),
    "made twice, the first reply lost without a fault": (
        told(SHOP, row("wf", "1001", 3), row("wf", "1002", 3)),
        [made("wf", "1001", 117), made("wf", "1002", 119)],
        {117: (False, None)},
        None,
        "#117 made 1001 in wf, and the reply was lost. #119 made it again as 1002, without looking"
        " for it. 1001 is open and keeps 3. 1002 is open and keeps 3.",
    ),
    "made twice although the reply arrived and somebody looked": (
        told(SHOP, row("wf", "1001", 3), row("wf", "1002", 3)),
        [made("wf", "1001", 117), made("wf", "1002", 119)],
        {},
        118,
        "#117 made 1001 in wf. #119 made it again as 1002, although #118 had looked for it."
        " 1001 is open and keeps 3. 1002 is open and keeps 3.",
    ),
    "the first was there when the world began": (
        told(SHOP, row("wf", "1001", 3), row("wf", "1002", 3)),
        [made("wf", "1002", 119)],
        {},
        None,
        "wf had 1001 before. #119 made 1002 in wf. 1001 is open and keeps 3."
        " 1002 is open and keeps 3.",
    ),
    "in two warehouses, both shipped": (
        told(SHOP, row("wc", "77", 3, shipped=3), row("wf", "1001", 3, shipped=1)),
        [made("wc", "77", 117), made("wf", "1001", 119), made("wc", "77", 130, "shipment"),
         made("wf", "1001", 131, "shipment")],
        {},
        None,
        "#117 made 77 in wc. #119 made it again as 1001, without looking for it."
        " 77 shipped 3 (#130). 1001 shipped 1 (#131) and keeps 2 more.",
    ),
    "told of a shipment before anything left": (
        told(SHIPPED, row("wf", "1001", 3), here=True),
        [made("wf", "1001", 117), made("crm", "1", 120, "shipment")],
        {},
        None,
        "#120 told the shop that it has shipped, and nothing has left.",
    ),
}  # fmt: skip

RIGHT = {
    "not taken yet": told(SHOP),
    "one document": told(SHOP, row("wf", "1001", 3)),
    "a second one that was called off": told(
        SHOP, row("wf", "1001", 3), row("wf", "1002", 3, cancelled=3)
    ),
    "shipped and told": told(SHIPPED, row("wf", "1001", 3, shipped=3), here=True),
    "had shipped before the world began": told(SHIPPED),
    "told too early, and taken back": told(SHOP, row("wf", "1001", 3), here=True),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_order_that_is_wrong_has_a_story(what: str) -> None:
    life, lines, how, looked, story = WRONG[what]
    assert life.state == "wrong"
    assert story_of(life, Deeds(lines, how), lambda *_: looked) == story


@pytest.mark.parametrize("what", RIGHT)
def test_an_order_that_is_right_has_none(what: str) -> None:
    life = RIGHT[what]
    assert life.mistake is None
    assert life.state in ("open", "done")
    assert story_of(life, Deeds((), {}), lambda *_: None) is None


STATES = {
    "open": told(SHOP, row("wf", "1001", 3, shipped=2)),
    "done": told(SHIPPED, row("wf", "1001", 3, shipped=3)),
    "cancelled": told(row("crm", "1", 3, cancelled=3), row("wf", "1001", 3, cancelled=3)),
}


@pytest.mark.parametrize("state", STATES)
def test_an_order_has_one_word(state: str) -> None:
    assert STATES[state].state == state


def test_an_order_called_off_in_the_shop_alone_is_open_until_its_document_is() -> None:
    assert told(row("crm", "1", 3, cancelled=3), row("wf", "1001", 3)).state == "open"


def test_orders_of_one_mistake_are_one_finding_with_what_came_of_each() -> None:
    twice = [WRONG[what] for what in WRONG if what.startswith("made twice")]
    early = WRONG["told of a shipment before anything left"]
    lines = [*twice[0][1], early[1][-1]]
    lives = [*(case[0] for case in twice), early[0], RIGHT["one document"]]
    first, second = order_findings(lives, Deeds(lines, twice[0][2]), lambda *_: None)
    assert (first.kind, first.count, first.row, first.state) == ("made_twice", 3, 119, "wrong")
    assert first.sentence == twice[0][4].partition(" 1001 is open")[0]
    assert first.came_of[0] == "R1001: 1001 is open and keeps 3. 1002 shipped 3 (#126)."
    assert (second.kind, second.count, second.row) == ("told_too_early", 1, 120)
    assert second.title == "The shop was told of a shipment before anything left"
