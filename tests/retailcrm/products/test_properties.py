"""Properties of offers: docs/reference/warehouse-module.md §5.3."""

import pytest

from tests.retailcrm.support import Crm, expect_refusal

GROUPS = "/v5/store/product-groups"
PROPERTIES = "/v5/store/products/properties"
INPUT = "Errors in the input parameters"
NOT_VALID = "This value is not valid."


def test_get_products_properties_names_shops_and_groups(crm: Crm) -> None:
    """§5.3."""
    answer = crm.get(PROPERTIES).json()
    assert answer["properties"] == [
        {
            "sites": ["shop-eu", "shop-us"],
            "groups": [{"id": 1003, "name": "Pantry"}, {"id": 1020, "name": "Pantry"}],
            "code": code, "name": name, "isNumeric": numeric, "visible": True, "variative": False,
        }
        for code, name, numeric in (
            ("pack_size", "Pieces in a pack", True), ("pack_of", "Unit inside a pack", False),
        )
    ]  # fmt: skip
    (first, _) = crm.second.get(PROPERTIES).json()["properties"]
    assert (first["sites"], first["groups"]) == (["shop-us"], [{"id": 1003, "name": "Pantry"}])


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("filter[code]=pack_of", ["pack_of"]),
        ("filter[name]=unit", ["pack_of"]),
        ("filter[sites][]=shop-eu", ["pack_size", "pack_of"]),
        ("filter[visible]=0", []),
        ("filter[variative]=False", ["pack_size", "pack_of"]),
        ("filter[catalogs][]=1002", ["pack_size", "pack_of"]),
        ("filter[groups][]=1003", ["pack_size", "pack_of"]),
        ("filter[groups][]=1002", []),
        ("sort[offersCount]=desc", ["pack_size", "pack_of"]),
        ("sort[offersCount]=asc", ["pack_size", "pack_of"]),
    ],
)
def test_properties_are_filtered(crm: Crm, query: str, codes: list[str]) -> None:
    """§5.3."""
    found = crm.get(PROPERTIES, query).json()["properties"]
    assert [one["code"] for one in found] == codes


def test_bad_values_of_property_filters_are_refused(crm: Crm) -> None:
    """§1.4."""
    errors = {"children[sort].children[offersCount]": NOT_VALID}
    expect_refusal(crm.get(PROPERTIES, "sort[offersCount]=up"), 400, INPUT, errors)
    errors = {"children[filter].children[sites]": NOT_VALID}
    expect_refusal(crm.get(PROPERTIES, "filter[sites][]=x"), 400, INPUT, errors)
    expect_refusal(crm.get(GROUPS, "filter[sites][]=x"), 400, INPUT, errors)
    errors = {"children[filter].children[active]": NOT_VALID}
    expect_refusal(crm.get(GROUPS, "filter[active]=3"), 400, INPUT, errors)
