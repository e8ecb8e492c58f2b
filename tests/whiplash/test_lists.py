"""What all lists have in common, by list_items and count_items.

Source: docs/reference/whiplash.md §1.4, §1.5.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import ITEMS, Lash

NOW = "2026-01-05T04:00:00-05:00"


def test_offset_is_a_page_number_and_so_is_page(lash: Lash) -> None:
    """§1.5, §10 (2): not a number of rows."""
    first, second = lash.ids(limit=10), lash.ids(limit=10, offset=2)
    assert not set(first) & set(second)
    assert lash.ids(limit=10, page=2) == second
    assert lash.ids(limit=10, offset=1) == first
    assert lash.ids(limit=20) == first + second
    assert lash.ids(limit=10, page=1, offset=2) == first
    assert [len(lash.ids(limit=10, page=page)) for page in (3, 4, 5, 10**30)] == [10, 7, 0, 0]


def test_a_page_has_50_rows_and_at_most_250(empty: Lash) -> None:
    """§1.5."""
    world = empty.sandbox.world()
    with world.turn(tick=False):
        for number in range(300):
            stamps = {"created_at": number, "updated_at": number}
            world.insert("whiplash_item", customer_id=1, sku=f"N{number}", **stamps)
    assert len(empty.ids()) == 50
    for limit, size in (("7", 7), ("250", 250), ("251", 250), ("0", 50), ("-1", 50), ("x", 50)):
        assert len(empty.ids(limit=limit)) == size
    answer = empty.send("GET", "/items?page=99")
    assert answer.json() == []
    assert not {"link", "total", "x-total"} & set(answer.headers)


def test_count_is_a_bare_number(lash: Lash) -> None:
    """§1.5, §10 (16): count_items."""
    assert lash.send("GET", "/items/count").text == str(ITEMS)
    assert lash.get("/items/count", sku="STKR-LOGO-3") == 2
    assert lash.get("/items/count", limit=1, page=9) == ITEMS


def test_since_id_is_strictly_greater(lash: Lash) -> None:
    """§1.5: a new item takes the count from 0 to 1."""
    newest = max(lash.ids(limit=250))
    assert lash.get("/items/count", since_id=newest) == 0
    made = lash.create(title="One more")
    assert lash.get("/items/count", since_id=newest) == 1
    assert lash.ids(since_id=newest) == [made["id"]]
    assert lash.get("/items/count", since_id="soon") == ITEMS + 1


def test_lists_show_the_last_changed_first_by_default(lash: Lash) -> None:
    """§1.5; equal times by id, so that pages do not overlap."""
    stamps = [row["updated_at"] for row in lash.get("/items", limit=250)]
    assert stamps == sorted(stamps, reverse=True)
    assert lash.ids(order_by="id", limit=250) == sorted(lash.ids(limit=250))
    assert lash.ids(order_by="id DESC, sku") == lash.ids(order_by="ID desc")
    rows = lash.get("/items", order_by="is_bundle desc,price ASC", limit=250)
    assert [row["is_bundle"] for row in rows[:2]] == [True, True]
    prices = [float(row["price"]) for row in rows[2:]]
    assert prices == sorted(prices)


@pytest.mark.parametrize("order", ["colour", "id; DROP TABLE", "sku sideways", "", ",,", "1"])
def test_an_unknown_order_by_is_ignored(lash: Lash, order: str) -> None:
    """§1.5."""
    assert lash.ids(order_by=order) == lash.ids()


@pytest.mark.parametrize(
    "moment",
    [
        "2013-08-30 15:01:52",
        "2013-08-30T15:01:52-04:00",
        "2013-08-30T19:01:52Z",
        "2013-08-30 19:01:52 UTC",
        "2013-08-30 15:01:52 -0400",
        "2013-08-30 21:01:52 +0200",
    ],
)
def test_bounds_are_inclusive_in_every_spelling(empty: Lash, moment: str) -> None:
    """§1.4, §1.5: Eastern without a zone, Ruby's Time#to_s, ISO 8601."""
    for name in ("updated_at_min", "updated_at_max"):
        assert empty.ids(**{name: moment}) == [1234]
    assert empty.ids(updated_at=moment) == [1234]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"created_at_min": "2013-04-25 14:21"}, True),
        ({"created_at_min": "2013-04-25 14:22"}, False),
        ({"created_at_max": "2013-04-25"}, False),
        ({"created_at_max": "2013-04-26"}, True),
        ({"updated_at_min": "2013-08-30 15:01:53"}, False),
        ({"updated_at_max": "2013-08-30 15:01:51"}, False),
        ({"updated_at_min": "yesterday", "created_at_max": ""}, True),
        ({"created_at_min": "2013-04-25T18:21:11 00:00"}, True),
    ],
)
def test_a_bound_that_cannot_be_read_filters_nothing(
    empty: Lash, query: dict[str, str], found: bool
) -> None:
    """§1.4, §1.5."""
    assert empty.ids(**query) == ([1234] if found else [])
    assert empty.get("/items/count", **query) == int(found)


def test_a_bound_includes_the_whole_of_its_second(lash: Lash) -> None:
    """§1.4: the wire shows whole seconds."""
    lash.sandbox.advance("700ms")
    made = lash.create(title="Within the second")
    assert made["updated_at"] == NOW
    assert lash.ids(updated_at_min=NOW) == lash.ids(updated_at_max=NOW, updated_at_min=NOW)
    assert made["id"] in lash.ids(updated_at_max=NOW, updated_at_min=NOW)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"sku": "TESTSKU"}, 1),
        ({"sku": "testsku"}, 0),
        ({"sku": ""}, ITEMS),
        ({"sku[]": ["TESTSKU", "PIN-LEAF"]}, 2),
        ({"category": "posters"}, 4),
        ({"available": "false"}, 1),
        ({"available": "0", "is_bundle": "f"}, 1),
        ({"available": "perhaps"}, 0),
        ({"is_bundle": "true"}, 2),
        ({"packaging": "1"}, 1),
        ({"returnable": "true"}, 1),
        ({"quantity": "14"}, 2),
        ({"quantity": "many"}, 0),
        ({"price": "10.00"}, 1),
        ({"price": "ten"}, 0),
        ({"weight": ".305", "category": "posters"}, 3),
        ({"id": "1234"}, 1),
        ({"id": "9" * 40}, 0),
        ({"created_at": "2013-04-25T14:21:11-04:00"}, 1),
        ({"created_at": "never"}, 0),
        ({"vendor": "Test Vendor", "tariff_number": "0406.20.90.20"}, 1),
        ({"colour": "red"}, ITEMS),
    ],
)
def test_lists_filter_by_every_attribute(lash: Lash, query: dict[str, Any], count: int) -> None:
    """§1.5: equality; a blank value and an unknown name filter nothing."""
    assert len(lash.ids(limit=250, **query)) == count
    assert lash.get("/items/count", **query) == count


def test_an_unknown_parameter_is_ignored_and_noted_in_the_journal(lash: Lash) -> None:
    """§1.5: `per_page` is version 2's."""
    assert len(lash.ids(per_page=2, limit=5)) == 5
    assert lash.ignored() == ["per_page"]


def test_past_the_last_page_there_are_no_rows_or_that_page_comes_again(lash: Lash) -> None:
    """§1.5: a client loops until a list is empty; a quirk, after exactly one full page too."""
    full = lash.ids(limit=ITEMS)
    assert lash.ids(limit=ITEMS, page=2) == lash.ids(limit=ITEMS, offset=9) == []
    lash.sandbox.set_quirk("whiplash.past_the_end", "last_page")
    assert lash.ids(limit=ITEMS, page=2) == lash.ids(limit=ITEMS, offset=9) == full
    assert lash.ids(limit=10, page=5) == lash.ids(limit=10, page=4) == full[30:]


def test_pages_may_be_cut_so_that_few_rows_have_several(lash: Lash) -> None:
    """§1.5; the quirk is not the vendor's: whatever is asked for, a page holds no more."""
    every = lash.ids(limit=ITEMS)
    lash.sandbox.set_quirk("whiplash.most_per_page", 3)
    assert lash.ids(limit=ITEMS) == every[:3]
    assert lash.ids(limit=ITEMS, page=2) == every[3:6]
