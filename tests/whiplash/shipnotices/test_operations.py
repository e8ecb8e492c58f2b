"""Ship notices: announced, listed, changed, deleted.

Source: docs/reference/whiplash.md §1.3, §5.1, §5.2, §11. Operations: list_shipnotices,
count_shipnotices, get_shipnotice, create_shipnotice, update_shipnotice, delete_shipnotice.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import NOT_FOUND, SKU, Lash
from tests.whiplash.support import announced, read_notice


def test_a_new_notice_is_in_transit_with_its_lines(lash: Lash) -> None:
    """§5.1, §5.2: 200 with the object; status 100."""
    made = announced(lash, 10)
    assert made == read_notice(lash, made)
    (line,) = made.pop("shipnotice_items")
    assert made["eta"] == "2030-01-02T09:00:00-05:00"
    assert {name: made[name] for name in ("sender", "warehouse_id", "status", "status_name")} == {
        "sender": "Acme", "warehouse_id": 2, "status": 100, "status_name": "In Transit",
    }  # fmt: skip
    assert made["shipnotice_images"] == []
    nothing_yet = ("arrived_at", "completed_at", "received_by", "total_boxes", "total_fee_actual")
    assert [made[name] for name in nothing_yet] == [None] * 5
    item = lash.item(SKU)
    assert line["item_id"] == item["id"]
    assert line["shipnotice_id"] == made["id"]
    counts = ("quantity", "quantity_good", "quantity_damaged")
    assert [line[name] for name in counts] == [10, 0, 0]
    assert line["item_originators"] == item["originators"]
    assert (line["available"], line["weight"]) == (item["available"], item["weight"])
    assert line["description"].startswith(item["title"])


def test_lines_may_have_either_name_and_be_bare_wrapped_or_in_a_form(lash: Lash) -> None:
    """§1.1, §5.2: `shipnotice_items` flat, `shipnotice_items_attributes` as in version 2."""
    item = lash.item(SKU)["id"]
    line = {"item_id": item, "quantity": 3}
    nested = {"shipnotice": {"sender": "B", "shipnotice_items_attributes": [line]}}
    wrapped = lash.send("POST", "/shipnotices.json", json=nested).json()
    form = {
        "shipnotice[sender]": "C",
        "shipnotice[shipnotice_items_attributes][0][item_id]": str(item),
        "shipnotice[shipnotice_items_attributes][0][quantity]": "3",
    }
    formed = lash.send("POST", "/shipnotices", form=form).json()
    for made in (wrapped, formed):
        assert [line["quantity"] for line in made["shipnotice_items"]] == [3]
        assert made["warehouse_id"] == 1  # the customer's own, when none is named


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"warehouse_id": 3}, "base"),
        ({"shipnotice_items": [{"quantity": 1}]}, "base"),
        ({"shipnotice_items": [{"item_id": 999_999, "quantity": 1}]}, "base"),
        ({"shipnotice_items": [{"item_id": "x", "quantity": 1}]}, "shipnotice_items"),
    ],
)
def test_an_invalid_notice_leaves_no_trace(lash: Lash, body: dict[str, Any], said: str) -> None:
    """§1.3: 422, also for a warehouse or an item of another merchant."""
    before = lash.get("/shipnotices/count")
    answer = lash.send("POST", "/shipnotices", 422, json={"sender": "A", **body}).json()
    assert said in answer["errors"]
    assert lash.get("/shipnotices/count") == before


def test_strict_mode_requires_sender_eta_and_warehouse(lash: Lash) -> None:
    """§5.2: required in version 2."""
    lash.sandbox.world().set_quirk("whiplash.strict", True)
    for name in ("sender", "eta", "warehouse_id"):
        body = {"sender": "A", "eta": "2030-01-01", "warehouse_id": 1}
        del body[name]
        answer = lash.send("POST", "/shipnotices", 422, json=body).json()
        assert answer["errors"] == {name: ["can't be blank"]}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/shipnotices/999999", "/shipnotice_items/999999"])
def test_an_unknown_id_is_422_record_not_found(lash: Lash, method: str, path: str) -> None:
    """§1.3, §5.2."""
    body = {"json": {"sender": "A"}} if method == "PUT" else {}
    assert lash.send(method, path, 422, **body).json() == NOT_FOUND


def test_notices_of_another_merchant_are_invisible(lash: Lash) -> None:
    """§1.1."""
    made = announced(lash)
    line = made["shipnotice_items"][0]["id"]
    other = lash.other_merchant()
    assert other.get("/shipnotices") == []
    assert other.get("/shipnotices/count") == 0
    for path in (f"/shipnotices/{made['id']}", f"/shipnotice_items/{line}"):
        other.send("GET", path, 422)
        other.send("DELETE", path, 422)


def test_notices_are_listed_and_counted_by_status(lash: Lash) -> None:
    """§5.2, §1.5, §11: a status by code or name, or several of them; since_id is strict."""
    newest = lash.ids("/shipnotices", order_by="id desc", limit=1)[0]
    assert lash.get("/shipnotices/count", since_id=newest) == 0
    made, there = announced(lash), announced(lash)
    lash.event("arrive_shipnotice", shipnotice_id=there["id"])
    assert lash.get("/shipnotices/count", since_id=newest) == 2
    since = {"since_id": newest}
    for status in ("100", "In Transit", "in_transit"):
        assert lash.ids("/shipnotices", status=status, **since) == [made["id"]]
    several = {"status[]": ["100", "Arrived"]}
    assert lash.ids("/shipnotices", **several, **since) == [there["id"], made["id"]]
    assert lash.get("/shipnotices/count", status="150", **since) == 1
    assert lash.ids("/shipnotices", status="nonsense") == []
    assert lash.ids("/shipnotices", sender="Acme", **since) == [there["id"], made["id"]]


def test_sending_a_whole_notice_back_changes_it_and_adds_no_line(lash: Lash) -> None:
    """§5.2, §1.3: 204 without a body; clients send whole records back."""
    made = announced(lash, 10)
    echo = made | {"sender": "New", "status": 300, "total_boxes": 4}
    echo["shipnotice_items"][0]["quantity"] = 12
    echo["shipnotice_items"].append({"item_id": lash.item(SKU)["id"], "quantity": 1})
    assert lash.send("PUT", f"/shipnotices/{made['id']}", 204, json=echo).body == b""
    now = read_notice(lash, made)
    assert (now["sender"], now["status"], now["total_boxes"]) == ("New", 100, 4)
    assert [line["quantity"] for line in now["shipnotice_items"]] == [12]


def test_nested_attributes_add_change_and_remove_lines(lash: Lash) -> None:
    """§5.2, §9.2."""
    made = announced(lash, 1, 2)
    kept, gone = (line["id"] for line in made["shipnotice_items"])
    lines = [
        {"id": kept, "quantity": 5}, {"id": gone, "_destroy": True},
        {"item_id": lash.item(SKU)["id"], "quantity": 7},
    ]  # fmt: skip
    body = {"shipnotice_items_attributes": lines}
    lash.send("PUT", f"/shipnotices/{made['id']}", 204, json=body)
    assert [line["quantity"] for line in read_notice(lash, made)["shipnotice_items"]] == [5, 7]
    body = {"shipnotice_items_attributes": [{"id": gone, "quantity": 5}]}
    lash.send("PUT", f"/shipnotices/{made['id']}", 422, json=body)


def test_a_notice_that_has_arrived_is_neither_changed_nor_deleted(lash: Lash) -> None:
    """§5.2: only up to status 100."""
    made = announced(lash)
    lash.event("arrive_shipnotice", shipnotice_id=made["id"])
    path = f"/shipnotices/{made['id']}"
    for method, more in (("PUT", {"json": {"sender": "X"}}), ("DELETE", {})):
        assert "base" in lash.send(method, path, 422, **more).json()["errors"]
    assert read_notice(lash, made)["sender"] == "Acme"


def test_a_deleted_notice_is_gone_with_its_lines(lash: Lash) -> None:
    """§5.2, §11."""
    made = announced(lash)
    lash.send("DELETE", f"/shipnotices/{made['id']}", 204)
    assert made["id"] not in lash.ids("/shipnotices", limit=250)
    lash.send("GET", f"/shipnotices/{made['id']}", 422)
    lash.send("GET", f"/shipnotice_items/{made['shipnotice_items'][0]['id']}", 422)
