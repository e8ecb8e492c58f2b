"""Back Market: listings, listed, shown and updated one by one."""

from typing import Any

import pytest

from tests.backmarket.conftest import FORM, LISTING, LISTINGS, SKU, Seller


def test_get_listing_shows_every_field_of_the_reference(seller: Seller) -> None:
    """docs/reference/channels.md §1.2."""
    listing = seller.listing()
    assert len(listing.pop("id")) == len(listing.pop("product_id")) == 36
    assert listing == {
        "listing_id": LISTING, "backmarket_id": 42, "sku": SKU, "title": "iPhone X",
        "comment": "Tested and cleaned, in a new box", "quantity": 10, "price": "199.00",
        "min_price": None, "max_price": "298.50", "currency": "EUR", "grade": "VERY_GOOD",
        "state": 1, "publication_state": 2, "warranty_delay": 12, "new_battery": False,
        "shippings": [
            {"country_code": "fr-fr", "shipper": "Colissimo", "shipper_display": "Colissimo",
             "shipping_delay": 48, "shipping_price": "0.00"},
        ],
        "statuscode": 200,
    }  # fmt: skip


def test_a_listing_is_read_and_written_by_its_id_or_its_listing_id(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: both stand in paths."""
    uuid = seller.listing()["id"]
    assert seller.listing(uuid) == seller.listing()
    assert seller.update(uuid, quantity=3)["listing_id"] == LISTING
    assert seller.listing()["quantity"] == 3
    for name in ("1", "nothing", uuid[:-1] + "x", "7a97a1b6-547e-4718-bc72-5b84aca91b09"):
        seller.refused("GET", f"{LISTINGS}/{name}", 404)
        seller.refused("POST", f"{LISTINGS}/{name}", 404, json={"quantity": 1})


def test_get_listing_detail_finds_by_sku_or_listing_id(seller: Seller) -> None:
    """docs/reference/channels.md §1.2; of several with one SKU the first [decide]."""
    assert seller.get(f"{LISTINGS}/detail", sku=SKU) == seller.listing()
    assert seller.get(f"{LISTINGS}/detail", listing_id=LISTING) == seller.listing()
    seller.event("add_listing", sku=SKU, grade="FAIR")
    assert seller.get(f"{LISTINGS}/detail", sku=SKU)["listing_id"] == LISTING
    seller.refused("GET", f"{LISTINGS}/detail?sku=NONE", 404)
    seller.refused("GET", f"{LISTINGS}/detail?listing_id=1", 404)
    assert seller.refused("GET", f"{LISTINGS}/detail")["target"] == "sku"


def test_list_listings_turns_pages_with_absolute_urls(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: 10 a page, 50 at most, `next` null on the last one."""
    first = seller.get(LISTINGS)
    assert len(first["results"]) == 10
    assert first["previous"] is None
    assert first["next"] == "http://sandbox/backmarket/ws/listings?page=2"
    everything = seller.get(LISTINGS, page_size=50)
    assert len(everything["results"]) == everything["count"] > 20
    assert everything["next"] is None
    ids = [row["listing_id"] for row in everything["results"]]
    assert ids == sorted(ids)
    seen, page = [], seller.get(LISTINGS, page_size=7)
    while True:
        seen += [row["listing_id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = seller.get(page["next"].removeprefix("http://sandbox/backmarket"))
    assert seen == ids
    for number in range(30):
        seller.event("add_listing", sku=f"MORE-{number}")
    assert len(seller.get(LISTINGS, page_size=1000)["results"]) == 50


@pytest.mark.parametrize("query", ["page=0", "page=", "page=two", "page=-1", "page-size=0"])
def test_what_is_no_page_is_refused(seller: Seller, query: str) -> None:
    """docs/reference/channels.md §1.2 [decide]: 400 in the shape of V1."""
    assert seller.refused("GET", f"{LISTINGS}?{query}")["target"] in query


def test_a_page_past_the_end_is_refused(seller: Seller) -> None:
    """docs/reference/channels.md §1.2 [decide]: 404; page 1 of an empty list is not past it."""
    seller.refused("GET", f"{LISTINGS}?page=99", 404)
    empty = seller.get(LISTINGS, publication_state=1)
    assert empty == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_page_can_be_made_small(seller: Seller) -> None:
    """docs/backmarket.md: the quirk `backmarket.most_per_page`."""
    seller.sandbox.set_quirk("backmarket.most_per_page", 2)
    assert len(seller.get(LISTINGS, page_size=50)["results"]) == 2


def test_listings_are_filtered_by_state_and_quantity(seller: Seller) -> None:
    """docs/reference/channels.md §1.2."""
    online = seller.get(LISTINGS, publication_state=2)["results"]
    assert [row["listing_id"] for row in online] == [LISTING]
    low = seller.event("add_listing", sku="LOW", quantity=3)["id"]
    found = seller.get(LISTINGS, min_quantity=1, max_quantity=5)["results"]
    assert [str(row["listing_id"]) for row in found] == [low]
    for name in ("publication_state", "min_quantity", "max_quantity"):
        assert seller.refused("GET", f"{LISTINGS}?{name}=many")["target"] == name


def test_update_listing_changes_only_what_is_sent(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: real-time, partial; quantity as integer or text."""
    before = seller.listing()
    assert seller.update(quantity="7") == {**before, "quantity": 7}
    assert seller.update(price=150) == {**before, "quantity": 7, "price": "150.00"}
    changed = seller.update(price="160.5", min_price="120.00", warranty_delay=24, comment="New")
    assert changed == {
        **before, "quantity": 7, "price": "160.50", "min_price": "120.00", "warranty_delay": 24,
        "comment": "New",
    }  # fmt: skip
    assert seller.listing() == changed


def test_an_update_may_come_as_a_form(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: JSON both ways; forms are read too [decide]."""
    seller.send("POST", f"{LISTINGS}/{LISTING}", data=b"quantity=2&price=99.9", headers=FORM)
    listing = seller.listing()
    assert (listing["quantity"], listing["price"]) == (2, "99.90")


def test_quantity_zero_takes_a_listing_offline_and_more_brings_it_back(seller: Seller) -> None:
    """docs/reference/channels.md §1.2."""
    assert seller.update(quantity=0)["publication_state"] == 3
    assert seller.shown() == 0
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 1}]) == 409
    assert seller.update(quantity=2)["publication_state"] == 2
    assert seller.shown() == 2


def test_a_price_above_the_highest_takes_a_listing_offline(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: above max_price the listing is not online."""
    assert seller.update(price="298.51")["publication_state"] == 3
    assert seller.shown() == 0
    assert seller.update(price="298.50")["publication_state"] == 2
    assert seller.shown() == 10


def test_a_listing_without_a_comment_is_not_online(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: 0, missing price or comment."""
    draft = seller.event("add_listing", sku="DRAFT", quantity=2, comment=None)["id"]
    assert seller.listing(draft)["publication_state"] == 0
    assert seller.shown("DRAFT") == 0
    assert seller.update(draft, comment="Fine")["publication_state"] == 2
    assert seller.shown("DRAFT") == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": -1}, {"quantity": "many"}, {"quantity": 1.5}, {"quantity": None},
        {"quantity": True}, {"price": "0"}, {"price": -3}, {"price": "1.234"}, {"price": None},
        {"min_price": "x"}, {"comment": "x" * 501}, {"comment": 7}, {"warranty_delay": 11},
        {"warranty_delay": "long"}, {"currency": "GBP", "price": 1}, {}, {"qty": 3},
        {"shipper_1": ""}, {"shipper_display_2": "Fast"}, {"shipping_delay_1": "soon"},
        {"shipping_price_1": "cheap"},
    ],
)  # fmt: skip
def test_a_bad_update_is_a_bare_json_string_and_changes_nothing(
    seller: Seller, fields: dict[str, Any]
) -> None:
    """docs/reference/channels.md §1.2, §1.4: not an object."""
    before = seller.listing()
    assert isinstance(seller.update(expect=400, **fields), str)
    assert seller.listing() == before


def test_a_body_that_is_no_object_is_a_bare_string_too(seller: Seller) -> None:
    """docs/reference/channels.md §1.2 [decide]."""
    for body in ([1], "5", 5):
        answer = seller.send("POST", f"{LISTINGS}/{LISTING}", 400, json=body)
        assert isinstance(answer.json(), str)
    assert isinstance(seller.send("POST", f"{LISTINGS}/{LISTING}", 400).json(), str)


def test_prices_are_a_markets_own_and_the_quantity_is_everybodys(seller: Seller) -> None:
    """docs/reference/channels.md §1.1, §1.2: `Accept-Language` selects the market."""
    german = {"Accept-Language": "de-de"}
    path = f"{LISTINGS}/{LISTING}"
    sent = {"price": "180.00", "comment": "Wie neu", "quantity": 4}
    seller.send("POST", path, headers=german, json=sent)
    here, there = seller.listing(), seller.listing(market="de-de")
    assert (here["price"], there["price"]) == ("199.00", "180.00")
    assert there["comment"] == "Wie neu" != here["comment"]
    assert here["quantity"] == there["quantity"] == 4
    assert there["shippings"][0]["country_code"] == "de-de"
    listed = seller.send("GET", f"{LISTINGS}?page-size=1", headers=german).json()["results"]
    assert listed[0]["price"] == "180.00"


@pytest.mark.parametrize(
    ("sent", "currency"),
    [("en-gb", "GBP"), ("EN-GB", "GBP"), ("en-gb,en;q=0.9", "GBP"), ("xx", "EUR"), ("", "EUR")],
)
def test_a_market_that_was_never_written_has_the_home_markets_terms(
    seller: Seller, sent: str, currency: str
) -> None:
    """docs/reference/channels.md §1.2 [decide]: in its own currency; unknown ones are fr-fr."""
    listing = seller.listing(market=sent)
    assert (listing["price"], listing["currency"]) == ("199.00", currency)


def test_a_price_needs_a_currency_where_the_market_has_neither_euro_nor_dollar(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §1.2."""
    path, british = f"{LISTINGS}/{LISTING}", {"Accept-Language": "en-gb"}
    refused = seller.send("POST", path, 400, headers=british, json={"price": 1}).json()
    assert "GBP" in refused
    seller.send("POST", path, 400, headers=british, json={"price": 1, "currency": "EUR"})
    seller.send("POST", path, headers=british, json={"price": 150, "currency": "GBP"})
    assert seller.listing(market="en-gb")["price"] == "150.00"
    seller.send("POST", path, headers={"Accept-Language": "en-us"}, json={"price": 170})


def test_shippers_are_set_by_their_numbers(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: with messages in `shippings_response`."""
    answer = seller.update(
        shipper_2="DHL Express", shipping_delay_2=24, shipping_price_2="9.90", shipping_delay_1="36"
    )
    assert answer["shippings_response"] == ["shipper_1 is Colissimo", "shipper_2 is DHL Express"]
    first, second = answer["shippings"]
    assert (first["shipping_delay"], first["shipping_price"]) == (36, "0.00")
    assert second == {
        "country_code": "fr-fr", "shipper": "DHL Express", "shipper_display": "DHL Express",
        "shipping_delay": 24, "shipping_price": "9.90",
    }  # fmt: skip
    assert "shippings_response" not in seller.update(quantity=1)


def test_a_list_may_lag_and_one_listing_does_not(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: the quirk `backmarket.read_lag_ms` [decide]."""
    seller.sandbox.set_quirk("backmarket.read_lag_ms", 60_000)
    seller.sandbox.advance("5m")
    for quantity in (7, 5):
        seller.update(quantity=quantity)
        seller.sandbox.advance("25s")
    listed = seller.get(LISTINGS, page_size=1)["results"]
    assert (listed[0]["quantity"], seller.listing()["quantity"]) == (10, 5)
    seller.sandbox.advance("20s")
    assert seller.get(LISTINGS, page_size=1)["results"][0]["quantity"] == 7
    seller.sandbox.advance("20s")
    assert seller.get(LISTINGS, page_size=1)["results"][0]["quantity"] == 5


def test_the_ledger_notes_what_buyers_see(seller: Seller) -> None:
    """docs/reference/duties.md D1: at the account's place, by its changes."""
    before = len(seller.ledger("shown"))
    seller.update(quantity=4)
    seller.update(quantity=4)
    seller.update(price="900.00")
    seller.event("end_listing", listing=LISTING)
    assert seller.ledger("shown")[before:] == [(SKU, None, -6), (SKU, None, -4)]
    places = seller.world("SELECT DISTINCT place FROM ledger WHERE simulator = 'backmarket'")
    assert [row["place"] for row in places] == ["backmarket"]
