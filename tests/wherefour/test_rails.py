"""What a Rails application accepts: paths, HEAD, ids as floats, numbers as texts, Ruby's times.

Source: docs/reference/wherefour.md §1.2 and §1.6.
"""

from typing import Any

import pytest

from .conftest import AUTH, BASE, Warehouse

LINE = {"inventory_id": 4, "count": 1}
ORDER = {"order_date": "2026-01-05", "order_items_attributes": [LINE]}


@pytest.mark.parametrize(
    "path",
    [
        "/orders/6/", "/orders/6.json", "//orders//6", "/orders/6.json/", "/orders///6///",
        "/customers/1/", "/customers/1/orders.json", "/inventory/search.json?name=good",
        "/settings/order_statuses/", "/formulas.json?type=kits&search_type=formula",
    ],
)  # fmt: skip
def test_slashes_and_the_format_of_a_path_do_not_count(warehouse: Warehouse, path: str) -> None:
    """§1.2: `//` is `/`, a slash at the end and `.json` are dropped by the router."""
    plain = path.replace(".json", "").replace("///", "/").replace("//", "/").rstrip("/")
    answer, right = warehouse.get(path), warehouse.get(plain)
    assert (answer.status, answer.json()) == (200, right.json())


@pytest.mark.parametrize(
    "path",
    ["/orders.xml", "/orders/.json", "/orders.json.json", "/orders/6/x", "/customers/1.0/orders"],
)
def test_a_path_that_no_router_of_rails_knows_is_not_found(warehouse: Warehouse, path: str) -> None:
    """§1.2 and §1.3: another format, a format alone, and dots inside a path are 404."""
    assert warehouse.get(path).status == 404


def test_writes_take_the_same_paths(warehouse: Warehouse) -> None:
    """§1.2: the router does not ask for the verb."""
    created = warehouse.post("/customers.json", {"customer": {"display_name": "Ann"}})
    assert created.status == 200
    customer = created.json()["id"]
    order = warehouse.post(f"//customers/{customer}/orders/", ORDER | {"order_number": "R7"})
    assert order.status == 200
    changed = warehouse.patch(
        f"/customers/{customer}/orders/{order.json()['id']}.json/", {"order": {"po_number": "P"}}
    )
    assert (changed.status, changed.json()["po_number"]) == (200, "P")


def test_a_link_to_the_next_page_works_for_a_sloppy_path(warehouse: Warehouse) -> None:
    """§1.4: the URL of a page."""
    link = warehouse.get("/inventory.json?per_page=2").headers["link"]
    assert "/wherefour/api/v1/inventory?page=2&per_page=2>" in link


@pytest.mark.parametrize("path", ["/orders", "/orders/6", "/customers/kinds", "/orders/999", "/x"])
def test_head_answers_as_get_does_without_a_body(warehouse: Warehouse, path: str) -> None:
    """§1.2: Rails routes HEAD as GET; status and headers are those of GET."""
    head = warehouse.sandbox.request("HEAD", BASE + path, auth=AUTH)
    got = warehouse.get(path)
    assert (head.status, head.text) == (got.status, "")
    for name in ("content-length", "content-type", "total", "per-page", "link"):
        assert head.headers.get(name) == got.headers.get(name)


def test_head_is_not_found_where_get_is_not(warehouse: Warehouse) -> None:
    """§2: a path with a PATCH alone; and 401 comes before all of it."""
    assert (
        warehouse.sandbox.request("HEAD", BASE + "/customers/1/orders/1", auth=AUTH).status == 404
    )
    assert warehouse.sandbox.request("HEAD", BASE + "/orders").status == 401
    for method in ("OPTIONS", "TRACE", "PUT"):
        assert warehouse.sandbox.request(method, BASE + "/orders", auth=AUTH).status == 404


@pytest.mark.parametrize("spelled", [4.0, "4.0", "4", 4])
def test_an_id_may_be_a_whole_float(warehouse: Warehouse, spelled: Any) -> None:
    """§1.2: Rails casts ids, in lines as in the body, and in a query."""
    line = {"inventory_id": spelled, "count": 1}
    body = ORDER | {"order_number": "R7", "order_items_attributes": [line]}
    order = warehouse.post("/customers/1/orders", body | {"delivery_method_id": 3.0}).json()
    assert order["order_items"][0]["inventory_id"] == 4
    assert order["delivery_method"]["name"] == "Pickup"
    newest = warehouse.get(f"/inventory/last_adjustment?inventory_id={spelled}").json()
    assert newest["stock"]["inventory"]["id"] == 4
    shipment = warehouse.ship(order, location_id="1.0").json()
    assert shipment["order_id"] == order["id"]


@pytest.mark.parametrize("broken", [4.5, "4.5", "four", True, [4]])
def test_an_id_that_is_no_whole_number_is_refused(warehouse: Warehouse, broken: Any) -> None:
    """§1.2 and §1.3: 422 names the line."""
    body = ORDER | {
        "order_number": "R7",
        "order_items_attributes": [{**LINE, "inventory_id": broken}],
    }
    answer = warehouse.post("/customers/1/orders", body)
    assert answer.status == 422
    assert answer.json()["errors"] == {
        "order_items_attributes.0.inventory_id": ["must be an integer"]
    }


def test_ids_of_reports_and_pages_may_be_whole_floats(warehouse: Warehouse) -> None:
    """§1.2 and §1.4: lists of ids too, and the numbers of a page."""
    times = "start_date_time=2020-01-01&end_date_time=2020-12-31"
    rows = warehouse.post(f"/reports/activities?{times}&inventory_ids=4.0,6.0").json()
    assert {row["inventory_id"] for row in rows} == {4, 6}
    page = warehouse.get("/inventory?per_page=5.0&page=2.0")
    assert page.json() == warehouse.get("/inventory?per_page=5&page=2").json()


def test_nested_attributes_may_be_an_object_with_numbers_for_keys(warehouse: Warehouse) -> None:
    """§1.2: as Rails forms send them."""
    lines = {"0": LINE, "1": {"sku": "SK0002", "count": 2}}
    body = ORDER | {"order_number": "R7", "order_items_attributes": lines}
    order = warehouse.post("/customers/1/orders", body).json()
    assert [line["sku"] for line in order["order_items"]] == ["SK0001", "SK0002"]


def test_a_text_may_be_sent_as_a_number(warehouse: Warehouse) -> None:
    """§1.2: the columns are texts, Rails casts what it gets."""
    order = warehouse.post(
        "/customers/1/orders", ORDER | {"order_number": 100417, "po_number": 55}
    ).json()
    assert (order["order_number"], order["po_number"]) == ("100417", "55")
    [found] = warehouse.get("/orders/search", json={"order_number": 100417}).json()
    assert found["id"] == order["id"]
    customer = warehouse.post(
        "/customers",
        {
            "display_name": 7,
            "phone": 4155556687,
            "billing_address_attributes": {"postal_code": 94954},
        },
    ).json()
    assert (customer["display_name"], customer["phone"]) == ("7", "4155556687")
    assert customer["billing_address"]["postal_code"] == "94954"
    lot = {
        "delivery_method_id": 1, "count": 1, "lot_code": 1234, "cost": 1,
        "received_date": "2024-11-05 02:39 PM",
    }  # fmt: skip
    assert warehouse.post("/inventory/4/stocks", lot).json()["lot_code"] == "1234"
    item = warehouse.post("/inventory", {"name": 5678, "unit_of_use": "each", "sku": 99}).json()
    assert (item["name"], item["sku"]) == ("5678", "99")
    line = {"sku": 99, "count": 1}
    sold = ORDER | {"order_number": 1, "order_items_attributes": [line]}
    assert warehouse.post("/customers/1/orders", sold).json()["order_items"][0]["name"] == "5678"


@pytest.mark.parametrize(
    "since",
    [
        "2020-09-12T16:13:45.549Z", "2020-09-12 16:13:45 UTC", "2020-09-12 16:13:45 %2B0000",
        "2020-09-12 09:13:45 -0700", "2020-09-12 16:13:45 +0000", "2020-09-12T16:13:45.000Z",
        "2020-09-12 16:13:45.500 UTC",
    ],
)  # fmt: skip
def test_a_time_may_be_spelled_as_ruby_spells_it(warehouse: Warehouse, since: str) -> None:
    """§1.7: with milliseconds and Z, as answers have it, or as Ruby writes a time."""
    answer = warehouse.get(f"/customers/1/orders?updated_at={since}")
    assert answer.status == 200, answer.text
    assert {order["order_number"] for order in answer.json()} == {"SO2", "SO100"}


@pytest.mark.parametrize(
    "day", ["2026-03-04T00:00:00.000Z", "2026-03-04 23:30:00 UTC", "2026-03-04T10:00:00-07:00"]
)
def test_a_whole_time_is_read_as_its_date(warehouse: Warehouse, day: str) -> None:
    """§1.6: what answers show as a time can be sent back, for a date of any document."""
    body = ORDER | {"order_number": "R7", "order_date": day, "deliver_date": day}
    order = warehouse.post("/customers/1/orders", body).json()
    assert (order["order_date"], order["deliver_date"]) == ("2026-03-04", "2026-03-04")
    credit = warehouse.patch("/customers/1/credits/1", {"credit_date": day}).json()
    assert credit["credit_date"] == "2026-03-04T00:00:00.000Z"
    found = warehouse.get(f"/orders?search_start_date={day.replace('+', '%2B')}").json()
    assert order["id"] in {row["id"] for row in found}


@pytest.mark.parametrize("moment", ["2026-01-04T12:00:00.000Z", "2026-01-04 12:00:00 UTC"])
def test_a_shipment_takes_its_time_in_both_spellings(warehouse: Warehouse, moment: str) -> None:
    """§5.1: the ship_date, and the received_date of a lot (§5.3)."""
    order = warehouse.order(LINE)
    shipment = warehouse.ship(order, ship_date=moment).json()
    assert shipment["ship_date"] == "2026-01-04T12:00:00.000Z"
    lot = {
        "delivery_method_id": 1, "count": 1, "lot_code": "L", "cost": 1, "received_date": moment,
    }  # fmt: skip
    assert warehouse.post("/inventory/4/stocks", lot).status == 200


def test_a_time_that_no_spelling_fits_is_still_refused(warehouse: Warehouse) -> None:
    """§1.7: 422."""
    for nonsense in ("yesterday UTC", "UTC", "2020-13-01 00:00:00 UTC", "2020-09-12 PST"):
        assert warehouse.get(f"/orders?updated_at={nonsense}").status == 422
