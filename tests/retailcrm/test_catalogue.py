"""Products, stores and shops: docs/reference/warehouse-module.md §5.2, §6."""

import pytest

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

LIST = "/v5/store/products"
INPUT = "Errors in the input parameters"
NOT_VALID = "This value is not valid."


def test_get_products_shows_a_product_with_its_offers(crm: Crm) -> None:
    """§5.2."""
    crm.upload([{"externalId": SKU, "stores": [{"code": "wherefour", "available": 2}]}])
    answer = crm.get(LIST, **{"filter[externalId]": SKU}).json()
    (product,) = answer["products"]
    (offer,) = product["offers"]
    assert product["name"] == "Huila Medium Roast Coffee 340 g"
    assert (product["minPrice"], product["maxPrice"], product["quantity"]) == (14.95, 14.95, 2)
    assert (offer["externalId"], offer["xmlId"], offer["article"]) == (SKU, SKU, SKU)
    assert offer["prices"] == [{"priceType": "base", "price": 14.95, "ordering": 1}]
    assert offer["unit"] == {"code": "each", "name": "Each", "sym": "ea"}
    assert "purchasePrice" not in offer
    assert offer["properties"] == []
    assert product["updatedAt"] == "2026-01-05 01:00:00"


def test_an_item_on_two_shops_is_two_products_and_a_double_without_a_shop_is_none(crm: Crm) -> None:
    """§1.3: an externalId is unique in its shop."""
    both = crm.get(LIST, **{"filter[offerExternalId][]": BOTH}).json()["products"]
    assert sorted(product["offers"][0]["site"] for product in both) == ["shop-eu", "shop-us"]
    double = crm.get(LIST, **{"filter[externalId]": "TWL-PAPER-6"}).json()["products"]
    assert len(double) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"filter[offerXmlId]={SKU}", 1),
        (f"filter[xmlId]={SKU}", 1),
        ("filter[ids][]=1001&filter[ids][]=1003", 2),
        ("filter[offerIds][0]=1003", 1),
        ("filter[name]=huila", 1),
        ("filter[name]=COF-H", 1),
        ("filter[active]=1&filter[sites][]=shop-eu", 23),
        ("filter[active]=0", 0),
        ("filter[minPrice]=65&filter[maxPrice]=65", 1),
        ("filter[minQuantity]=1", 1),
        ("filter[maxQuantity]=4.5", 71),
        ("filter[minPurchasePrice]=2&filter[maxPurchasePrice]=3", 1),
        ("filter=None&limit=100", 72),
        ("filter[groups][]=1&limit=100", 72),
    ],
)
def test_products_are_filtered(crm: Crm, query: str, count: int) -> None:
    """§5.2; filters that the document does not describe are ignored."""
    stores = [{"code": "wherefour", "available": 5, "purchasePrice": 2.5}]
    crm.upload([{"externalId": SKU, "stores": stores}])
    assert crm.get(LIST, query).json()["pagination"]["totalCount"] == count


def test_products_since_something_come_in_ascending_order(crm: Crm) -> None:
    """§5.2: sinceId and sinceUpdatedAt are exclusive."""
    ids = [product["id"] for product in crm.get(LIST, "filter[sinceId]=1070").json()["products"]]
    assert ids == [1071, 1072]
    newest = [product["id"] for product in crm.get(LIST).json()["products"]]
    assert newest[0] == 1072
    later = "filter[sinceUpdatedAt]=2026-01-05 01:00:00".replace(" ", "%20")
    assert crm.get(LIST, later).json()["products"] == []
    earlier = crm.get(LIST, "filter[sinceUpdatedAt]=2026-01-04").json()["products"]
    assert earlier[0]["id"] == 1001


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=10", "children[limit]"),
        ("filter[sinceUpdatedAt]=2026-02-30", "children[filter].children[sinceUpdatedAt]"),
        ("filter[minPrice]=cheap", "children[filter].children[minPrice]"),
        ("filter[maxQuantity]=1e400", "children[filter].children[maxQuantity]"),
        ("filter[active]=3", "children[filter].children[active]"),
        ("filter[sinceId]=-1", "children[filter].children[sinceId]"),
        ("filter[sites][]=x", "children[filter].children[sites]"),
    ],
)
def test_bad_values_of_product_filters_are_refused(crm: Crm, query: str, where: str) -> None:
    """§1.4."""
    expect_refusal(crm.get(LIST, query), 400, INPUT, {where: NOT_VALID})


def test_a_selective_key_sees_the_products_of_its_shop(crm: Crm) -> None:
    """§1.1."""
    products = crm.second.get(LIST, limit=250).json()["products"]
    assert EUROPEAN not in {product["externalId"] for product in products}
    assert len(products) == 49


def test_get_stores_is_a_list_with_one_store_for_each_warehouse(crm: Crm) -> None:
    """§6; the topology is that of docs/reference/duties.md."""
    stores = crm.get("/v5/reference/stores").json()["stores"]
    assert [store["code"] for store in stores] == ["wherefour", "wholecell", "whiplash"]
    assert {store["inventoryType"] for store in stores} == {"integer"}
    assert {store["active"] for store in stores} == {True}


def test_get_sites_is_an_object_keyed_by_code(crm: Crm) -> None:
    """§6."""
    sites = crm.get("/v5/reference/sites").json()["sites"]
    assert {code: site["code"] for code, site in sites.items()} == {
        "shop-us": "shop-us",
        "shop-eu": "shop-eu",
    }
    assert list(crm.second.get("/v5/reference/sites").json()["sites"]) == ["shop-us"]


@pytest.mark.parametrize("path", ["/v5/reference/stores", "/v5/reference/sites", LIST])
def test_references_need_a_key(crm: Crm, path: str) -> None:
    """§1.2."""
    expect_refusal(Crm(crm.sandbox, "nope").get(path), 403, 'Wrong "apiKey" value.')
