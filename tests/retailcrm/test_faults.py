"""Rate limit and planted faults, in this vendor's format.

Source: docs/reference/warehouse-module.md §1.8, §1.9, §4.2, §7.8.
"""

from tests.retailcrm.support import BOTH, SKU, Crm, expect_refusal

LIST = "/v5/store/inventories"


def test_the_call_over_the_limit_is_503_until_the_second_is_over(crm: Crm) -> None:
    """§1.8, §9 scenario 13: quirk retailcrm.rate_limit, off by default, per key."""
    for _ in range(12):
        assert crm.get(LIST).status == 200
    crm.sandbox.advance("1s")
    crm.sandbox.set_quirk("retailcrm.rate_limit", 10)
    for _ in range(10):
        assert crm.get(LIST).status == 200
    answer = crm.get(LIST)
    expect_refusal(answer, 503, "Rate limit exceeded")
    assert "retry-after" not in answer.headers
    assert crm.second.get(LIST).status == 200
    crm.sandbox.advance("1s")
    assert crm.get(LIST).status == 200


def test_spoiled_rows_of_an_upload_come_back_as_not_found(crm: Crm) -> None:
    """§4.2: the only partial success of store uploads."""
    crm.sandbox.fault("retailcrm", "upload_inventories", "partial_success", rows=1)
    stores = [{"code": "wherefour", "available": 3}]
    rows = [{"externalId": SKU, "stores": stores}, {"externalId": BOTH, "stores": stores}]
    assert crm.upload(rows).json() == {
        "success": True,
        "processedOffersCount": 1,
        "notFoundOffers": [{"externalId": SKU}],
    }
    assert (crm.leftover(SKU)["quantity"], crm.leftover(BOTH)["quantity"]) == (0, 3)


def test_a_poison_record_spoils_its_page_of_the_history(crm: Crm) -> None:
    """§7.8: in the vendor's envelope; the next page is fine."""
    for _ in range(21):
        crm.create()
    crm.sandbox.fault("retailcrm", "get_orders_history", "poison", row=3, times=2)
    answer = crm.get("/v5/orders/history")
    assert (answer.status, answer.json()["success"]) == (500, False)
    assert crm.get("/v5/orders/history", page=2).status == 200


def test_history_and_products_may_lag_behind(crm: Crm) -> None:
    """Records younger than the lag are omitted, and shown afterwards."""
    crm.create()
    for operation, path in (
        ("get_orders_history", "/v5/orders/history"),
        ("get_products", "/v5/store/products"),
    ):
        crm.sandbox.fault("retailcrm", operation, "list_lag", ms=60_000)
        assert crm.get(path).json()["pagination"]["totalCount"] == 0
        assert crm.get(path).json()["pagination"]["totalCount"] > 0


def test_a_planted_status_comes_in_the_vendors_envelope(crm: Crm) -> None:
    """§1.9."""
    crm.sandbox.fault("retailcrm", "get_stores", "status", status=502)
    answer = crm.get("/v5/reference/stores")
    assert (answer.status, answer.json()["success"]) == (502, False)
    assert answer.json()["errorMsg"]
