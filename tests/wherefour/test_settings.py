"""get_delivery_methods, get_sales_channels, get_salespeople, get_payment_terms, get_order_statuses.

Source: docs/reference/wherefour.md §3.15, §4 and §5.2.
"""

from .conftest import Warehouse, names


def test_get_sales_channels_lists_them(warehouse: Warehouse) -> None:
    """§3.15 and §7."""
    [channel] = warehouse.get("/settings/sales_channels").json()
    assert list(channel) == ["id", "name", "created_at", "updated_at"]
    assert (channel["id"], channel["name"]) == (1, "Direct/Google")


def test_get_salespeople_lists_them(warehouse: Warehouse) -> None:
    """§3.15 and §7."""
    [person] = warehouse.get("/settings/salespeople").json()
    assert list(person) == ["id", "name", "created_at", "updated_at"]
    assert (person["id"], person["name"]) == (2, "Greg Stevenson")


def test_get_payment_terms_lists_them_with_their_days(warehouse: Warehouse) -> None:
    """§3.15 and §7: net is an integer."""
    terms = warehouse.get("/settings/payment_terms").json()
    assert [(term["id"], term["name"], term["net"]) for term in terms] == [
        (1, "Net 30", 30),
        (3, "Net 15", 15),
    ]


def test_get_order_statuses_lists_them_with_their_flags(warehouse: Warehouse) -> None:
    """§3.15 and §5.2: the default statuses; those of orders are their names in lower case."""
    statuses = {row["name"]: row for row in warehouse.get("/settings/order_statuses").json()}
    assert [row["position"] for row in statuses.values()] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert statuses["Pending"]["new_order_status"] is True
    assert statuses["Open"]["open_order_status"] is True
    assert statuses["On Hold"]["allow_shipments"] is False
    assert statuses["Complete"]["order_complete_status"] is True
    assert statuses["Canceled"]["order_canceled_status"] is True
    assert not any(row["order_has_shipments_status"] for row in statuses.values())
    order = warehouse.order({"inventory_id": 4, "count": 1}, status="on hold")
    assert statuses["On Hold"]["id"] == order["order_status_id"]


def test_settings_come_in_pages(warehouse: Warehouse) -> None:
    """§4 and §1.4: page is a parameter of all of them."""
    answer = warehouse.get("/settings/order_statuses?per_page=3&page=3")
    assert [row["name"] for row in answer.json()] == ["Canceled", "Archived"]
    assert answer.headers["total"] == "8"
    assert 'rel="prev"' in answer.headers["link"]


def test_delivery_methods_show_every_key(warehouse: Warehouse) -> None:
    """§3.15 and §4, operation 42."""
    assert names(warehouse, "/settings/delivery_methods") == [
        "UPS Ground",
        "Pickup",
        "Route: Embarcadero North",
    ]
    [method] = warehouse.get("/settings/delivery_methods?per_page=1").json()
    keys = "id name kind driver_name driver_email instructions created_at updated_at"
    assert set(method) == set(keys.split())
    assert (method["kind"], method["driver_name"]) == ("shipping", None)
