"""Lines of ship notices by themselves. Source: docs/reference/whiplash.md §5.2, §6, §11.

Operations: list_shipnotice_items, get_shipnotice_item, create_shipnotice_item,
update_shipnotice_item, delete_shipnotice_item.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import NOT_FOUND, SKU, Lash
from tests.whiplash.support import announced, read_notice


def test_a_line_is_created_read_listed_changed_and_deleted(lash: Lash) -> None:
    """§5.2."""
    made = announced(lash, 10)
    body = {"shipnotice_id": made["id"], "item_id": lash.item(SKU)["id"], "quantity": 4}
    line = lash.send("POST", "/shipnotice_items", json=body).json()
    assert line == lash.get(f"/shipnotice_items/{line['id']}")
    found = lash.get("/shipnotice_items", shipnotice_id=made["id"])
    assert {row["id"] for row in found} == {line["id"], made["shipnotice_items"][0]["id"]}
    assert lash.ids("/shipnotice_items", shipnotice_id=made["id"], quantity=4) == [line["id"]]
    lash.send("PUT", f"/shipnotice_items/{line['id']}", 204, json={"quantity": 6})
    assert [each["quantity"] for each in read_notice(lash, made)["shipnotice_items"]] == [10, 6]
    lash.send("DELETE", f"/shipnotice_items/{line['id']}", 204)
    assert [each["quantity"] for each in read_notice(lash, made)["shipnotice_items"]] == [10]


@pytest.mark.parametrize(
    ("lacking", "errors"),
    [
        ("shipnotice_id", {"base": ["Record not found: shipnotice_id is missing"]}),
        ("item_id", {"base": ["Record not found: a line needs item_id"]}),
        ("quantity", {"quantity": ["can't be blank"]}),
    ],
)
def test_a_line_without_notice_item_or_quantity_is_refused(
    lash: Lash, lacking: str, errors: Any
) -> None:
    """§5.2, §11: as in the live service."""
    body = {"shipnotice_id": announced(lash)["id"], "item_id": lash.item(SKU)["id"], "quantity": 4}
    del body[lacking]
    assert lash.send("POST", "/shipnotice_items", 422, json=body).json()["errors"] == errors


def test_a_line_has_at_least_one_unit_and_is_never_a_bundle(lash: Lash) -> None:
    """§5.2, §6: a bundle has no stock of its own."""
    notice = announced(lash)["id"]
    bundle = lash.get("/items/bundle_items")[0]["id"]
    for field, body in (
        ("quantity", {"item_id": lash.item(SKU)["id"], "quantity": 0}),
        ("item_id", {"item_id": bundle, "quantity": 1}),
    ):
        body |= {"shipnotice_id": notice}
        assert field in lash.send("POST", "/shipnotice_items", 422, json=body).json()["errors"]


def test_lines_cannot_change_once_the_notice_is_being_received(lash: Lash) -> None:
    """§5.2: from status 200 on; a notice that has arrived may still get lines."""
    made = announced(lash)
    body = {"shipnotice_id": made["id"], "item_id": lash.item(SKU)["id"], "quantity": 4}
    lash.event("arrive_shipnotice", shipnotice_id=made["id"])
    line = lash.send("POST", "/shipnotice_items", json=body).json()["id"]
    lash.event("receive_shipnotice", shipnotice_id=made["id"])
    lash.send("POST", "/shipnotice_items", 422, json=body)
    lash.send("PUT", f"/shipnotice_items/{line}", 422, json={"quantity": 1})
    lash.send("DELETE", f"/shipnotice_items/{line}", 422)
    assert lash.get(f"/shipnotice_items/{line}")["quantity"] == 4


def test_lines_are_listed_for_one_notice_only(lash: Lash) -> None:
    """§5.2, as order items (§4): without a notice there is no record."""
    unknown = lash.send("GET", "/shipnotice_items?shipnotice_id=999999", 422).json()
    missing = lash.send("GET", "/shipnotice_items", 422).json()["error"]
    assert unknown == NOT_FOUND
    assert missing == "Record not found: shipnotice_id is missing: it says whose lines"
