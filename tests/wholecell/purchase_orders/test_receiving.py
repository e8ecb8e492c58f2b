"""Units come in on purchase orders. Source: docs/reference/wholecell.md §6."""

from tests.wholecell.conftest import DEVICE, Cell
from tests.wholecell.purchase_orders.support import change, create, listed, shown


def test_receiving_is_adding_units_one_by_one(cell: Cell) -> None:
    """§6: POST /inventories with purchase_order_id; count and sum follow, the status does not."""
    order = create(cell, expected_inventory_count=2, expected_total_price_paid=18_000)
    for price in (9000, 9100):
        cell.create(purchase_order_id=order["id"], initial_price_paid=price)
    now = shown(cell, order)
    assert (now["inventory_count"], now["total_price_paid"]) == (2, 18_100)
    assert now["status"] == "Open"
    assert now["updated_at"] > order["updated_at"]
    assert listed(cell, updated_at_gt=order["updated_at"]) == [now]


def test_units_may_still_be_added_to_a_closed_order(cell: Cell) -> None:
    """§6: no lock is known."""
    order = create(cell, status="Closed")
    cell.create(purchase_order_id=order["id"])
    assert shown(cell, order)["inventory_count"] == 1


def test_the_last_expected_unit_completes_the_order_while_the_quirk_is_on(cell: Cell) -> None:
    """§6: wholecell.received_when_complete."""
    cell.sandbox.set_quirk("wholecell.received_when_complete", True)
    order = create(cell, expected_inventory_count=2)
    seen = []
    for _ in range(3):
        cell.create(purchase_order_id=order["id"])
        seen.append(shown(cell, order)["status"])
        if seen[-1] == "Received":
            change(cell, order, status="Closed")
    assert seen == ["Open", "Received", "Closed"]


def test_units_received_by_event_come_in_on_the_newest_open_order(cell: Cell) -> None:
    """§6."""
    order = create(cell)
    cell.event("receive_units", product_variation=DEVICE, count=2)
    assert shown(cell, order)["inventory_count"] == 2


def test_a_seeded_order_is_completed_only_while_the_quirk_is_on(cell: Cell) -> None:
    """§6: wholecell.received_when_complete; no automatic change by default."""
    waiting = (
        "SELECT t.id, s.title FROM wholecell_purchase_order t JOIN wholecell_status s"
        " ON s.id = t.status_id WHERE t.expected_inventory_count ="
        " 1 + (SELECT count(*) FROM wholecell_inventory i WHERE i.purchase_order_id = t.id)"
    )
    plain, switched = cell.world(waiting)[:2]
    cell.create(purchase_order_id=plain["id"])
    cell.sandbox.set_quirk("wholecell.received_when_complete", True)
    cell.create(purchase_order_id=switched["id"])
    titles = "SELECT s.title FROM wholecell_purchase_order t JOIN wholecell_status s" + (
        " ON s.id = t.status_id WHERE t.id = ?"
    )
    assert cell.world(titles, plain["id"]) == [{"title": "Receiving"}]
    assert cell.world(titles, switched["id"]) == [{"title": "Received"}]
