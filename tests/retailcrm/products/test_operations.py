"""Products with their offers: docs/reference/warehouse-module.md §5.2."""

import pytest

from tests.retailcrm.support import (
    BOTH,
    EUROPEAN,
    EUROPEAN_OFFERS,
    NEWEST,
    OFFERS,
    SKU,
    Crm,
    expect_refusal,
)

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


def test_an_item_in_two_shops_is_two_products_and_an_item_in_no_shop_is_none(crm: Crm) -> None:
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
        ("filter[active]=1&filter[sites][]=shop-eu", EUROPEAN_OFFERS),
        ("filter[active]=0", 0),
        ("filter[minPrice]=65&filter[maxPrice]=65", 1),
        ("filter[minQuantity]=1", 1),
        ("filter[maxQuantity]=4.5", OFFERS - 1),
        ("filter[minPurchasePrice]=2&filter[maxPurchasePrice]=3", 1),
        ("filter[groupExternalId]=gifts", 1),
        ("filter[groupExternalId]=coffee-tea&filter[sites][]=shop-eu", 3),
        ("filter[catalogs][]=1002", EUROPEAN_OFFERS),
        ("filter[catalogs]=1001&filter[name]=coffee", 2),
        ("filter[priceType]=base&limit=100", OFFERS),
        ("filter[priceType]=wholesale", 0),
        ("filter[properties][pack_size]=12", 1),
        ("filter[properties][pack_size]=12&filter[properties][pack_of]=each", 1),
        ("filter[properties][pack_size]=12&filter[properties][pack_of]=case", 0),
        ("filter[properties][color]=red", 0),
        ("filter[url]=https://us.aldercreek.example/products/COF-HUILA-340", 1),
        ("filter[urlLike]=COF-", 5),
        ("filter[manufacturer]=any", 0),
        ("filter[popular]=0&filter[markable]=false&filter[stock]=0", OFFERS),
        ("filter[popular]=1", 0),
        ("filter[novelty]=True", 0),
        ("filter[recommended]=true", 0),
        ("filter[classSegment]=A", 0),
        ("filter=None&limit=100", OFFERS),
        ("filter[unheardOf][]=1&limit=100", OFFERS),
    ],
)
def test_products_are_filtered(crm: Crm, query: str, count: int) -> None:
    """§5.2; filters that the document does not describe are ignored."""
    stores = [{"code": "wherefour", "available": 5, "purchasePrice": 2.5}]
    crm.upload([{"externalId": SKU, "stores": stores}])
    assert crm.get(LIST, query).json()["pagination"]["totalCount"] == count


def test_products_since_an_id_or_a_time_are_in_ascending_order(crm: Crm) -> None:
    """§5.2: sinceId and sinceUpdatedAt are exclusive."""
    ids = [product["id"] for product in crm.get(LIST, "filter[sinceId]=1131").json()["products"]]
    assert ids == [1132, NEWEST]
    newest = [product["id"] for product in crm.get(LIST).json()["products"]]
    assert newest[0] == NEWEST
    later = "filter[sinceUpdatedAt]=2026-01-05 01:00:00".replace(" ", "%20")
    assert crm.get(LIST, later).json()["products"] == []
    earlier = crm.get(LIST, "filter[sinceUpdatedAt]=2026-01-04").json()["products"]
    assert earlier[0]["id"] == 1001


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=10", "children[limit]"),
        ("filter[sinceUpdatedAt]=2026-02-30", "children[filter].children[sinceUpdatedAt]"),
        ("filter[priceType]=street", "children[filter].children[priceType]"),
        ("filter[groups][]=gifts", "children[filter].children[groups]"),
        ("filter[popular]=2", "children[filter].children[popular]"),
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
    assert len(products) == OFFERS - EUROPEAN_OFFERS


def test_a_product_shows_its_place_in_the_catalogue(crm: Crm) -> None:
    """§5.2: catalogue, group, address and flags; fields without a value are omitted."""
    (product,) = crm.get(LIST, **{"filter[externalId]": "TEA/EG-100"}).json()["products"]
    assert product["catalogId"] == 1001
    assert product["url"] == "https://us.aldercreek.example/products/TEA%2FEG-100"
    assert product["groups"] == [{"id": 1002, "externalId": "coffee-tea"}]
    assert not product["popular"]
    assert not {"manufacturer", "imageUrl", "description"} & product.keys()


def test_an_offer_sold_by_the_case_shows_what_is_inside(crm: Crm) -> None:
    """§5.2: properties are a map, `[]` where there are none."""
    (product,) = crm.get(LIST, **{"filter[externalId]": "CHK-CAN-CS12"}).json()["products"]
    assert product["offers"][0]["properties"] == {"pack_size": "12", "pack_of": "each"}


def test_products_are_read_to_the_end_by_since_id(crm: Crm) -> None:
    """§5.2: a client advances by the last id that it saw."""
    seen = [0]
    while rows := crm.get(LIST, f"filter[sinceId]={seen[-1]}&limit=50").json()["products"]:
        seen += [row["id"] for row in rows]
    assert seen[1:] == list(range(1001, NEWEST + 1))


def test_a_changed_product_is_found_once_by_since_updated_at(crm: Crm) -> None:
    """§5.2: sinceUpdatedAt is exclusive by the second that is shown, in the order of change."""
    crm.sandbox.advance("1h")
    for sku in (BOTH, SKU):
        crm.sandbox.advance("90s")
        sent = [{"externalId": sku, "site": "shop-us", "prices": [{"code": "base", "price": 1}]}]
        assert crm.post("/v5/store/prices/upload", prices=sent).status == 200
    first = {"filter[sinceUpdatedAt]": "2026-01-05 01:00:00"}
    changed = crm.get(LIST, **first).json()["products"]
    assert [product["externalId"] for product in changed] == [BOTH, SKU]
    for product, left in zip(changed, ([SKU], []), strict=True):
        later = crm.get(LIST, **{"filter[sinceUpdatedAt]": product["updatedAt"]}).json()
        assert [found["externalId"] for found in later["products"]] == left
