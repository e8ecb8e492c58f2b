"""eBay: offers."""

from tests.ebay.conftest import ENGLISH, INVENTORY, OFFER, SKU, Seller

OFFERS = f"{INVENTORY}/offer"


def test_get_offer_shows_an_offer_as_the_reference_has_it(seller: Seller) -> None:
    """docs/reference/channels.md §12; a buyer has taken one of it."""
    assert seller.get(f"{OFFERS}/{OFFER}") == {
        "offerId": "9000", "sku": SKU, "marketplaceId": "EBAY_US", "format": "FIXED_PRICE",
        "availableQuantity": 10, "categoryId": "9355", "merchantLocationKey": "main",
        "listingDuration": "GTC", "status": "PUBLISHED",
        "listing": {"listingId": "110000000001", "listingStatus": "ACTIVE", "soldQuantity": 1},
        "pricingSummary": {"price": {"value": "199.00", "currency": "USD"}},
    }  # fmt: skip


def test_list_offers_of_a_sku_says_how_many_are_on_the_page(seller: Seller) -> None:
    """docs/reference/channels.md §2.3: here `size` is the offers on this page, the default 100."""
    page = seller.get(OFFERS, sku=SKU)
    assert (page["limit"], page["size"], page["total"]) == (100, 1, 1)
    assert [offer["offerId"] for offer in page["offers"]] == [OFFER]
    assert seller.get(OFFERS, sku=SKU, marketplace_id="EBAY_US")["total"] == 1
    assert seller.get(OFFERS, sku=SKU, offset=1)["offers"] == []


def test_offers_are_asked_for_by_sku_and_none_is_404(seller: Seller) -> None:
    """docs/reference/channels.md §2.3 [decide]: no sku 25709; without offers 404 25713."""
    assert seller.refused("GET", OFFERS) == 25709
    assert seller.refused("GET", f"{OFFERS}?sku=NONE", 404) == 25713
    assert seller.refused("GET", f"{OFFERS}?sku={SKU}&marketplace_id=EBAY_DE", 404) == 25713
    assert seller.refused("GET", f"{OFFERS}/1", 404) == 25713
    assert seller.refused("GET", f"{OFFERS}?sku={SKU}&limit=0") == 25706


def test_put_offer_replaces_it_whole_and_without_a_quantity_the_items_counts(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.3: full replace."""
    body = {
        "availableQuantity": 4,
        "pricingSummary": {"price": {"value": "189.5", "currency": "USD"}},
    }
    answer = seller.send("PUT", f"{OFFERS}/{OFFER}", json=body, headers=ENGLISH).json()
    assert answer["offerId"] == OFFER
    offer = seller.offer()
    assert (offer["availableQuantity"], offer["pricingSummary"]["price"]["value"]) == (4, "189.50")
    assert "categoryId" not in offer
    assert seller.quantities() == (10, 4, 4)
    seller.send("PUT", f"{OFFERS}/{OFFER}", json={}, headers=ENGLISH)
    assert not {"availableQuantity", "pricingSummary"} & set(seller.offer())
    assert seller.ledger("shown")[-1] == (SKU, None, 6)


def test_a_bad_offer_is_refused_with_its_error(seller: Seller) -> None:
    """docs/reference/channels.md §2.2, §2.3."""
    path = f"{OFFERS}/{OFFER}"
    assert seller.refused("PUT", path, json={"availableQuantity": -1}, headers=ENGLISH) == 25004
    dear = {"pricingSummary": {"price": {"value": "dear"}}}
    assert seller.refused("PUT", path, json=dear, headers=ENGLISH) == 25002
    assert seller.refused("PUT", path, json={}) == 25709
    assert seller.refused("PUT", f"{OFFERS}/1", 404, json={}, headers=ENGLISH) == 25713
