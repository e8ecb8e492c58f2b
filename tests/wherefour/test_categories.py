"""get_categories. Source: docs/reference/wherefour.md §1.7, §3.15 and §4."""

from .conftest import Warehouse, names


def test_categories_are_sorted_by_name(warehouse: Warehouse) -> None:
    """§1.7 and §4, operation 1: the documented five among the catalogue's."""
    answer = warehouse.get("/categories?per_page=100")
    documented = [row for row in answer.json() if row["id"] <= 1000]
    assert documented == [
        {"id": 1, "name": "Ingredients"},
        {"id": 5, "name": "Labor"},
        {"id": 2, "name": "Packaging"},
        {"id": 8, "name": "Parts"},
        {"id": 3, "name": "Products"},
    ]
    found = names(warehouse, "/categories?per_page=100")
    assert found == sorted(found)
    assert names(warehouse, "/categories?per_page=2&page=2") == found[2:4]
