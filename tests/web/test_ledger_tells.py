"""The ledger tells of every change of what can be promised, whether something moves or not.

After each act the numbers of all systems are noted. In the end they are worked out backwards from
the ledger (docs/control.md, `moments`), and must have been just these.
"""

from __future__ import annotations

from typing import Any

from stocktake.web.control.stock import Stock
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import Crm
from tests.wherefour.conftest import Warehouse
from tests.whiplash.conftest import Lash
from tests.wholecell.conftest import Cell

from .test_stock_calls import COFFEE, put_in_step

GALAXY, TEE = "GALA13-32-BLU-B", "TEE-ALDER-M"

Numbers = dict[tuple[Any, ...], tuple[int, int, int | None]]


class Watched:
    """A sandbox whose numbers are noted after each act, by the last row of the journal."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.seen: list[tuple[str, int, Numbers]] = []
        put_in_step(sandbox)
        self.look("the beginning")

    def look(self, what: str) -> None:
        """Note the numbers of now."""
        levels = Stock(self.sandbox.host, self.sandbox.world()).levels.all
        numbers = {_place(level): (level.on_hand, level.promise, level.number) for level in levels}
        self.seen.append((what, self.sandbox.get_journal(limit=1)["last"], numbers))

    def event(self, simulator: str, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event, and look."""
        result = self.sandbox.event(simulator, name, **arguments)
        self.look(f"{simulator}.{name} {arguments}")
        return result

    def order(self, store: str, sku: str, quantity: int) -> str:
        """Let a shopper order; return the order's number."""
        lines = [{"sku": sku, "quantity": quantity}]
        placed = self.event("retailcrm", "place_order", store=store, lines=lines)
        return str(placed["reference"])

    def differences(self) -> list[str]:
        """Return where the ledger tells of other numbers than there were."""
        stock = Stock(self.sandbox.host, self.sandbox.world())
        levels = stock.levels.all
        moments = stock.moments(levels)
        found = []
        for level in (level for level in levels if level.goods):  # of what is gone nothing is told
            for what, row, numbers in self.seen:
                if (were := numbers.get(_place(level))) is None:
                    continue
                then = [m for m in moments[level.key] if m.row <= row][-1]
                told = (then.on_hand, then.promise, None if were[2] is None else then.shown)
                if told != were:
                    found.append(f"{level.sku} after #{row} {what}: told {told}, was {were}")
        return found


def _place(level: Any) -> tuple[Any, ...]:
    return (level.sku, level.warehouse, level.outlet, level.place)


def test_of_a_warehouse_with_lots(sandbox: Sandbox) -> None:
    """docs/reference/wherefour.md §5.1 to 5.5."""
    watched, warehouse = Watched(sandbox), Warehouse(sandbox)
    reference = watched.order("wherefour", COFFEE, 3)
    watched.event("wherefour", "set_lot_status", lot_code="CT001-A", status="quarantined")
    watched.event("wherefour", "set_picking", location="OVER", allowed=False)
    watched.event("wherefour", "receive_stock", sku=COFFEE, count=5, location="OVER")
    watched.event("wherefour", "set_pull_strategy", sku="CHOC-70-100", pull_strategy="Hand Pick")
    watched.event("wherefour", "receive_stock", sku="CHOC-70-100", count=5, location="DOCK")
    watched.event("wherefour", "cycle_count", lot_code="CT001-A", count=40)
    warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    watched.look("an order was made")
    watched.event("wherefour", "set_picking", location="OVER", allowed=True)
    watched.event("wherefour", "ship_order", order_number=reference)
    watched.event("wherefour", "reverse_shipment", order_number=reference)
    part = [{"sku": COFFEE, "quantity": 1}]
    watched.event("wherefour", "cancel_order", order_number=reference, lines=part)
    watched.event("wherefour", "cancel_order", order_number=reference)
    watched.event("wherefour", "set_lot_status", lot_code="CT001-A", status="inactive")
    watched.event("wherefour", "set_lot_status", lot_code="CT001-A", status="active")
    watched.event("wherefour", "set_pull_strategy", sku="CHOC-70-100", pull_strategy="FIFO")
    assert "\n".join(watched.differences()) == ""


def test_of_a_warehouse_with_units(sandbox: Sandbox) -> None:
    """docs/reference/wholecell.md §3 and §4."""
    watched, cell = Watched(sandbox), Cell(sandbox)
    reference = watched.order("wholecell", GALAXY, 2)
    items = [{"sku": GALAXY, "quantity": 2}]
    order = {"transaction_number": reference, "items": items}
    cell.ask("POST", "/sales_orders", 201, json=order)
    watched.look("an order was made")
    found = sandbox.sql(
        "SELECT esn FROM wholecell_standing WHERE sku = ? AND status = 'Available' AND physical"
        " AND order_id IS NULL",
        (GALAXY,),
    )
    units = [row["esn"] for row in found]
    number = {"transaction_number": reference}
    watched.event("wholecell", "set_unit_status", esn=units[-1], status="Needs eBay Draft")
    watched.event("wholecell", "move_unit", esn=units[-1], location="Locked Cage")
    watched.event("wholecell", "commit_units", **number, units=[{"esn": esn} for esn in units[:2]])
    watched.event("wholecell", "release_units", **number, units=[{"esn": units[0]}])
    watched.event("wholecell", "set_order_status", **number, status="Ready to Ship")
    watched.event("wholecell", "commit_units", **number)
    watched.event("wholecell", "ship_order", **number)
    watched.event("wholecell", "reverse_shipment", **number)
    watched.event("wholecell", "cancel_order", **number)
    watched.event("wholecell", "set_unit_status", esn=units[-1], status="Available")
    assert "\n".join(watched.differences()) == ""


def make(lash: Lash, reference: str, item: dict[str, Any], quantity: int) -> None:
    """Make an order of one item."""
    lines = [{"item_id": item["id"], "quantity": quantity}]
    body = {"originator_id": reference, "order_items": lines}
    lash.send("POST", "/orders", json={"order": body})


def test_of_a_warehouse_with_shelves_and_bundles(sandbox: Sandbox) -> None:
    """docs/reference/whiplash.md §2, §4 and §6."""
    watched, lash = Watched(sandbox), Lash(sandbox)
    part = lash.get("/bundle_items", bundle_id=lash.item("BDL-CAMP-KIT")["id"])[0]
    lash.send("PUT", f"/bundle_items/{part['id']}", 204, json={"quantity": 2})
    watched.look("a bundle takes two of a part")
    reference = watched.order("whiplash", TEE, 2)
    item, bundle = lash.item(TEE), lash.item("BDL-PIN-5")
    make(lash, reference, item, 2)
    watched.look("an order was made")
    for status in ("batched", "packed", "shipped"):
        watched.event("whiplash", "process_order", originator_id=reference, status=status)
    pins = watched.order("whiplash", "BDL-PIN-5", 1)
    make(lash, pins, bundle, 1)
    watched.look("a bundle was ordered")
    watched.event("whiplash", "cancel_order", originator_id=pins)
    watched.event("whiplash", "adjust_inventory", sku="PIN-LEAF", change=7)
    watched.event("whiplash", "set_available", sku=TEE, available=False)
    lash.send("DELETE", f"/items/{item['id']}", 204)  # it stays in bundles
    watched.look("an item was deactivated")
    assert "\n".join(watched.differences()) == ""


def test_of_a_shop_whose_orders_are_changed(sandbox: Sandbox) -> None:
    """docs/reference/duties.md D1, D17 and D18."""
    watched, crm = Watched(sandbox), Crm(sandbox)
    reference = watched.order("wherefour", COFFEE, 3)
    (order,) = sandbox.orders(order=reference)
    watched.order("wherefour", COFFEE, 2)
    crm.edit(order["id"], status="cancel-other")
    watched.look("an order was called off")
    crm.edit(order["id"], status="new")
    watched.look("it was taken up again")
    assert "\n".join(watched.differences()) == ""
