"""eBay: inventory items."""

import pytest

from tests.ebay.conftest import ENGLISH, FULFILLMENT, INVENTORY, OFFER, SKU, Seller

ITEMS = f"{INVENTORY}/inventory_item"
AVAILABLE = {"shipToLocationAvailability": {"quantity": 4}}


def test_get_inventory_item_shows_an_item_as_the_reference_has_it(seller: Seller) -> None:
    """docs/reference/channels.md §12."""
    assert seller.item() == {
        "sku": SKU, "locale": "en_US", "condition": "USED_EXCELLENT",
        "product": {"title": "iPhone X", "aspects": {"Color": ["Silver"]}, "imageUrls": []},
        "availability": {
            "shipToLocationAvailability": {
                "quantity": 10, "allocationByFormat": {"auction": 0, "fixedPrice": 10},
            }
        },
    }  # fmt: skip


def test_list_inventory_items_counts_pages_and_its_offset_is_a_pages_index(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.3: `size` is the number of pages, next and prev absolute."""
    first = seller.get(ITEMS)
    assert (first["limit"], first["size"], first["total"]) == (25, 2, 32)
    assert len(first["inventoryItems"]) == 25
    assert first["next"] == f"http://sandbox/ebay{ITEMS}?limit=25&offset=1"
    assert "prev" not in first
    second = seller.get(ITEMS, offset=1)
    assert len(second["inventoryItems"]) == 7
    assert second["prev"] == f"http://sandbox/ebay{ITEMS}?limit=25&offset=0"
    assert "next" not in second
    skus = [item["sku"] for page in (first, second) for item in page["inventoryItems"]]
    assert len(set(skus)) == 32


def test_a_page_past_the_end_is_empty_and_has_no_neighbours(seller: Seller) -> None:
    """docs/reference/channels.md §2.3 [decide]; §7: taken for records, most is never read."""
    past = seller.get(ITEMS, offset=25)
    assert past["inventoryItems"] == []
    assert not {"next", "prev"} & set(past)


def test_a_page_can_be_made_small_in_each_list(seller: Seller) -> None:
    """docs/ebay.md: the quirk `ebay.most_per_page`; what a client asks for is no less."""
    seller.event("add_listing", sku="SECOND")
    seller.event("place_order", lines=[{"sku": SKU, "quantity": 1}])
    seller.sandbox.set_quirk("ebay.most_per_page", 1)
    for path, key, query in (
        (f"{INVENTORY}/inventory_item", "inventoryItems", {}),
        (f"{INVENTORY}/offer", "offers", {"sku": SKU}),
        (f"{FULFILLMENT}/order", "orders", {}),
    ):
        page = seller.get(path, limit=100, **query)
        assert (len(page[key]), page["limit"]) == (1, 1)
        assert ("next" in page) == (page["total"] > 1)


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"limit": "many"}, {"offset": -1}, {"offset": "x"}]
)
def test_a_bad_page_is_25706(seller: Seller, query: dict[str, str]) -> None:
    """docs/reference/channels.md §2.3."""
    name, value = next(iter(query.items()))
    assert seller.refused("GET", f"{ITEMS}?{name}={value}") == 25706


def test_put_inventory_item_makes_a_new_item_and_replaces_one_whole(seller: Seller) -> None:
    """docs/reference/channels.md §2.3: 201 and 204; omitted blocks are erased."""
    path = f"{ITEMS}/NEW-1"
    body = {"availability": AVAILABLE, "condition": "NEW", "product": {"title": "New"}}
    seller.send("PUT", path, 201, json=body, headers=ENGLISH)
    assert seller.item("NEW-1")["condition"] == "NEW"
    seller.send("PUT", path, 204, json={"product": {"title": "Newer"}}, headers=ENGLISH)
    assert seller.item("NEW-1") == {
        "sku": "NEW-1", "locale": "en_US", "product": {"title": "Newer"},
    }  # fmt: skip


def test_put_without_availability_erases_the_quantity_and_the_listing_shows_nothing(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.3: availability must be sent again if it exists."""
    assert seller.quantities() == (10, 10, 10)
    seller.send("PUT", f"{ITEMS}/{SKU}", 204, json={"condition": "NEW"}, headers=ENGLISH)
    assert "availability" not in seller.item()
    assert seller.offer()["listing"]["listingStatus"] == "OUT_OF_STOCK"
    assert seller.ledger("shown")[-1] == (SKU, None, -10)


def test_a_sku_in_a_path_may_hold_blanks_and_slashes(seller: Seller) -> None:
    """docs/reference/channels.md §2.3, recorded: `EB%20SKU%2F03` is decoded after routing."""
    seller.send("PUT", f"{ITEMS}/EB%20SKU%2F03", 201, json={"availability": AVAILABLE},
                headers=ENGLISH)  # fmt: skip
    assert seller.item("EB SKU/03")["sku"] == "EB SKU/03"
    assert seller.item("PIX7-128-SNW-A+")["sku"] == "PIX7-128-SNW-A+"


def test_an_unknown_sku_is_404_25710_with_the_envelope(seller: Seller) -> None:
    """docs/reference/channels.md §2.3 [decide], §7 (d)."""
    (error,) = seller.send("GET", f"{ITEMS}/NONE", 404).json()["errors"]
    assert (error["errorId"], error["domain"]) == (25710, "API_INVENTORY")
    assert error["parameters"] == [{"name": "sku", "value": "NONE"}]


@pytest.mark.parametrize(
    ("sku", "quantity", "headers", "error"),
    [
        ("X" * 51, 1, ENGLISH, 25707),
        ("OK", -1, ENGLISH, 25004),
        ("OK", 10**10, ENGLISH, 25004),
        ("OK", 1, {}, 25709),
        ("OK", 1, {"Content-Language": "english"}, 25709),
    ],
)
def test_a_bad_item_is_refused_with_its_error(
    seller: Seller, sku: str, quantity: int, headers: dict[str, str], error: int
) -> None:
    """docs/reference/channels.md §2.2, §2.3."""
    body = {"availability": {"shipToLocationAvailability": {"quantity": quantity}}}
    assert seller.refused("PUT", f"{ITEMS}/{sku}", json=body, headers=headers) == error


def test_bulk_get_inventory_item_answers_each_sku_by_itself(seller: Seller) -> None:
    """docs/reference/channels.md §2.3: 200 or 207."""
    path = f"{INVENTORY}/bulk_get_inventory_item"
    body = {"requests": [{"sku": SKU}, {"sku": "NONE"}]}
    found, missing = seller.send("POST", path, 207, json=body).json()["responses"]
    assert (found["statusCode"], found["inventoryItem"]) == (200, seller.item())
    assert (missing["statusCode"], missing["errors"][0]["errorId"]) == (404, 25710)
    seller.send("POST", path, 200, json={"requests": [{"sku": SKU}]})
    many = {"requests": [{"sku": SKU}] * 26}
    assert seller.refused("POST", path, json=many) == 25709


def test_a_quantity_below_what_an_auction_holds_is_25759(seller: Seller) -> None:
    """docs/reference/channels.md §2.3."""
    world = seller.sandbox.world()
    with world.turn(tick=False):
        world.run("UPDATE ebay_offer SET format = 'AUCTION', quantity = 3 WHERE id = ?", (OFFER,))
    ship_to = seller.item()["availability"]["shipToLocationAvailability"]
    assert ship_to["allocationByFormat"] == {"auction": 3, "fixedPrice": 7}
    (row,) = seller.update({"sku": SKU, "shipToLocationAvailability": {"quantity": 2}}, expect=207)
    assert (row["statusCode"], row["errors"][0]["errorId"]) == (400, 25759)
    body = {"availability": {"shipToLocationAvailability": {"quantity": 2}}}
    assert seller.refused("PUT", f"{ITEMS}/{SKU}", json=body, headers=ENGLISH) == 25759
