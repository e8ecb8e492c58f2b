"""Units on orders: check then save, release, overcommit, unknown SKUs.

Source: docs/reference/wholecell.md §7.1, §7.2, §8.5.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound, Unprocessable

from tests.wholecell.conftest import DEVICE, Cell
from tests.wholecell.orders import SKU, change, esns, ledger, levels, order, read, seen, stocked


def unit(cell: Cell, told: dict[str, Any]) -> dict[str, Any]:
    """Read a unit again."""
    again: dict[str, Any] = cell.get(f"/inventories/{told['id']}").json()
    return again


def test_a_committed_unit_is_sold_and_knows_its_order_and_price(cell: Cell) -> None:
    """§7.1, §7.2, §2.1: by esn, by hex id in any case, by id."""
    units = stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU, "quantity": 3, "sale_price": 19900}])
    named = [
        {"esn": units[0]["esn"]}, {"hex_id": units[1]["hex_id"].lower()}, {"id": units[2]["id"]},
    ]  # fmt: skip
    filled = change(cell, made, inventories=named)
    (item,) = filled["items"]
    assert item["committed_quantity"] == 3
    assert [row["id"] for row in filled["inventories"]] == [row["id"] for row in units]
    assert {row["order_item_id"] for row in filled["inventories"]} == {item["id"]}
    for each in units:
        now = unit(cell, each)
        assert (now["status"], now["order_id"], now["sale_price"]) == ("Sold", made["id"], 19900)
        assert now["updated_at"] == filled["updated_at"]
    assert [row["id"] for row in cell.units(order_id=made["id"])] == sorted(
        (row["id"] for row in units), reverse=True
    )
    assert levels(cell) == (0, 0, 0)


def test_a_price_may_be_said_of_the_unit(cell: Cell) -> None:
    """§7.1: sale prices are set on the order."""
    (told,) = stocked(cell, 1)
    made = order(cell, items=[{"sku": SKU, "sale_price": 100}])
    change(cell, made, inventories=[{"esn": told["esn"], "sale_price": 90}])
    assert unit(cell, told)["sale_price"] == 90
    change(cell, made, inventories=[{"esn": told["esn"]}])
    assert unit(cell, told)["sale_price"] == 90
    change(cell, made, inventories=[{"esn": told["esn"], "sale_price": 80}])
    assert unit(cell, told)["sale_price"] == 80


def test_the_list_is_the_whole_list_and_a_unit_that_leaves_it_is_what_it_was(cell: Cell) -> None:
    """§7.2: on removal back to the previous status; the same list again does nothing twice."""
    one, two, three = stocked(cell, 3)
    cell.event("set_unit_status", id=two["id"], status="EcomReady")
    made = order(cell, items=[{"sku": SKU, "quantity": 2}])
    filled = change(cell, made, inventories=esns([one, two]))
    again = change(cell, made, inventories=esns([one, two]))
    assert {**again, "updated_at": None} == {**filled, "updated_at": None}
    swapped = change(cell, made, inventories=esns([one, three]))
    assert [row["id"] for row in swapped["inventories"]] == [one["id"], three["id"]]
    back = unit(cell, two)
    assert (back["status"], back["order_id"], back["sale_price"]) == ("EcomReady", None, None)
    change(cell, made, notes="units are not named")
    assert len(read(cell, made)["inventories"]) == 2
    change(cell, made, inventories=[])
    assert {unit(cell, each)["status"] for each in (one, three)} == {"Available"}


def test_each_unit_that_cannot_be_had_is_named_and_nothing_is_saved(cell: Cell) -> None:
    """§7.2: check then save, as the web UI does."""
    units = stocked(cell, 4)
    order(cell, inventories=esns(units[:1]))
    made = order(cell, items=[{"sku": SKU}])
    named = [
        *esns(units[:2]), {"hex_id": "NOBODY"}, {"id": units[2]["id"]}, {"id": units[2]["id"]}, {},
    ]  # fmt: skip
    told = change(cell, made, 422, notes="lost", inventories=named)
    assert told["errors"]["inventories"] == [
        f"{units[0]['esn']} is on another order", "NOBODY is not known",
        f"{units[2]['id']} is named twice", "a unit has no id, hex_id or esn",
    ]  # fmt: skip
    assert read(cell, made) == made
    assert {unit(cell, each)["order_id"] for each in units[1:]} == {None}


def test_a_status_may_not_allow_commitment(cell: Cell) -> None:
    """§7.1, §7.2: the status that the order will have is asked; releasing is always allowed."""
    one, two = stocked(cell, 2)
    made = order(cell, status="Unpaid")
    told = change(cell, made, 422, inventories=esns([one, two]))
    sentence = "cannot be committed while the order is Unpaid"
    assert told["errors"]["inventories"] == [f"{e['esn']} {sentence}" for e in (one, two)]
    assert set(order(cell, 422, status="Draft", inventories=esns([one]))["errors"]) == {
        "inventories"
    }
    change(cell, made, status="New", inventories=esns([one, two]))
    kept = change(cell, made, status="Unpaid", inventories=esns([one]))
    assert [row["id"] for row in kept["inventories"]] == [one["id"]]


def test_a_unit_that_has_shipped_is_not_released(cell: Cell) -> None:
    """§7.1: it left the building; an RMA brings it back."""
    (one,) = stocked(cell, 1)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}], inventories=esns([one]))
    change(cell, made, status="Shipped")
    told = change(cell, made, 422, inventories=[])
    assert told == {"errors": {"inventories": [f"{one['hex_id']} has shipped"]}}
    with pytest.raises(Unprocessable):
        cell.event("release_units", transaction_number="R1")
    change(cell, made, status="New", inventories=[])
    assert unit(cell, one)["status"] == "Available"
    assert [line[3] for line in ledger(cell, "stock")] == [1, -1, 1]
    assert [line[3] for line in ledger(cell, "shipment")] == [1, -1]


def test_an_item_may_be_overcommitted(cell: Cell) -> None:
    """§7.1: two units on a quantity of one: 8, 0, 8."""
    units = stocked(cell)
    made = order(cell, items=[{"sku": SKU, "sale_price": 100}], inventories=esns(units[:2]))
    (item,) = made["items"]
    assert (item["quantity"], item["committed_quantity"]) == (1, 2)
    assert levels(cell) == (8, 0, 8)


def test_items_of_one_sku_are_filled_one_after_the_other(cell: Cell) -> None:
    """§7.1: an item that still awaits a unit gets it before one is overcommitted."""
    units = stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU}, {"sku": SKU}], inventories=esns(units))
    assert [item["committed_quantity"] for item in made["items"]] == [2, 1]


def test_a_unit_that_nobody_ordered_may_be_committed(cell: Cell) -> None:
    """§7.1: items are optional; then they are updated to match the committed inventory."""
    units = stocked(cell, 2)
    (other,) = stocked(cell, 1, sku="FP4-RED", color="Red")
    made = order(cell, transaction_number="R1", items=[{"sku": SKU, "quantity": 5}])
    named = [*esns(units), {"esn": other["esn"], "sale_price": 700}]
    filled = change(cell, made, inventories=named)
    assert [row["order_item_id"] for row in filled["inventories"]][2] is None
    assert filled["total"] == 700
    matched = cell.event("match_order_items", transaction_number="R1")
    assert [(item["sku"], item["quantity"]) for item in matched["items"]] == [
        (SKU, 2), ("FP4-RED", 1),
    ]  # fmt: skip
    now = read(cell, made)
    assert [item["committed_quantity"] for item in now["items"]] == [2, 1]
    assert (now["total"], now["items"][1]["sale_price"]) == (700, 700)
    assert seen(cell, "R1") == [(SKU, 2, 0, 0), ("FP4-RED", 1, 0, 0)]
    empty = order(cell, items=[{"sku": SKU}])
    with pytest.raises(Conflict):
        cell.event("match_order_items", id=empty["id"])


def test_items_that_matching_adds_stand_at_the_end(cell: Cell) -> None:
    """§7.1: also when it has taken away lines that stood before."""
    units = [stocked(cell, 1, sku=sku, color=sku)[0] for sku in ("ONE", "TWO", "THREE", "FOUR")]
    made = order(cell, items=[{"sku": "TWO"}, {"sku": "TWO"}, {"sku": "ONE"}])
    change(cell, made, inventories=esns([units[0], units[2]]))
    cell.event("match_order_items", id=made["id"])
    cell.event("commit_units", id=made["id"], units=esns([units[3]]))
    matched = cell.event("match_order_items", id=made["id"])
    assert [item["sku"] for item in matched["items"]] == ["ONE", "THREE", "FOUR"]


def test_a_serial_that_is_there_twice_means_the_unit_that_can_be_had(cell: Cell) -> None:
    """§2.3: the same phone is bought again after it was sold."""
    first = cell.create(esn="A1")
    sold = order(cell, inventories=[{"esn": "a1"}])
    again = cell.create(esn="A1")
    made = order(cell, inventories=[{"esn": "A1"}])
    assert [row["id"] for row in made["inventories"]] == [again["id"]]
    kept = change(cell, sold, inventories=[{"esn": "A1"}])
    assert [row["id"] for row in kept["inventories"]] == [first["id"]]
    change(cell, sold, inventories=[])
    change(cell, made, inventories=[])
    told = order(cell, 422, inventories=[{"esn": "A1"}])
    assert told["errors"]["inventories"] == ["A1 is more than one unit"]


def test_an_unknown_sku_reduces_nothing_until_it_is_refreshed(cell: Cell) -> None:
    """§8.5, §13 scenario 11: the catalog alone changes nothing; Refresh is a person's act."""
    made = order(
        cell, transaction_number="R1",
        items=[{"sku": "NEW-1", "quantity": 2, "description": "From the channel"}],
    )  # fmt: skip
    (item,) = made["items"]
    assert (item["product_variation"], item["description"]) == (None, "From the channel")
    pressed = cell.event("refresh_item", item_id=item["id"])
    assert pressed == {"id": item["id"], "product_variation_id": None}
    stocked(cell, 3, sku="NEW-1")
    assert levels(cell, "NEW-1") == (3, 0, 3)
    assert seen(cell, "R1") == [(None, 2, 0, 0)]
    assert read(cell, made)["items"][0]["product_variation"] is None
    cell.event("refresh_item", item_id=item["id"])
    assert levels(cell, "NEW-1") == (3, 2, 1)
    assert seen(cell, "R1") == [("NEW-1", 2, 0, 0)]
    (known,) = read(cell, made)["items"]
    assert known["product_variation"]["sku"] == "NEW-1"
    assert cell.event("refresh_item", item_id=item["id"])["product_variation_id"] is not None
    with pytest.raises(NotFound):
        cell.event("refresh_item", item_id=7)


def test_an_unknown_line_is_connected_to_a_variation(cell: Cell) -> None:
    """§8.5: from then on it counts as outstanding of that variation's SKU."""
    units = stocked(cell, 3)
    made = order(cell, transaction_number="R1", items=[{"sku": "TYPO-1", "quantity": 2}])
    (item,) = made["items"]
    cell.event("connect_item", item_id=item["id"], sku=SKU)
    assert levels(cell) == (3, 2, 1)
    (known,) = read(cell, made)["items"]
    assert (known["id"], known["sku"]) == (item["id"], SKU)
    assert ledger(cell, "demand")[1:] == [
        ("demand", None, "R1", -2), ("demand", SKU, "R1", 2),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        cell.event("connect_item", item_id=item["id"])
    with pytest.raises(Unprocessable):
        cell.event("connect_item", item_id=item["id"], sku="nobody's")
    change(cell, made, inventories=esns(units[:1]))
    with pytest.raises(Conflict):
        cell.event("connect_item", item_id=item["id"], sku=SKU)


def test_committing_to_an_unknown_line_makes_a_second_line(cell: Cell) -> None:
    """§8.5, §13 scenario 11: under the original, which stays open and unfilled; no channel line."""
    units = stocked(cell, 4)
    made = order(
        cell,
        items=[{"sku": "TYPO-1", "quantity": 2, "sale_price": 500}, {"sku": "TYPO-2"}],
    )  # fmt: skip
    filled = change(cell, made, inventories=esns(units[:2]))
    first, second, last = filled["items"]
    assert (first["committed_quantity"], first["product_variation"]) == (0, None)
    assert (second["sku"], second["quantity"], second["committed_quantity"]) == (SKU, 2, 2)
    assert (last["sku"], filled["total"]) == ("TYPO-2", 1000)
    assert unit(cell, units[0])["sale_price"] == 500
    (row,) = cell.world(
        "SELECT original_item_id, channel_item_id FROM wholecell_sales_order_item WHERE id = ?",
        second["id"],
    )
    assert row == {"original_item_id": first["id"], "channel_item_id": None}
    assert levels(cell) == (2, 0, 2)
    more = change(cell, made, inventories=esns(units))
    assert [item["sku"] for item in more["items"]] == ["TYPO-1", SKU, "TYPO-2", SKU]
    assert more["inventories"][3]["order_item_id"] is None
    shorter = change(cell, made, inventories=esns(units[:1]))
    assert [(i["sku"], i["quantity"]) for i in shorter["items"]] == [
        ("TYPO-1", 2), (SKU, 1), ("TYPO-2", 1),
    ]  # fmt: skip
    bare = change(cell, made, inventories=[])
    assert bare["items"] == made["items"]


def test_deleting_the_unknown_line_leaves_the_right_product(cell: Cell) -> None:
    """§8.5: the other cure."""
    units = stocked(cell, 1)
    made = order(cell, items=[{"sku": "TYPO-1"}], inventories=esns(units))
    _, right = made["items"]
    cured = change(cell, made, items=[{"id": right["id"]}])
    assert cured["items"] == [right]
    assert levels(cell) == (0, 0, 0)


def test_staff_scan_the_oldest_units_that_an_order_awaits_and_ship_it(cell: Cell) -> None:
    """§7.1; duties.md: staff ship. Committing and shipping are two acts."""
    units = stocked(cell, 3)
    cell.event("set_unit_status", id=units[0]["id"], status="Moving")
    made = order(
        cell, transaction_number="R1", items=[{"sku": SKU, "quantity": 4}, {"sku": "UNKNOWN"}]
    )
    done = cell.event("commit_units", transaction_number="R1")
    assert done == {
        "id": made["id"], "committed": [units[1]["hex_id"], units[2]["hex_id"]],
        "without_item": [], "short": {SKU: 2},
    }  # fmt: skip
    parcel = cell.event(
        "ship_order", id=made["id"], carrier="UPS", service="Ground", tracking_number="1Z"
    )
    now = read(cell, made)
    assert (now["status"], now["shipped_at"]) == ("Shipped", now["shipments"][0]["shipped_at"])
    assert now["shipments"] == [
        {"id": parcel["shipment_id"], "carrier": "UPS", "service": "Ground",
         "tracking_number": "1Z", "shipped_at": now["updated_at"]},
    ]  # fmt: skip
    assert [line[3] for line in ledger(cell, "stock")][-1] == -2
    cell.event("ship_order", id=made["id"], tracking_number="2Z")
    again = read(cell, made)
    assert [row["tracking_number"] for row in again["shipments"]] == ["1Z", "2Z"]
    assert again["shipped_at"] == now["shipped_at"]
    assert [line[3] for line in ledger(cell, "shipment")] == [4, 1]
    (row,) = {r["id"] for r in cell.world("SELECT id FROM v_shipments WHERE reference = 'R1'")}
    assert row == parcel["shipment_id"]


def test_staff_commit_and_release_named_units(cell: Cell) -> None:
    """§7.1: by ESN list, by hex id list, by scanning; committing adds to what is there."""
    one, two, three = stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU, "quantity": 2}])
    cell.event("commit_units", id=made["id"], units=[{"hex_id": one["hex_id"].lower()}])
    cell.event("commit_units", id=made["id"], units=esns([two]))
    assert len(read(cell, made)["inventories"]) == 2
    with pytest.raises(Conflict):
        cell.event("release_units", id=made["id"], units=esns([three]))
    done = cell.event("release_units", id=made["id"], units=esns([one]))
    assert done["released"] == [one["hex_id"]]
    assert cell.event("release_units", id=made["id"])["released"] == [two["hex_id"]]
    change(cell, made, status="Unpaid")
    with pytest.raises(Unprocessable):
        cell.event("commit_units", id=made["id"])


def test_staff_cancel_what_has_not_shipped_and_put_the_units_back(cell: Cell) -> None:
    """§7.1; a client that sets the status moves no unit: somebody has to put them back."""
    units = stocked(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    cell.event("commit_units", id=made["id"])
    change(cell, made, status="Canceled")
    assert levels(cell) == (9, 0, 9)
    with pytest.raises(Conflict):
        cell.event("cancel_order", id=made["id"])
    cell.event("release_units", id=made["id"])
    assert levels(cell) == (10, 0, 10)
    change(cell, made, status="New")
    cell.event("commit_units", id=made["id"])
    done = cell.event("cancel_order", transaction_number="R1")
    assert done == {"id": made["id"], "released": [units[0]["hex_id"]]}
    assert levels(cell) == (10, 0, 10)
    assert seen(cell, "R1") == [(SKU, 1, 0, 1)]
    for status in ("Draft", "New", "Shipped"):
        other = order(cell)
        change(cell, other, status="Ready to Pick")
        if status == "Draft":
            cell.event("cancel_order", id=other["id"], status=status, release_units=False)
        else:
            with pytest.raises(Conflict):
                cell.event("cancel_order", id=other["id"], status=status)


def test_what_cannot_be_shipped_or_found_is_refused(cell: Cell) -> None:
    """§7.1."""
    made = order(cell, transaction_number="R1", status="Draft")
    with pytest.raises(Conflict):
        cell.event("ship_order", id=made["id"])
    change(cell, made, status="New")
    with pytest.raises(Conflict):
        cell.event("ship_order", id=made["id"], status="Ready to Ship")
    with pytest.raises(NotFound):
        cell.event("ship_order", transaction_number="R2")
    order(cell, transaction_number="R1")
    with pytest.raises(Conflict):
        cell.event("ship_order", transaction_number="R1")


def test_a_catalog_entry_gets_its_sku_and_the_ledger_follows(cell: Cell) -> None:
    """§8.1, §11.3: a variation that is there gets the SKU; it is made when there is none."""
    plain = cell.create(product_variation=DEVICE)["product_variation"]
    made = cell.event("add_variation", product_variation=DEVICE, sku="FP4-B")
    assert made == {"id": plain["id"], "sku": "FP4-B"}
    changes = [line[1::2] for line in ledger(cell, "stock")]
    assert changes[0] == (None, 1)
    assert set(changes[1:]) == {(None, -1), ("FP4-B", 1)}
    assert levels(cell, "FP4-B") == (1, 0, 1)
