"""Components of bundles, and the quantities of bundles.

Source: docs/reference/whiplash.md §6, §2.2, §10 (14). Operations: list_bundle_items,
get_bundle_item, create_bundle_item, update_bundle_item, delete_bundle_item.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stocktake.rules.bundles import bundles_in

from tests.whiplash.conftest import NOT_FOUND, Lash

HELD, NEEDED = st.integers(0, 40), st.integers(1, 7)


def stocked(lash: Lash, sku: str, count: int) -> int:
    """Create an item with stock in the merchant's default warehouse; return its id."""
    made = lash.create(title=sku, sku=sku)
    if count:
        lash.event("adjust_inventory", item_id=made["id"], change=count)
    return int(made["id"])


def bundle(lash: Lash, *parts: tuple[int, int]) -> dict[str, Any]:
    """Create a bundle of items with quantities."""
    made = lash.create(title="Gift set", is_bundle=True)
    for item, needed in parts:
        body = {"bundle_id": made["id"], "item_id": item, "quantity": needed}
        lash.send("POST", "/bundle_items", json=body)
    return made


def quantity(lash: Lash, item: dict[str, Any]) -> int:
    return int(lash.get(f"/items/{item['id']}")["quantity"])


def test_a_component_is_created_read_listed_changed_and_deleted(empty: Lash) -> None:
    """§6: 200 with the object, then 204 without a body."""
    item = stocked(empty, "A", 10)
    whole = bundle(empty)
    body = {"bundle_id": whole["id"], "item_id": item, "quantity": 2, "max_per_package": 1}
    made = empty.send("POST", "/bundle_items", json={"bundle_item": body}).json()
    assert made == empty.get(f"/bundle_items/{made['id']}")
    assert {name: made[name] for name in (*body, "parent_item_id")} == {
        **body, "parent_item_id": None,
    }  # fmt: skip
    assert empty.ids("/bundle_items", bundle_id=whole["id"]) == [made["id"]]
    assert empty.ids("/bundle_items", bundle_id=item) == []
    path = f"/bundle_items/{made['id']}"
    assert empty.send("PUT", path, 204, json=made | {"quantity": 5}).body == b""
    assert (empty.get(path)["quantity"], quantity(empty, whole)) == (5, 2)
    empty.send("DELETE", path, 204)
    assert empty.send("GET", path, 422).json() == NOT_FOUND
    assert quantity(empty, whole) == 0


def test_bundles_and_components_are_lists_of_items(empty: Lash) -> None:
    """§2.2, §10 (14): /items/bundle_items shows bundles, /items/in_bundles components."""
    item = stocked(empty, "A", 10)
    whole = bundle(empty, (item, 1))
    assert empty.ids("/items/bundle_items") == [whole["id"]]
    assert empty.ids("/items/in_bundles") == [item]


@settings(  # each example resets a world, which a busy machine may do slowly
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(st.lists(st.tuples(HELD, NEEDED), min_size=1, max_size=4))
def test_the_quantity_of_a_bundle_is_what_its_scarcest_component_allows(
    empty: Lash, parts: list[tuple[int, int]]
) -> None:
    """§6: the item, its list and its warehouses show what the rule gives."""
    empty.sandbox.reset()
    made = [(stocked(empty, f"P{n}", have), needed) for n, (have, needed) in enumerate(parts)]
    whole = bundle(empty, *made)
    count = bundles_in(parts)
    assert quantity(empty, whole) == count
    assert empty.ids("/items", quantity=count, id=whole["id"]) == [whole["id"]]
    assert sum(row[1] for row in empty.quantities(whole).values()) == count


def test_a_changed_component_changes_the_bundle(empty: Lash) -> None:
    """§6, §1.5: clients that poll by updated_at see the new quantity."""
    item = stocked(empty, "A", 10)
    whole = bundle(empty)
    empty.sandbox.advance("1h")
    body = {"bundle_id": whole["id"], "item_id": item, "quantity": 1}
    empty.send("POST", "/bundle_items", json=body)
    assert empty.get(f"/items/{whole['id']}")["updated_at"] > whole["updated_at"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item_id": None}, "base"),
        ({"bundle_id": None}, "base"),
        ({"item_id": 999_999}, "base"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": "many"}, "quantity"),
    ],
)
def test_a_component_requires_item_bundle_and_quantity(
    empty: Lash, change: dict[str, Any], field: str
) -> None:
    """§6: required; §1.3: 422."""
    body = {"bundle_id": bundle(empty)["id"], "item_id": stocked(empty, "A", 0), "quantity": 1}
    errors = empty.send("POST", "/bundle_items", 422, json=body | change).json()["errors"]
    assert field in errors
    assert empty.get("/bundle_items") == []


def test_a_bundle_contains_each_item_once_and_no_bundle(empty: Lash) -> None:
    """§6: decided; no source gives the quantity of a bundle of bundles."""
    item = stocked(empty, "A", 0)
    whole, other = bundle(empty, (item, 1)), bundle(empty)
    for field, body in (
        ("item_id", {"bundle_id": whole["id"], "item_id": item}),
        ("item_id", {"bundle_id": whole["id"], "item_id": other["id"]}),
        ("bundle_id", {"bundle_id": item, "item_id": item}),
    ):
        errors = empty.send("POST", "/bundle_items", 422, json={**body, "quantity": 1}).json()
        assert list(errors["errors"]) == [field]


def test_bundles_of_another_merchant_are_invisible(lash: Lash) -> None:
    """§1.1."""
    made = lash.get("/bundle_items")[0]["id"]
    other = lash.other_merchant()
    assert other.get("/bundle_items") == []
    for method in ("GET", "DELETE"):
        other.send(method, f"/bundle_items/{made}", 422)


def test_what_can_be_assembled_changes_with_the_components_and_the_ledger_says_so(
    empty: Lash,
) -> None:
    """§6: a bundle is as many as its scarcest component allows."""
    item, other = stocked(empty, "A", 10), stocked(empty, "B", 4)
    whole = empty.create(title="Gift set", sku="GIFT", is_bundle=True)
    sent = {"bundle_id": whole["id"], "item_id": item, "quantity": 2}
    made = empty.send("POST", "/bundle_items", json=sent).json()
    empty.send("POST", "/bundle_items", json=sent | {"item_id": other})
    empty.send("PUT", f"/bundle_items/{made['id']}", 204, json={"quantity": 5})
    empty.send("PUT", f"/bundle_items/{made['id']}", 204, json={"quantity": 5})
    empty.send("DELETE", f"/bundle_items/{made['id']}", 204)
    lines = empty.sandbox.ledger(sku="GIFT", simulator="whiplash")
    held = [line["delta"] // 1_000_000 for line in lines if line["what"] == "held"]
    assert held == [-5, 3]  # five of A alone, two with B; of five A a piece still two, then of B
    (row,) = empty.sandbox.get_sku("GIFT")["rows"]
    told = [moment["can_promise"] for moment in row["moments"] if moment["row"]]
    assert told[-1] == row["stock"]["can_promise"] == 2
