"""What may be sold changes though nothing moves. Source: docs/reference/wherefour.md §5.1, §5.3."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound, Refusal
from stocktake.web.sandbox import Sandbox

from tests.web.test_stock_calls import COFFEE, upload
from tests.wherefour.conftest import Warehouse

LOTS = {"CT001-A": "MAIN", "CT001-B": "OVER"}


def of_coffee(sandbox: Sandbox) -> dict[str, Any]:
    """Return what is told of the coffee."""
    (row,) = sandbox.stock(sku=COFFEE)
    return row


def held(sandbox: Sandbox, turn: int) -> list[tuple[Any, ...]]:
    """Return what a row of the journal says may not be sold any more."""
    lines = sandbox.ledger(turn=turn)
    return [(x["what"], x["place"], x["sku"], x["reference"], x["delta"]) for x in lines]


@pytest.mark.parametrize(
    ("status", "said"), [("on_hold", "on hold"), ("quarantined", "quarantined")]
)
def test_a_lot_that_is_put_on_hold_is_there_and_may_not_be_sold(
    sandbox: Sandbox, status: str, said: str
) -> None:
    """§5.1: only active lots are candidates; §5.4: on_hand counts it."""
    upload(sandbox, COFFEE, 84)
    turn = sandbox.trigger_event("wherefour", "set_lot_status", lot_code="CT001-A", status=status)[
        "turn"
    ]
    assert held(sandbox, turn) == [("held", "MAIN", COFFEE, "CT001-A", 48_000_000)]
    found = of_coffee(sandbox)
    assert (found["on_hand"], found["can_promise"], found["state"]) == (84, 36, "out of date")
    assert (found["row"], found["cause"]) == (
        turn, f"#{turn}: 48 more may not be sold. Nothing was uploaded since.",
    )  # fmt: skip
    (row,) = sandbox.get_sku(COFFEE)["rows"]
    assert {"place": "MAIN", "lot": "CT001-A", "quantity": 48, "why": said} in row["places"]
    back = sandbox.trigger_event(
        "wherefour", "set_lot_status", lot_code="CT001-A", status="active"
    )["turn"]
    assert held(sandbox, back) == [("held", "MAIN", COFFEE, "CT001-A", -48_000_000)]
    assert of_coffee(sandbox)["state"] == "ok"


def test_a_lot_that_is_retired_is_no_stock_any_more(sandbox: Sandbox) -> None:
    """§5.5: inactive lots are left out of what is on hand."""
    turn = sandbox.trigger_event(
        "wherefour", "set_lot_status", lot_code="CT001-A", status="inactive"
    )["turn"]
    assert held(sandbox, turn) == [("stock", "MAIN", COFFEE, "CT001-A", -48_000_000)]
    assert of_coffee(sandbox)["on_hand"] == 36
    sandbox.event("wherefour", "set_lot_status", lot_code="CT001-A", status="on_hold")
    assert (of_coffee(sandbox)["on_hand"], of_coffee(sandbox)["can_promise"]) == (84, 36)


def test_a_client_that_asks_for_changes_sees_a_lot_on_hold(warehouse: Warehouse) -> None:
    """§5.5: the lot and its item count as updated."""
    sandbox = warehouse.sandbox
    sandbox.advance("1h")
    sandbox.event("wherefour", "set_lot_status", lot_code="CT001-A", status="on_hold")
    now = sandbox.clock()["now"]
    (row,) = sandbox.sql(
        "SELECT s.status, s.updated_at = i.updated_at AS same FROM wherefour_stock s"
        " JOIN wherefour_inventory i ON i.id = s.inventory_id WHERE s.lot_code = 'CT001-A'"
    )
    assert row == {"status": "on_hold", "same": 1}
    (lot,) = [
        lot
        for lot in warehouse.get("/inventory/1001/stocks").json()
        if lot["lot_code"] == "CT001-A"
    ]
    assert (lot["status"], lot["updated_at"][:16]) == ("on_hold", now[:16])


def test_a_place_that_is_closed_to_picking_keeps_its_stock(sandbox: Sandbox) -> None:
    """§5.1: location.allowed_for_pick_and_ship; every item there has its line."""
    turn = sandbox.trigger_event("wherefour", "set_picking", location="OVER", allowed=False)["turn"]
    lines = held(sandbox, turn)
    assert ("held", "OVER", COFFEE, "OVER", 36_000_000) in lines
    assert {line[0] for line in lines} == {"held"}
    stock = "SELECT count(DISTINCT sku) AS n FROM v_stock WHERE place = 'OVER' AND physical > 0"
    assert 0 < len(lines) <= sandbox.sql(stock)[0]["n"]
    assert (of_coffee(sandbox)["on_hand"], of_coffee(sandbox)["can_promise"]) == (84, 48)
    back = sandbox.trigger_event("wherefour", "set_picking", location="over", allowed=True)["turn"]
    assert {(*line[:4], -line[4]) for line in held(sandbox, back)} == set(lines)


def test_an_item_that_is_set_to_hand_pick_can_promise_nothing(warehouse: Warehouse) -> None:
    """§5.1: Hand Pick has no candidates: auto-ship takes nothing of it."""
    sandbox = warehouse.sandbox
    turn = sandbox.trigger_event(
        "wherefour", "set_pull_strategy", sku=COFFEE, pull_strategy="Hand Pick"
    )["turn"]
    assert held(sandbox, turn) == [
        ("held", "MAIN", COFFEE, None, 48_000_000), ("held", "OVER", COFFEE, None, 36_000_000),
    ]  # fmt: skip
    assert (of_coffee(sandbox)["on_hand"], of_coffee(sandbox)["can_promise"]) == (84, 0)
    (item,) = warehouse.get("/inventory/search?name=Guji").json()
    assert item["pull_strategy"] == "Hand Pick"


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("set_lot_status", {"lot_code": "CT001-A", "status": "active"}),
        ("set_picking", {"location": "MAIN", "allowed": True}),
        ("set_pull_strategy", {"sku": COFFEE, "pull_strategy": "FIFO"}),
    ],
)
def test_what_changes_nothing_writes_no_line(
    sandbox: Sandbox, event: str, arguments: dict[str, Any]
) -> None:
    """§5.1."""
    assert held(sandbox, sandbox.trigger_event("wherefour", event, **arguments)["turn"]) == []


@pytest.mark.parametrize(
    ("event", "arguments", "refusal"),
    [
        ("set_lot_status", {"lot_code": "no lot", "status": "on_hold"}, NotFound),
        ("set_lot_status", {"lot_code": "CT001-A", "status": "lost"}, Invalid),
        ("set_picking", {"location": "Nowhere", "allowed": False}, NotFound),
        ("set_picking", {"location": "MAIN", "allowed": "no"}, Invalid),
        ("set_pull_strategy", {"sku": "nobody's", "pull_strategy": "FIFO"}, NotFound),
        ("set_pull_strategy", {"sku": "TWL-PAPER-6", "pull_strategy": "FIFO"}, Conflict),
        ("set_pull_strategy", {"sku": COFFEE, "pull_strategy": "fifo"}, Invalid),
    ],
)
def test_what_there_is_not_is_refused(
    sandbox: Sandbox, event: str, arguments: dict[str, Any], refusal: type[Refusal]
) -> None:
    """§5.1, §5.3: no lot, no place, no item, no such status or strategy."""
    with pytest.raises(refusal):
        sandbox.event("wherefour", event, **arguments)
