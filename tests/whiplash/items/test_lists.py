"""Lists of items: by SKU, by group, inbound, bundles and their components.

Source: docs/reference/whiplash.md §2.2, §5.3, §10.
"""

import pytest

from tests.whiplash.conftest import SKU, Lash


@pytest.mark.parametrize(
    ("path", "sku"),
    [
        ("TEE:RIDGE:S", "TEE:RIDGE:S"),
        ("POSTER%2FDAWN.18x24", "POSTER/DAWN.18x24"),
        ("POSTER/DAWN.18x24.json", "POSTER/DAWN.18x24"),
        ("ZINE-04.json", "ZINE-04.json"),
        ("ZINE-04.json.json", "ZINE-04.json"),
        ("MUG.CAMP.12OZ/", "MUG.CAMP.12OZ"),
    ],
)
def test_list_items_by_sku_takes_any_sku(lash: Lash, path: str, sku: str) -> None:
    """§2.2: first as sent, then without `.json`."""
    assert [row["sku"] for row in lash.get(f"//items/sku/{path}")] == [sku]
    # find_items_by_sku
    assert [row["sku"] for row in lash.get("/items/sku.json", sku=sku)] == [sku]


@pytest.mark.parametrize("sku", ["100%25", "a%252Fb", "50% off", "x/transactions"])
def test_a_sku_may_contain_percent_signs(lash: Lash, sku: str) -> None:
    """§2.2."""
    made = lash.create(sku=sku)
    assert lash.item(sku) == made


def test_an_unknown_sku_is_an_empty_list_and_two_items_may_share_one(lash: Lash) -> None:
    """§2.2, §2.3: the last changed comes first."""
    assert lash.get("/items/sku/NOBODY") == lash.get("/items/sku") == []
    both = lash.get("/items/sku/STKR-LOGO-3")
    assert len(both) == 2
    lash.send("PUT", f"/items/{both[1]['id']}", 204, json={"misc": "touched"})
    assert [row["id"] for row in lash.get("/items/sku/STKR-LOGO-3")] == [
        both[1]["id"], both[0]["id"],
    ]  # fmt: skip
    assert len(lash.get("/items/sku/STKR-LOGO-3", limit=1, page=2)) == 1


def test_list_items_by_group_shows_the_sizes_of_a_shirt(lash: Lash) -> None:
    """§2.2."""
    rows = lash.get("/items/group/tee-alder.json", order_by="sku")
    assert [row["sku"] for row in rows] == [f"TEE-ALDER-{size}" for size in ("L", "M", "S", "XL")]
    assert {row["originators"][0]["group_id"] for row in rows} == {"tee-alder"}
    assert lash.get("/items/group/nobody") == []


def test_list_inbound_items_are_those_on_an_open_notice(lash: Lash) -> None:
    """§2.2, §5.3: each item once, still to come, on no draft and no notice given up."""
    assert {row["sku"] for row in lash.get("/items/inbound")} == {
        "POSTER-TOUR-2026", "TEE-ALDER-XL",
    }  # fmt: skip
    mug = lash.item(SKU)
    stamps = {"created_at": 0, "updated_at": 0}
    for status, shown in ((100, True), (250, True), (300, False), (50, False), (105, False)):
        notice = lash.insert(
            "shipnotice", customer_id=1, warehouse_id=1, status=status, sender="S", **stamps
        )
        line = {"shipnotice_id": notice, "item_id": mug["id"], "quantity": 3, **stamps}
        lines = [lash.insert("shipnotice_item", **line, quantity_good=good) for good in (1, 3)]
        assert (mug["id"] in lash.ids("/items/inbound")) is shown, status
        world = lash.sandbox.world()
        with world.turn(tick=False):
            for made in lines:
                world.run("DELETE FROM whiplash_shipnotice_item WHERE id = ?", (made,))


def test_list_bundles_shows_bundles_and_list_items_in_bundles_their_components(lash: Lash) -> None:
    """§2.2, §10 (14): /items/bundle_items is no list of bundle items."""
    wholes = lash.get("/items/bundle_items")
    assert {row["sku"] for row in wholes} == {"BDL-CAMP-KIT", "BDL-PIN-5"}
    assert all(row["is_bundle"] for row in wholes)
    parts = {"TEE-ALDER-M", "MUG.CAMP.12OZ", "PIN-LEAF", "TOTE-MARKET"}
    assert {row["sku"] for row in lash.get("/items/in_bundles")} == parts
    kit = next(row for row in wholes if row["sku"] == "BDL-CAMP-KIT")
    lash.send("DELETE", f"/items/{kit['id']}", 204)
    assert {row["sku"] for row in lash.get("/items/in_bundles")} == {"PIN-LEAF", "TOTE-MARKET"}
