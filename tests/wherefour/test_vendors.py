"""list_vendors, get_vendor and search_vendors. Source: docs/reference/wherefour.md §3.3 and §4."""

from .conftest import Warehouse

KEYS = """
id first_name last_name display_name email phone mobile fax website note kind created_at updated_at
custom_field_1 custom_field_2 custom_field_3 custom_field_4 business_license_number
billing_address shipping_address payment_term delivery_method
"""


def test_get_vendor_shows_the_documented_one(warehouse: Warehouse) -> None:
    """§3.3 and §7: addresses 39 and 40, 40 without a postal code; unset is null."""
    vendor = warehouse.get("/vendors/1").json()
    assert set(vendor) == set(KEYS.split())
    assert (vendor["display_name"], vendor["kind"]) == ("Pacific Supply Co.", "distributor")
    assert (vendor["billing_address"]["id"], vendor["shipping_address"]["id"]) == (39, 40)
    assert vendor["shipping_address"]["postal_code"] is None
    assert (vendor["mobile"], vendor["payment_term"], vendor["delivery_method"]) == (None,) * 3
    assert warehouse.get("/vendors/2").status == 404
    assert warehouse.get("/vendors/x").status == 404


def test_list_vendors_shows_what_changed_since(warehouse: Warehouse) -> None:
    """§4, operation 38 and §1.7: updated_at is a lower bound, itself included."""
    [vendor] = warehouse.get("/vendors").json()
    assert warehouse.get(f"/vendors?updated_at={vendor['updated_at']}").json() == [vendor]
    assert warehouse.get("/vendors?updated_at=2020-09-11T13:57:47.006Z").json() == []
    assert warehouse.get("/vendors?updated_at=soon").status == 422


def test_search_vendors_finds_parts_of_display_names_in_any_case(warehouse: Warehouse) -> None:
    """§4, operation 40: display_name in query or body; nothing without it."""
    warehouse.write(
        "INSERT INTO wherefour_vendor (display_name, folded_name, kind, created_at, updated_at)"
        " VALUES ('Öl & Co.', 'öl & co.', 'distributor', 0, 0)"
    )
    for search in ("pacific", "SUPPLY CO."):
        [found] = warehouse.get(f"/vendors/search?display_name={search}").json()
        assert found["id"] == 1
    [found] = warehouse.get("/vendors/search", json={"display_name": "ÖL"}).json()
    assert found["display_name"] == "Öl & Co."
    assert len(warehouse.get("/vendors/search?display_name=co.").json()) == 2
    assert warehouse.get("/vendors/search?display_name=%25").json() == []
    assert warehouse.get("/vendors/search").json() == []
