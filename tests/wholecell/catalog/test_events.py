"""add_variation, rename_variation. Source: docs/reference/wholecell.md §8.1, §11.3."""

import pytest
from stocktake.core.errors import Conflict, NotFound

from tests.wholecell.conftest import DEVICE, Cell
from tests.wholecell.sales_orders.support import ledger, levels, order, read, seen


def test_a_variation_gets_its_sku_and_the_ledger_follows(cell: Cell) -> None:
    """§8.1, §11.3: an existing variation gets the SKU; otherwise one is added."""
    plain = cell.create(product_variation=DEVICE)["product_variation"]
    made = cell.event("add_variation", product_variation=DEVICE, sku="FP4-B")
    assert made == {"id": plain["id"], "sku": "FP4-B"}
    changes = [line[1::2] for line in ledger(cell, "stock")]
    assert changes[0] == (None, 1)
    assert set(changes[1:]) == {(None, -1), ("FP4-B", 1)}
    assert levels(cell, "FP4-B") == (1, 0, 1)


def renamed(cell: Cell) -> list[tuple[str | None, str]]:
    rows = cell.world("SELECT sku, good FROM ledger WHERE what = 'renamed' ORDER BY seq")
    return [(row["sku"], row["good"]) for row in rows]


def test_the_ledger_notes_the_sku_of_a_variation_when_it_is_made_and_when_it_gets_one(
    cell: Cell,
) -> None:
    """Duty D21: a SKU is only a name at a time, the id of the variation stays."""
    made = cell.create(product_variation=DEVICE)["product_variation"]["id"]
    cell.event("add_variation", product_variation=DEVICE, sku="FP4-B")
    cell.event("add_variation", product_variation=DEVICE, sku="FP4-B")
    other = cell.event("add_variation", product_variation={**DEVICE, "grade": "Z"}, sku="FP4-Z")
    assert renamed(cell) == [(None, str(made)), ("FP4-B", str(made)), ("FP4-Z", str(other["id"]))]


def test_a_renamed_variation_keeps_its_units_and_its_orders(cell: Cell) -> None:
    """D21, row 40: from then on everything goes by the new name, of every variation of the SKU."""
    ids = [
        cell.event("add_variation", product_variation={**DEVICE, "grade": grade}, sku="FP4")["id"]
        for grade in "AB"
    ]
    cell.event("receive_units", product_variation_id=ids[1], count=3)
    made = order(cell, transaction_number="R1", items=[{"sku": "FP4", "quantity": 2}])
    stock = len(ledger(cell, "stock"))
    done = cell.event("rename_variation", sku="FP4", to="fp4")
    assert done == {"sku": "fp4", "variations": ids}
    assert renamed(cell)[-2:] == [("fp4", str(each)) for each in ids]
    assert len(ledger(cell, "stock")) == stock
    assert levels(cell, "fp4") == (3, 2, 1)
    (item,) = read(cell, made)["items"]
    assert (item["sku"], item["product_variation"]["sku"]) == ("FP4", "fp4")
    assert seen(cell, "R1") == [("fp4", 2, 0, 0)]
    committed = cell.event("commit_units", transaction_number="R1")
    assert (len(committed["committed"]), committed["short"]) == (2, {})
    cell.event("cancel_order", transaction_number="R1", lines=[{"sku": "fp4", "quantity": 1}])
    assert seen(cell, "R1") == [("fp4", 1, 0, 0)]


def test_a_variation_is_not_renamed_to_what_is_carried_already(cell: Cell) -> None:
    """D21: a rename would make one SKU of two goods."""
    for sku, grade in (("A", "A"), ("B", "B")):
        cell.event("add_variation", product_variation={**DEVICE, "grade": grade}, sku=sku)
    for to in ("A", "B"):
        with pytest.raises(Conflict):
            cell.event("rename_variation", sku="A", to=to)
    with pytest.raises(NotFound):
        cell.event("rename_variation", sku="x", to="y")


def test_a_sku_alone_makes_up_the_rest_from_its_words(cell: Cell) -> None:
    """channels.md §13: words that mean nothing are Unknown, the model is the SKU."""
    made = cell.event("add_variation", sku="IPHX-SLV-64-C+")
    cell.event("add_variation", sku="Thing")
    cell.event("receive_units", sku="IPHX-SLV-64-C+", count=2, status="Available")
    cell.event("receive_units", sku="Thing", status="Available")
    skus = ("IPHX-SLV-64-C+", "Thing")
    phone, thing = (cell.units(sku=sku)[0]["product_variation"] for sku in skus)
    assert (phone["id"], phone["grade"]) == (made["id"], "C+")
    assert {**phone["product"], "id": 0} == {
        "manufacturer": "Apple", "model": "IPHX-SLV-64-C+", "variant": "Unknown",
        "network": "Unlocked", "capacity": "64GB", "color": "Silver", "id": 0,
    }  # fmt: skip
    assert (thing["product"]["manufacturer"], thing["grade"]) == ("Unknown", "A")
    assert levels(cell, "IPHX-SLV-64-C+") == (2, 0, 2)
    assert renamed(cell)[-2][0] == "IPHX-SLV-64-C+"


def test_a_sku_alone_that_is_carried_already_stays_as_it_is(cell: Cell) -> None:
    """channels.md §13 [decide]."""
    made = cell.event("add_variation", product_variation=DEVICE, sku="FP4-B")
    before = len(renamed(cell))
    assert cell.event("add_variation", sku="FP4-B") == made
    assert len(renamed(cell)) == before


def test_a_sku_alone_never_means_a_variation_that_has_another_sku_now(cell: Cell) -> None:
    """D21: the old name, given out again, is another variation."""
    first = cell.event("add_variation", sku="IPHX-SLV-64")
    cell.event("rename_variation", sku="IPHX-SLV-64", to="IPHX-SILVER-64")
    second = cell.event("add_variation", sku="IPHX-SLV-64")
    assert second["id"] != first["id"]
    assert levels(cell, "IPHX-SILVER-64") == levels(cell, "IPHX-SLV-64") == (0, 0, 0)
