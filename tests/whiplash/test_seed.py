"""What a new account holds. Source: docs/reference/whiplash.md §2.1."""

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.whiplash.conftest import Lash


@pytest.mark.parametrize("scale", [3])
def test_a_scaled_account_has_as_many_copies_of_everything(scale: int) -> None:
    """§2.1: documented ids stay; copied bundles consist of copied components."""
    with Sandbox(SIMULATORS, scale=scale, seed_set="both") as large:
        lash = Lash(large)
        assert lash.get("/items/count") == 36 * scale + 1
        assert lash.get("/items/1234")["sku"] == "TESTSKU"
        assert lash.item("BDL-PIN-5-3")["quantity"] == 28
        assert lash.item("TEE-ALDER-M-2")["title"] == "Alder Leaf Tee #2"


def test_the_documented_set_has_one_item_and_the_catalogue_the_rest(empty: Lash) -> None:
    """§2.1."""
    assert empty.ids() == [1234]
    assert empty.get("/items/inbound") == empty.get("/items/bundle_items") == []
    assert empty.create(title="First")["id"] == 2001
