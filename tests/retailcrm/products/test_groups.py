"""Groups of products: docs/reference/warehouse-module.md §5.1."""

import pytest

from tests.retailcrm.support import OFFERS, Crm

LIST = "/v5/store/products"
GROUPS = "/v5/store/product-groups"


def test_get_product_groups_lists_them_by_id_under_a_singular_key(crm: Crm) -> None:
    """§5.1."""
    answer = crm.get(GROUPS).json()
    assert answer["pagination"]["totalCount"] == 34
    ids = [group["id"] for group in answer["productGroup"]]
    assert ids == sorted(ids)
    assert answer["productGroup"][:2] == [
        {
            "id": 1001, "site": "shop-us", "name": "Alder Creek US", "externalId": "catalogue",
            "active": True, "level": 1,
        },
        {
            "id": 1002, "parentId": 1001, "site": "shop-us", "name": "Coffee & Tea",
            "externalId": "coffee-tea", "active": True, "level": 2,
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("filter[ids][]=1001&filter[ids][]=1002", 2),
        ("filter[sites][]=shop-eu", 17),
        ("filter[site]=shop-eu&filter[minLevel]=2", 16),
        ("filter[catalogs][]=1002&filter[maxLevel]=1", 1),
        ("filter[active]=1", 34),
        ("filter[active]=0", 0),
        ("filter[parentGroupId]=1001", 16),
        ("filter[loadFromYml]=1", 0),
        ("filter[loadFromYml]=False", 34),
    ],
)
def test_product_groups_are_filtered(crm: Crm, query: str, count: int) -> None:
    """§5.1."""
    assert crm.get(GROUPS, query).json()["pagination"]["totalCount"] == count


def test_products_are_found_by_their_group(crm: Crm) -> None:
    """§5.1, §5.2: every product of either shop is in exactly one group."""
    groups = crm.get(GROUPS, limit=100).json()["productGroup"]
    counts = [
        crm.get(LIST, **{"filter[groups][]": group["id"]}).json()["pagination"]["totalCount"]
        for group in groups
    ]
    assert sum(counts) == OFFERS
    assert counts[0] == 0
