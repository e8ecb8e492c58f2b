"""eBay: bulk_update_price_quantity, and what listings show."""

from typing import Any

import pytest

from tests.ebay.conftest import ENGLISH, INVENTORY, OFFER, SKU, Seller, both

OTHER = "GALS21-128-GRY-B"


def errors_of(rows: list[dict[str, Any]]) -> list[tuple[int, list[int]]]:
    """Return statusCode and errorIds of each row."""
    return [(row["statusCode"], [error["errorId"] for error in row["errors"]]) for row in rows]


def test_bulk_update_price_quantity_sets_items_and_offers_and_answers_each(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.3: a row for the item, one for each offer; 200 when all are."""
    request = both(SKU, 7, OFFER)
    request["offers"][0]["price"] = {"value": "179.99", "currency": "USD"}
    assert seller.update(request) == [
        {"statusCode": 200, "sku": SKU, "errors": [], "warnings": []},
        {"statusCode": 200, "sku": SKU, "offerId": OFFER, "errors": [], "warnings": []},
    ]
    assert seller.quantities() == (7, 7, 7)
    assert seller.offer()["pricingSummary"]["price"]["value"] == "179.99"
    assert seller.ledger("shown") == [(SKU, None, -3)]


def test_a_listing_shows_the_smaller_of_item_and_offer(seller: Seller) -> None:
    """docs/reference/channels.md §2.3: an engine that raises only one changes nothing."""
    seller.update({"sku": SKU, "shipToLocationAvailability": {"quantity": 15}})
    assert seller.quantities() == (15, 10, 10)
    assert seller.ledger("shown") == []
    seller.update({"sku": SKU, "offers": [{"offerId": OFFER, "availableQuantity": 12}]})
    assert seller.quantities() == (15, 12, 12)
    assert seller.ledger("shown") == [(SKU, None, 2)]


def test_a_207_says_of_each_row_whether_it_was_taken(seller: Seller) -> None:
    """docs/reference/channels.md §2.3: a 200 at the top does not mean that each succeeded."""
    rows = seller.update(
        both(SKU, 6, OFFER), both("NONE", 1, "1"), both(OTHER, -1, "1"), expect=207
    )
    assert errors_of(rows) == [
        (200, []), (200, []), (404, [25710]), (400, [25004]), (404, [25713]),
    ]  # fmt: skip
    assert seller.quantities() == (6, 6, 6)


@pytest.mark.parametrize(
    "request_",
    [
        {"sku": SKU},
        {"sku": SKU, "offers": []},
        {"sku": SKU, "ship_to_location_availability": {"quantity": 3}},
        {"sku": SKU, "shipToLocationAvailability": {"qty": 3}},
        {"sku": SKU, "offers": [{"offerId": OFFER, "available_quantity": 3}]},
    ],
)
def test_a_row_that_sets_nothing_is_400_25002_and_never_a_silent_200(
    seller: Seller, request_: dict[str, Any]
) -> None:
    """docs/reference/channels.md §2.3 [decide]: snake_case names, which one client passes on."""
    assert errors_of(seller.update(request_, expect=207)) == [(400, [25002])]
    assert seller.quantities() == (10, 10, 10)


def test_an_offer_twice_in_a_row_or_of_another_sku_is_25709(seller: Seller) -> None:
    """docs/reference/channels.md §2.3."""
    twice = {"sku": SKU, "offers": [{"offerId": OFFER, "availableQuantity": n} for n in (1, 2)]}
    rows = seller.update(twice, both(OTHER, 5, OFFER), expect=207)
    assert errors_of(rows) == [(400, [25709]), (400, [25709]), (200, []), (400, [25709])]
    assert seller.quantities()[1] == 10


def test_a_call_without_rows_or_with_too_many_is_25709(seller: Seller) -> None:
    """docs/reference/channels.md §2.3 [decide]: up to 25 items, and 25 offers of each."""
    path = f"{INVENTORY}/bulk_update_price_quantity"
    bodies: list[dict[str, Any]] = [{}, {"requests": []}, {"requests": [{"sku": SKU}] * 26}]
    for body in bodies:
        assert seller.refused("POST", path, json=body) == 25709
    many = {"sku": SKU, "offers": [{"offerId": str(n), "availableQuantity": 1} for n in range(26)]}
    assert errors_of(seller.update(many, expect=207)) == [(400, [25709])]


def test_only_published_offers_are_updated(seller: Seller) -> None:
    """docs/reference/channels.md §2.3."""
    seller.event("end_listing", listing=OFFER)
    rows = seller.update({"sku": SKU, "offers": [{"offerId": OFFER, "availableQuantity": 3}]},
                         expect=207)  # fmt: skip
    assert errors_of(rows) == [(400, [25713])]


def test_a_listing_takes_250_revisions_a_day_and_then_none_until_the_next(seller: Seller) -> None:
    """docs/reference/channels.md §2.3; the quirk is `ebay.revisions_per_day`."""
    world = seller.sandbox.world()
    with world.turn(tick=False):
        world.run("INSERT INTO ebay_revision VALUES (110000000001, '2026-01-05', 248)")
    seller.show(SKU, 9)  # item and offer in one row are one revision
    seller.show(SKU, 8)
    rows = seller.update(both(SKU, 7, OFFER), expect=207)
    assert errors_of(rows) == [(400, [25019]), (400, [25019])]
    put = f"{INVENTORY}/inventory_item/{SKU}"
    assert seller.refused("PUT", put, json={}, headers=ENGLISH) == 25019
    put = f"{INVENTORY}/offer/{OFFER}"
    assert seller.refused("PUT", put, json={}, headers=ENGLISH) == 25019
    seller.show(OTHER, 5)  # another listing is not blocked
    assert seller.quantities() == (8, 8, 8)
    seller.sandbox.advance("23h")  # past midnight Pacific
    seller = Seller(seller.sandbox, seller.grant()["access_token"])
    seller.show(SKU, 7)
    assert seller.quantities() == (7, 7, 7)
    seller.sandbox.set_quirk("ebay.revisions_per_day", 1)
    assert errors_of(seller.update(both(SKU, 6, OFFER), expect=207))[0] == (400, [25019])
    seller.sandbox.set_quirk("ebay.revisions_per_day", 0)
    seller.show(SKU, 6)


def test_a_planted_partial_success_refuses_the_first_rows(seller: Seller) -> None:
    """docs/reference/channels.md §2.3: 25001, which real sellers see as a transient."""
    seller.sandbox.fault("ebay", "bulk_update_price_quantity", "partial_success", rows=1)
    rows = seller.update(both(SKU, 1, OFFER), both(OTHER, 2, seller.offer(OTHER)["offerId"]),
                         expect=207)  # fmt: skip
    assert errors_of(rows) == [(500, [25001]), (200, []), (200, [])]
    assert seller.quantities() == (10, 10, 10)
    assert seller.quantities(OTHER)[0] == 2


def test_zero_is_out_of_stock_and_more_is_active_again(seller: Seller) -> None:
    """docs/reference/channels.md §2.3."""
    seller.show(SKU, 0)
    assert seller.offer()["listing"]["listingStatus"] == "OUT_OF_STOCK"
    seller.show(SKU, 1)
    assert seller.offer()["listing"]["listingStatus"] == "ACTIVE"
