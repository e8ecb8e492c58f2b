"""Swappa, modelled: listings, their pages, and the quantities that are written."""

from typing import Any

import pytest

from tests.swappa.conftest import LISTING, LISTINGS, SKU, Seller


def test_list_listings_shows_what_the_reference_shows(seller: Seller) -> None:
    """docs/reference/channels.md §3, §12."""
    page = seller.get(LISTINGS)
    assert list(page) == ["count", "next", "previous", "results"]
    shown = page["results"][0]
    assert shown | {"created_at": "", "updated_at": ""} == {
        "id": "L1", "sku": SKU, "title": "iPhone X", "condition": "good", "device": True,
        "price": "199.00", "currency": "USD", "quantity": 10, "status": "active",
        "created_at": "", "updated_at": "",
    }  # fmt: skip


def test_a_list_has_pages_of_25_and_of_100_at_most(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: by id, `next` and `previous` absolute."""
    for number in range(80):
        seller.list_one(sku=f"MANY-{number}")
    first = seller.get(LISTINGS)
    assert len(first["results"]) == 25
    assert first["previous"] is None
    path = first["next"].removeprefix("http://sandbox/swappa")
    second = seller.get(path)
    assert second["previous"].endswith("?page=1")
    ids = [int(row["id"][1:]) for row in first["results"] + second["results"]]
    assert ids == sorted(set(ids))
    largest = seller.get(LISTINGS, page_size=1_000)
    assert len(largest["results"]) == 100
    assert "page_size=1000" in largest["next"]
    (row,) = seller.world("SELECT note FROM journal ORDER BY seq DESC LIMIT 1")
    assert "page_size=1000" in row["note"]


def test_updated_since_is_inclusive_and_knows_zones(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: ISO, UTC unless it says otherwise."""
    seller.sandbox.advance("1h")
    listing = seller.list_one(sku="LATER", quantity=1)
    at = seller.listing(listing)["updated_at"]
    for since in (
        at,
        at.removesuffix("Z"),
        at.replace("Z", "+00:00"),
        f"{at[:11]}11{at[13:-1]}+01:00",
    ):
        found = seller.get(LISTINGS, updated_since=since)["results"]
        assert [row["id"] for row in found] == [listing], since
    after = seller.get(LISTINGS, updated_since=at.replace("00:00Z", "00:01Z"))
    assert after["count"] == 0
    assert seller.refused("GET", f"{LISTINGS}?updated_since=soon", 422) == (
        "invalid",
        "updated_since",
    )


def test_update_listing_sets_the_quantity_and_the_status_follows(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: quantity 0 is sold_out, more is active."""
    assert seller.write(0)["status"] == "sold_out"
    assert seller.write(4)["status"] == "active"
    assert seller.listing()["quantity"] == 4
    assert seller.ledger("shown") == [(SKU, None, -10), (SKU, None, 4)]


def test_the_same_number_again_is_no_change(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: `updated_at` stays, the ledger says nothing."""
    before = seller.listing()
    seller.sandbox.advance("1h")
    assert seller.write(10) == before
    assert seller.ledger("shown") == []
    assert seller.write(9)["updated_at"] > before["updated_at"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quantity": -1}, "quantity"),
        ({"quantity": 1.5}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({}, "quantity"),
        ({"variants": [{"sku": SKU, "quantity": 1}]}, "variants"),
    ],
)
def test_a_quantity_that_is_none_is_refused(
    seller: Seller, body: dict[str, Any], field: str
) -> None:
    """docs/reference/channels.md §3 [decide]: 422 `invalid` with the field."""
    path = f"{LISTINGS}/{LISTING}"
    assert seller.refused("PATCH", path, 422, json=body) == ("invalid", field)
    assert seller.listing()["quantity"] == 10


def test_an_unknown_listing_is_404(seller: Seller) -> None:
    """docs/reference/channels.md §3."""
    for listing in ("L999", "1", "l1", "L01", "L-1"):
        path = f"{LISTINGS}/{listing}"
        assert seller.refused("PATCH", path, 404, json={"quantity": 1}) == ("not_found", "")


def test_a_variation_listing_is_written_by_its_variants(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: no SKU of its own; one left out keeps its number."""
    listing = seller.list_one(variants=[{"sku": "V-A", "quantity": 4}, {"sku": "V-B"}], title="V")
    shown = seller.listing(listing)
    assert (shown["sku"], shown["quantity"], shown["status"]) == (None, 4, "active")
    assert shown["variants"] == [{"sku": "V-A", "quantity": 4}, {"sku": "V-B", "quantity": 0}]
    body = {"variants": [{"sku": "V-B", "quantity": 2}]}
    answer = seller.send("PATCH", f"{LISTINGS}/{listing}/", json=body).json()
    assert answer["variants"] == [{"sku": "V-A", "quantity": 4}, {"sku": "V-B", "quantity": 2}]
    assert seller.ledger("shown")[-1] == ("V-B", None, 2)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quantity": 1}, "quantity"),
        ({}, "variants"),
        ({"variants": []}, "variants"),
        ({"variants": [{"sku": "V-A", "quantity": 1}, {"sku": "V-C", "quantity": 1}]},
         "variants.1.sku"),
        ({"variants": [{"sku": "V-A", "quantity": 1}] * 2}, "variants.1.sku"),
        ({"variants": [{"sku": "V-A", "quantity": -1}]}, "variants.0.quantity"),
    ],
)  # fmt: skip
def test_variants_that_are_none_are_refused_and_nothing_is_written(
    seller: Seller, body: dict[str, Any], field: str
) -> None:
    """docs/reference/channels.md §3 [decide]: all of a request or none of it."""
    listing = seller.list_one(variants=[{"sku": "V-A"}, {"sku": "V-B"}], quantity=3)
    path = f"{LISTINGS}/{listing}"
    assert seller.refused("PATCH", path, 422, json=body) == ("invalid", field)
    assert seller.listing(listing)["quantity"] == 6


def test_pages_can_be_cut_small_by_the_quirk(seller: Seller) -> None:
    """`swappa.most_per_page`, `swappa.past_the_end`: few rows have pages too."""
    seller.sandbox.set_quirk("swappa.most_per_page", 2)
    assert len(seller.get(LISTINGS)["results"]) == 2
    seller.sandbox.set_quirk("swappa.past_the_end", "last_page")
    last = seller.get(LISTINGS, page=10_000)
    assert last["results"]
    assert last["next"] is None
