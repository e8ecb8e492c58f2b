"""add_variation. Source: docs/reference/wholecell.md §8.1, §11.3."""

from tests.wholecell.conftest import DEVICE, Cell
from tests.wholecell.sales_orders.support import ledger, levels


def test_a_variation_gets_its_sku_and_the_ledger_follows(cell: Cell) -> None:
    """§8.1, §11.3: an existing variation gets the SKU; otherwise one is added."""
    plain = cell.create(product_variation=DEVICE)["product_variation"]
    made = cell.event("add_variation", product_variation=DEVICE, sku="FP4-B")
    assert made == {"id": plain["id"], "sku": "FP4-B"}
    changes = [line[1::2] for line in ledger(cell, "stock")]
    assert changes[0] == (None, 1)
    assert set(changes[1:]) == {(None, -1), ("FP4-B", 1)}
    assert levels(cell, "FP4-B") == (1, 0, 1)
