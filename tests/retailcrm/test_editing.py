"""Managers edit, move, take up and rename: docs/reference/duties.md §7, D17 and D21."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound, Refusal
from stocktake.rules.quantity import MICRO

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm

OTHER = "COF-ESP-1000"  # offered on shop-us only


def event(crm: Crm, name: str, **arguments: Any) -> dict[str, Any]:
    return dict(crm.sandbox.event("retailcrm", name, **arguments))


def lines_of(**quantities: Any) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]


def place(crm: Crm, *lines: tuple[str, Any], **more: Any) -> int:
    wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    return int(event(crm, "place_order", store="wherefour", lines=wanted, **more)["id"])


def items(crm: Crm, order_id: int) -> list[tuple[Any, ...]]:
    shown = crm.order(order_id)["items"]
    return [(item["id"], item["offer"]["externalId"], item["quantity"]) for item in shown]


def ledger(crm: Crm, what: str) -> list[tuple[Any, ...]]:
    rows = crm.sandbox.world().all("SELECT * FROM ledger WHERE simulator = 'retailcrm'")
    names = ("place", "sku", "good", "document", "delta")
    return [tuple(row[name] for name in names) for row in rows if row["what"] == what]


@pytest.fixture(autouse=True)
def shown(crm: Crm) -> None:
    """Every offer of these tests shows ten."""
    for sku in (SKU, OTHER, BOTH):
        crm.put(sku, 10)


def test_a_manager_changes_the_lines_and_those_that_stay_keep_their_items(crm: Crm) -> None:
    """D17, row 34: one line is lowered, one taken off, one is new; history as the web UI writes."""
    order_id = place(crm, (SKU, 3), (OTHER, 2))
    lowered, taken_off = (item[0] for item in items(crm, order_id))
    seen = crm.history()[-1]["id"]
    edited = event(crm, "edit_order", id=order_id, lines=lines_of(**{SKU: 1, BOTH: 4}))
    new = taken_off + 1
    assert items(crm, order_id) == [(lowered, SKU, 1), (new, BOTH, 4)]
    assert edited == {
        "id": order_id, "reference": f"R{order_id}", "store": "wherefour",
        "items": [
            {"id": lowered, "sku": SKU, "quantity": 1}, {"id": new, "sku": BOTH, "quantity": 4},
        ],
    }  # fmt: skip
    records = crm.history(seen)
    assert {record["source"] for record in records} == {"user"}
    assert [(record["field"], record["oldValue"], record["newValue"]) for record in records] == [
        ("order_product", {"id": taken_off}, None),
        ("order_product.quantity", 3, 1),
        ("order_product", None, {"id": new}),
    ]


def test_an_edit_is_in_the_ledger_as_differences_by_offer(crm: Crm) -> None:
    """D1, D17: demand falls and rises by what the edit changed."""
    order_id = place(crm, (SKU, 3), (OTHER, 2))
    before = len(ledger(crm, "demand"))
    event(crm, "edit_order", id=order_id, lines=lines_of(**{SKU: 1, OTHER: 5}))
    changes = ledger(crm, "demand")[before:]
    assert [(sku, delta // MICRO) for _, sku, _, _, delta in changes] == [(SKU, -2), (OTHER, 3)]
    assert {document for _, _, _, document, _ in changes} == {str(order_id)}
    assert all(good for _, _, good, _, _ in changes)


def test_two_lines_of_one_sku_stay_two_through_an_edit(crm: Crm) -> None:
    """D21, row 39: each line takes the next item of its SKU."""
    order_id = place(crm, (SKU, 1), (SKU, 2))
    (first, _, _), (second, _, _) = items(crm, order_id)
    two = [{"sku": SKU, "quantity": 4}, {"sku": SKU, "quantity": 5}]
    event(crm, "edit_order", id=order_id, lines=two)
    assert items(crm, order_id) == [(first, SKU, 4), (second, SKU, 5)]
    event(crm, "edit_order", id=order_id, lines=two[:1])
    assert items(crm, order_id) == [(first, SKU, 4)]


def test_a_line_without_an_offer_is_kept_by_its_name(crm: Crm) -> None:
    """§7.4: an item may be free text."""
    sent = {"items": [{"offer": {"externalId": SKU}}, {"productName": "Wrap"}]}
    order_id = crm.create(sent).json()["id"]
    before = crm.order(order_id)["items"]
    edited = event(crm, "edit_order", id=order_id, lines=lines_of(**{SKU: 2, "Wrap": 1}))
    assert [item["id"] for item in edited["items"]] == [item["id"] for item in before]


def test_a_manager_may_sell_more_than_the_shop_shows(crm: Crm) -> None:
    """§7.6: only shoppers are held to the number shown."""
    order_id = place(crm, (SKU, 1))
    event(crm, "edit_order", id=order_id, lines=lines_of(**{SKU: 11}))
    assert [quantity for _, _, quantity in items(crm, order_id)] == [11]


def test_a_manager_moves_an_order_to_another_store(crm: Crm) -> None:
    """D17, row 36: the demand leaves one store and comes to the other."""
    order_id = place(crm, (SKU, 3))
    moved = event(crm, "edit_order", id=order_id, store="whiplash")
    assert moved["store"] == crm.order(order_id)["shipmentStore"] == "whiplash"
    record = crm.history()[-1]
    assert (record["source"], record["field"]) == ("user", "shipment_store")
    assert (record["oldValue"], record["newValue"]) == ({"code": "wherefour"}, {"code": "whiplash"})
    assert [(place, delta // MICRO) for place, *_, delta in ledger(crm, "demand")] == [
        ("wherefour", 3), ("wherefour", -3), ("whiplash", 3),
    ]  # fmt: skip


def test_a_shipped_order_is_not_moved(crm: Crm) -> None:
    """§7.6: the API refuses another store of a shipped order, and so does the web UI."""
    crm.register()
    order_id = place(crm, (SKU, 3))
    assert crm.edit(order_id, shipped=True, shipmentDate="2026-01-05").status == 200
    with pytest.raises(Conflict):
        event(crm, "edit_order", id=order_id, store="whiplash")
    assert event(crm, "edit_order", id=order_id, store="wherefour")["store"] == "wherefour"


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"lines": lines_of(x=1)}, NotFound),
        ({"lines": lines_of(**{EUROPEAN: 1})}, NotFound),
        ({"lines": lines_of(**{SKU: 0})}, Invalid),
        ({"lines": []}, Invalid),
        ({"store": "x"}, NotFound),
        ({"id": 1999, "store": "whiplash"}, NotFound),
        ({}, Refusal),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(
    crm: Crm, arguments: dict[str, Any], refusal: type[Exception]
) -> None:
    """§7.5: unknown SKUs and stores, an offer of the other shop, nothing to change."""
    order_id = place(crm, (SKU, 3))
    before = (crm.history(), items(crm, order_id), ledger(crm, "demand"))
    with pytest.raises(refusal):
        event(crm, "edit_order", **{"id": order_id, **arguments})
    assert (crm.history(), items(crm, order_id), ledger(crm, "demand")) == before


def test_where_the_account_forbids_it_no_offer_is_in_an_order_twice(crm: Crm) -> None:
    """§7.4, quirk retailcrm.offer_once_per_order: it holds for people too."""
    crm.sandbox.set_quirk("retailcrm.offer_once_per_order", True)
    with pytest.raises(Conflict):
        place(crm, (SKU, 1), (SKU, 2))
    order_id = place(crm, (SKU, 1))
    two = [{"sku": SKU, "quantity": 1}, {"sku": SKU, "quantity": 2}]
    with pytest.raises(Conflict):
        event(crm, "edit_order", id=order_id, lines=two)


def test_a_cancelled_order_is_taken_up_again(crm: Crm) -> None:
    """D17, row 35: the demand comes back, the history says who did it."""
    order_id = place(crm, (SKU, 3))
    with pytest.raises(Conflict):
        event(crm, "reopen_order", id=order_id)
    event(crm, "cancel_order", id=order_id)
    assert event(crm, "reopen_order", id=order_id) == {"id": order_id, "status": "new"}
    record = crm.history()[-1]
    assert (record["source"], record["newValue"]) == ("user", {"code": "new"})
    event(crm, "cancel_order", id=order_id)
    event(crm, "reopen_order", id=order_id, status="assembling")
    assert crm.order(order_id)["status"] == "assembling"
    assert [delta // MICRO for *_, delta in ledger(crm, "demand")] == [3, -3, 3, -3, 3]


@pytest.mark.parametrize(("status", "refusal"), [("x", NotFound), ("no-call", Conflict)])
def test_an_order_is_taken_up_in_a_status_of_orders_that_live(
    crm: Crm, status: str, refusal: type[Exception]
) -> None:
    """§6: the codes of the group cancel, and codes that the account does not have."""
    order_id = place(crm, (SKU, 3))
    event(crm, "cancel_order", id=order_id)
    with pytest.raises(refusal):
        event(crm, "reopen_order", id=order_id, status=status)
    assert crm.order(order_id)["status"] == "cancel-other"


def test_an_order_may_begin_in_any_status_of_the_account(crm: Crm) -> None:
    """§6: shops hand orders over as paid or confirmed too."""
    order_id = place(crm, (SKU, 1), status="prepayed")
    assert crm.order(order_id)["status"] == "prepayed"
    assert crm.history()[-1]["newValue"] == {"code": "prepayed"}
    with pytest.raises(NotFound):
        place(crm, (SKU, 1), status="x")


def test_a_renamed_offer_is_the_same_offer_on_every_site(crm: Crm) -> None:
    """D21, row 40: orders keep their offer, listings and new orders go by the new name."""
    order_id = place(crm, (BOTH, 2))
    before = {site: crm.leftover(BOTH, site=site)["id"] for site in ("shop-us", "shop-eu")}
    renamed = event(crm, "rename_offer", sku=BOTH, to="GUJI")
    offers = [{"id": offer_id, "site": site} for site, offer_id in before.items()]
    assert sorted(renamed.pop("offers"), key=lambda offer: offer["id"]) == offers
    assert renamed == {"sku": "GUJI"}
    assert {site: crm.leftover("GUJI", site=site)["id"] for site in before} == before
    (item,) = crm.order(order_id)["items"]
    assert (item["offer"]["id"], item["offer"]["externalId"]) == (before["shop-us"], "GUJI")
    old = {"externalId": BOTH, "stores": [{"code": "wherefour", "available": 1}]}
    assert crm.upload([old]).json()["notFoundOffers"] == [{"externalId": BOTH}]
    crm.put("GUJI", 7)
    place(crm, ("GUJI", 1))
    with pytest.raises(NotFound):
        place(crm, (BOTH, 1))
    goods = [(None, "GUJI", str(offer_id), None, None) for offer_id in before.values()]
    assert ledger(crm, "renamed") == goods
    assert [(sku, good) for _, sku, good, _, _ in ledger(crm, "demand")] == [
        (BOTH, str(before["shop-us"])), ("GUJI", str(before["shop-us"])),
    ]  # fmt: skip


def test_an_offer_is_not_renamed_to_one_that_its_site_has(crm: Crm) -> None:
    """§1.3: an externalId is unique on its site; upper and lower case are two (D21)."""
    with pytest.raises(Conflict):
        event(crm, "rename_offer", sku=SKU, to=BOTH)
    with pytest.raises(Conflict):
        event(crm, "rename_offer", sku=SKU, to=SKU)
    with pytest.raises(NotFound):
        event(crm, "rename_offer", sku="x", to="y")
    assert ledger(crm, "renamed") == []
    event(crm, "rename_offer", sku=SKU, to=EUROPEAN)
    event(crm, "rename_offer", sku=OTHER, to=OTHER.lower())
    assert crm.leftover(OTHER.lower())["externalId"] == OTHER.lower()
