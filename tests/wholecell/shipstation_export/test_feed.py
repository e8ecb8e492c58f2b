"""export_orders_to_shipstation. Source: docs/reference/channels.md §4.6; wholecell.md §9."""

from typing import Any

import pytest
from stocktake.core.errors import Refusal

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, change, esns, order, stocked
from tests.wholecell.shipstation_export.support import Poller, opened

READY = "Ready to Ship"


def test_the_export_is_off_by_default_and_nobody_may_call_it(cell: Cell) -> None:
    """channels.md §13: an engine that imports tracking would have each parcel twice."""
    with pytest.raises(Refusal, match=r"wholecell\.shipstation_export"):
        cell.event("set_up_shipstation")
    assert Poller(cell).ask(401).json() == {"error": "Unauthorized"}
    Poller(cell).tell("SO1", 401)
    poller = opened(cell)
    poller.ask()
    cell.sandbox.set_quirk("wholecell.shipstation_export", False)
    poller.ask(401)


def test_it_wants_the_name_and_the_password_of_the_settings_page(cell: Cell) -> None:
    """§9: made up there; an App's are not taken, and these open nothing else."""
    cell.sandbox.set_quirk("wholecell.shipstation_export", True)
    assert Poller(cell).ask(401).headers["www-authenticate"]
    poller = opened(cell)
    assert poller.numbers() == []
    for login in (None, cell.auth, ("wc", "other"), ("WC", "p:w"), ("wc", "")):
        Poller(cell, login).ask(401)
    assert Cell(cell.sandbox, ("wc", "p:w")).get("/inventories").status == 401
    made = cell.event("set_up_shipstation")
    assert (made["username"], made["channels"], len(made["password"]) > 10) == (
        "shipstation", None, True,
    )  # fmt: skip
    Poller(cell, ("shipstation", made["password"])).ask()
    poller.ask(401)


def test_an_order_is_in_the_feed_while_its_status_has_the_flag(cell: Cell) -> None:
    """§7.1, §9."""
    poller = opened(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    assert poller.numbers() == []
    cell.event("set_order_status", transaction_number="R1", status=READY)
    assert poller.numbers() == ["R1"]
    change(cell, made, status="Canceled")
    assert poller.numbers() == []
    cell.event("add_status", kind="SalesOrder", title="Call off", sync_to_shipstation=True)
    change(cell, made, status="Call off")
    (told,) = poller.feed()
    assert told.findtext("OrderStatus") == "cancelled"


def test_an_order_is_told_with_its_lines_and_its_addresses(cell: Cell) -> None:
    """channels.md §4.6: times in UTC, money in units, the customer; unknown SKUs are told too."""
    poller = opened(cell)
    stocked(cell)
    made = order(
        cell, transaction_number="R1", channel="Swappa", status=READY, customer="Ada <& Co>",
        notes="line\u0001 of <notes>",
        shipping_address={"name": "Ada", "line1": "1 Main St", "city": "Łódź", "zip": "90001"},
        items=[
            {"sku": SKU, "quantity": 2, "sale_price": 1999},
            {"sku": "TYPO", "description": "Case"},
        ],
    )  # fmt: skip
    (told,) = poller.feed()
    texts = {child.tag: child.text or "" for child in told if len(child) == 0}
    assert texts.pop("OrderDate") == texts.pop("LastModified")
    assert texts == {
        "OrderID": str(made["id"]), "OrderNumber": "R1", "OrderStatus": "paid",
        "ShippingMethod": "", "OrderTotal": "39.98", "TaxAmount": "0.00", "ShippingAmount": "0.00",
        "CustomerNotes": "", "InternalNotes": "line of <notes>",
    }  # fmt: skip
    assert told.findtext("Customer/CustomerCode") == "Ada <& Co>"
    ship_to = {part.tag: part.text for part in told.findall("Customer/ShipTo/*") if part.text}
    assert ship_to == {
        "Name": "Ada", "Address1": "1 Main St", "City": "Łódź", "PostalCode": "90001",
    }  # fmt: skip
    assert told.findtext("Customer/BillTo/Name") == "Ada"
    first, second = ({part.tag: part.text for part in item} for item in told.findall("Items/Item"))
    assert first == {
        "LineItemID": str(made["items"][0]["id"]), "SKU": SKU, "Quantity": "2",
        "Name": "Fairphone 4 128GB Grey B", "UnitPrice": "19.99", "Adjustment": "false",
    }  # fmt: skip
    assert (second["SKU"], second["Name"], second["UnitPrice"]) == ("TYPO", "Case", "0.00")


def test_a_second_line_is_no_line_to_ship(cell: Cell) -> None:
    """§8.5, §9 [decide]: what was ordered is told once."""
    poller = opened(cell)
    units = stocked(cell, 1)
    made = order(cell, transaction_number="R1", items=[{"sku": "TYPO"}], inventories=esns(units))
    assert len(made["items"]) == 2
    cell.event("set_order_status", transaction_number="R1", status=READY)
    assert [item.text for item in poller.feed().iter("SKU")] == ["TYPO"]


def test_an_order_without_a_number_goes_by_its_id(cell: Cell) -> None:
    """§9 [decide]."""
    poller = opened(cell)
    made = order(cell, status=READY)
    assert poller.numbers() == [str(made["id"])]
    poller.tell(str(made["id"]), tracking_number="T1")
    assert cell.ask("GET", f"/sales_orders/{made['id']}")["status"] == "Shipped"


def test_the_window_is_of_changes_in_whole_minutes_of_utc(cell: Cell) -> None:
    """channels.md §4.6: filtering on when it was created would lose late payments."""
    poller = opened(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    cell.sandbox.advance("3h")
    change(cell, made, status=READY)
    (told,) = poller.feed()
    changed = told.findtext("LastModified") or ""
    assert changed != told.findtext("OrderDate")
    assert poller.numbers(start_date=changed, end_date=changed) == ["R1"]
    hour = f"{changed[:-2]}00"
    before = f"{changed[:11]}{int(changed[11:13]) - 1:02}:59"
    assert poller.numbers(start_date=hour) == ["R1"]
    assert poller.numbers(end_date=before) == []


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"action": "import"}, ["action"]),
        ({"start_date": "2026-03-02"}, ["start_date"]),
        ({"end_date": "13/45/2026 00:00"}, ["end_date"]),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(
    cell: Cell, query: dict[str, Any], fields: list[str]
) -> None:
    """§9 [decide]: 422, by its parameter."""
    answer = opened(cell).ask(422, **query)
    assert list(answer.json()["errors"]) == fields


def test_pages_say_how_many_there_are(cell: Cell) -> None:
    """channels.md §4.6: without the attribute ShipStation reads one page."""
    poller = opened(cell)
    assert poller.feed().get("pages") == "1"
    for number in range(3):
        order(cell, transaction_number=f"R{number}", status=READY)
    cell.sandbox.set_quirk("wholecell.most_per_page", 2)
    pages = [poller.feed(page=page) for page in (1, 2, 3)]
    assert [page.get("pages") for page in pages] == ["2", "2", "2"]
    assert [[o.findtext("OrderNumber") for o in page] for page in pages] == [
        ["R0", "R1"], ["R2"], [],
    ]  # fmt: skip


def test_orders_of_amazon_are_left_out_and_others_can_be(cell: Cell) -> None:
    """§9, §8.8: ShipStation has them by its own connection; the vendor warns of both at once."""
    poller = opened(cell)
    for channel in ("Amazon", "amazon", "Swappa", "eBay", None):
        order(cell, transaction_number=f"R-{channel}", channel=channel, status=READY)
    assert poller.numbers() == ["R-Swappa", "R-eBay", "R-None"]
    assert opened(cell, channels=["eBay"]).numbers() == ["R-eBay"]
    assert opened(cell, channels=["Amazon"]).numbers() == ["R-Amazon"]  # the danger, if chosen
