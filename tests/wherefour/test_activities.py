"""activity_report. Source: docs/reference/wherefour.md §3.13, §4 (41) and §5.5."""

from typing import Any

import pytest

from .conftest import Warehouse

KEYS = """
id organization_id organization_name created_at effective_at category_name inventory inventory_id
property sku unit_of_use unit_of_purchase purchase_conversion lot_code barcode serial_number
active_stock_id order_id order_number customer_id customer_display_name wo_number work_order_id
vendor purchase_number purchase_id reason change purchase_change cost_per_unit cost_applied
old_location location transfer_request_number note system_note backdated superseded user
global_identifier custom_fields
"""
PATH = "/reports/activities"
IN_2020 = {"start_date_time": "2020-01-01", "end_date_time": "2020-12-31"}


def report(warehouse: Warehouse, **asked: Any) -> list[Any]:
    """Request the documented activities of 2020, or others; return the rows."""
    answer = warehouse.post(PATH, IN_2020 | asked)
    assert answer.status == 200, answer.text
    rows: list[Any] = answer.json()
    return rows


def ids(warehouse: Warehouse, **asked: Any) -> list[int]:
    """Return the adjustment ids of a report."""
    return [row["id"] for row in report(warehouse, **asked)]


def test_activity_report_shows_what_came_in(warehouse: Warehouse) -> None:
    """§3.13 and §5.5: vendor, no order; cost per unit 2.0 and applied 200.0, as documented."""
    first = report(warehouse)[0]
    assert set(first) == set(KEYS.split())
    assert (first["id"], first["reason"], first["vendor"]) == (1, "purchase", "Pacific Supply Co.")
    assert (first["change"], first["purchase_change"]) == ("100.0", "100.0")
    assert (first["cost_per_unit"], first["cost_applied"]) == ("2.0", "200.0")
    assert (first["order_id"], first["customer_id"]) == (None, None)
    assert (first["user"], first["organization_name"]) == ("Tony Fiorello", "ABC Product Co.")
    assert (first["location"], first["note"]) == ("North Warehouse", "buy lot 1")


def test_activity_report_shows_what_went_out(warehouse: Warehouse) -> None:
    """§5.5: order and customer of a shipment, no vendor; effective when it was shipped."""
    shipped = report(warehouse, activity_types=["Shipment"])
    assert [(row["id"], row["change"]) for row in shipped] == [(25, "-10.0"), (26, "-40.0")]
    assert {row["order_number"] for row in shipped} == {"SO2"}
    assert shipped[0]["customer_display_name"] == "Embarcadero Distribution"
    assert (shipped[0]["vendor"], shipped[0]["lot_code"]) == (None, "SC-00000")
    assert shipped[0]["effective_at"] == "2020-09-12T16:48:00.000Z"


def test_activity_report_follows_auto_ship_and_receipts(warehouse: Warehouse) -> None:
    """§5.5: every change of a lot is one row; cost_applied is the unit cost times the change."""
    warehouse.write("UPDATE wherefour_inventory SET standard_cost = 1500000 WHERE id = 6")
    warehouse.write("UPDATE wherefour_inventory SET purchase_conversion = 4000000 WHERE id = 6")
    warehouse.receive("SK0002", 8, "NEW1")
    warehouse.sandbox.advance("1m")  # a shipment's time is cut to the minute (§5.1)
    warehouse.ship(warehouse.order({"inventory_id": 6, "count": 3}, order_number="R8"))
    asked = {"start_date_time": "2026-01-01", "end_date_time": "2027-01-01", "lot_code": "NEW1"}
    came, went = report(warehouse, **asked)
    assert (came["change"], came["cost_per_unit"], came["cost_applied"]) == ("8.0", "1.5", "12.0")
    assert (went["change"], went["purchase_change"]) == ("-3.0", "-0.75")
    assert (went["cost_applied"], went["order_number"]) == ("4.5", "R8")


def test_activity_report_reads_query_parameters_in_three_spellings(warehouse: Warehouse) -> None:
    """§4: the documented way is the query; `x[]=1&x[]=2`, `x=1,2`, or a JSON body."""
    query = "start_date_time=2020-01-01&end_date_time=2020-12-31&"
    for spelling in ("inventory_ids[]=7&inventory_ids[]=1", "inventory_ids=7,1"):
        rows = warehouse.post(f"{PATH}?{query}{spelling}").json()
        assert [row["id"] for row in rows] == [1, 2, 3, 4, 5]
    assert ids(warehouse, inventory_ids=[7, "1"]) == [1, 2, 3, 4, 5]
    wins = warehouse.post(f"{PATH}?{query}inventory_ids=7", {"inventory_ids": [1]}).json()
    assert [row["id"] for row in wins] == [5]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"category_ids": [2]}, [5]),
        ({"customer_ids": [1]}, [25, 26]),
        ({"customer_ids": [2]}, []),
        ({"inventory_ids": ["6"]}, [14, 26]),
        ({"location_ids": [5]}, []),
        ({"location_ids": [1], "lot_code": ["WM001", "CB001"]}, [1, 5]),
        ({"statuses": ["Active"], "barcode": "CH-000001-18"}, [13, 25]),
        ({"statuses": ["quarantined"]}, []),
        ({"user_ids": [1], "activity_types": "shipment"}, [25, 26]),
        ({"user_ids": [2]}, []),
        ({"vendor_ids": [1]}, [1, 2, 3, 4]),
        ({"serial_number": ["S1"]}, []),
        ({"inventory_ids": [""], "lot_code": []}, [1, 2, 3, 4, 5, 13, 14, 25, 26, 27]),
        ({"inventory_ids": ["9" * 30]}, []),
    ],
)
def test_activity_report_filters(
    warehouse: Warehouse, filters: dict[str, Any], found: list[int]
) -> None:
    """§4, operation 41: filters are AND-ed, the values of one are OR-ed; an empty one is none."""
    assert ids(warehouse, **filters) == found


def test_activity_report_includes_both_ends_and_reads_the_users_zone(warehouse: Warehouse) -> None:
    """§4 and §1.1: a closed interval of effective_at; a time without a zone is the user's."""
    at = "2020-09-12T16:48:00.000Z"
    assert ids(warehouse, start_date_time=at, end_date_time=at) == [25, 26]
    user = "2020-09-12 09:48 AM"
    assert ids(warehouse, start_date_time=user, end_date_time=user) == [25, 26]
    assert ids(warehouse, start_date_time=at, end_date_time="2020-09-12T16:47:59Z") == []


def test_activity_report_comes_in_pages_by_effective_at_then_id(warehouse: Warehouse) -> None:
    """§4 and §1.4: the three headers; rows of one time by id."""
    answer = warehouse.post(
        f"{PATH}?start_date_time=2020-01-01&end_date_time=2021-01-01&per_page=4"
    )
    assert (answer.headers["total"], answer.headers["per-page"]) == ("10", "4")
    assert "start_date_time=2020-01-01" in answer.headers["link"]
    assert ids(warehouse, per_page=4, page=3) == [26, 27]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start_date_time": None}, "start_date_time"),
        ({"end_date_time": ""}, "end_date_time"),
        ({"end_date_time": "soon"}, "end_date_time"),
        ({"start_date_time": "0001-01-01"}, "start_date_time"),
        ({"inventory_ids": ["one"]}, "inventory_ids"),
        ({"vendor_ids": "1,-2"}, "vendor_ids"),
    ],
)
def test_activity_report_refuses_what_it_cannot_read(
    warehouse: Warehouse, change: dict[str, Any], field: str
) -> None:
    """§4: both times are required; 422 names the field."""
    answer = warehouse.post(PATH, IN_2020 | change)
    assert (answer.status, list(answer.json()["errors"])) == (422, [field])


def test_activity_report_refuses_a_body_without_its_times(warehouse: Warehouse) -> None:
    """§1.3: malformed JSON is 400; no input at all is 422."""
    headers = {"content-type": "application/json"}
    for data, status in ((b"{", 400), (b"", 422), (b"[]", 422)):
        answer = warehouse.post(PATH, data=data, headers=headers)
        assert answer.status == status


def test_a_lot_of_almost_nothing_has_no_price_of_one_unit(warehouse: Warehouse) -> None:
    """§5.5: what does not fit is null, not an error."""
    warehouse.write("UPDATE wherefour_stock SET base_count = 1 WHERE id = 1")
    warehouse.write("UPDATE wherefour_adjustment SET cost = 1000000000000000 WHERE id = 1")
    [row] = report(warehouse, lot_code="WM001")
    assert (row["cost_per_unit"], row["cost_applied"]) == (None, None)
