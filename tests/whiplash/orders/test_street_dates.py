"""The street date of an item holds its orders. Source: docs/reference/whiplash.md §2.3, §3.3.

A world of tests begins on 2026-01-05 at 04:00 Eastern.
"""

import pytest
from stocktake.core.errors import Conflict

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import PINS, act, count, order, reload, statuses

SOON = "2026-01-08"


def release_on(lash: Lash, day: str | None, sku: str = SKU) -> None:
    """Set the street date of an item."""
    lash.send("PUT", f"/items/{lash.item(sku)['id']}", 204, json={"street_date": day})


def test_an_order_waits_until_the_street_date_of_its_item(lash: Lash) -> None:
    """§3.3: Pre-Order until that day begins in Eastern time, whatever the stock; stock is taken."""
    release_on(lash, SOON)
    before = count(lash, SKU)
    made = order(lash, {SKU: 2})
    assert (made["status"], made["status_name"], made["warehouse_id"]) == (80, "Pre-Order", None)
    assert count(lash, SKU) == before - 2
    with pytest.raises(Conflict, match="Pre-Order cannot become shipped"):
        lash.event("process_order", order_id=made["id"], status="shipped")
    lash.sandbox.advance("2d")
    lash.sandbox.advance("19h59m")  # 23:59 of the day before
    assert statuses(lash, made) == [80]
    lash.sandbox.advance("1m")
    assert statuses(lash, made) == [100]
    lash.event("process_order", order_id=made["id"], status="shipped")


def test_a_new_item_may_have_a_street_date(lash: Lash) -> None:
    """§2.3: the item shows it, and its orders wait."""
    item = lash.create(sku="ALBUM", title="Album", street_date=SOON)
    assert item["street_date"] == SOON
    lash.event("adjust_inventory", sku="ALBUM", change=3)
    made = order(lash, {"ALBUM": 1})
    assert made["status"] == 80
    lash.sandbox.advance("3d")
    assert statuses(lash, made) == [100]


def test_a_street_date_of_today_or_before_holds_nothing(lash: Lash) -> None:
    """§2.3: the day has begun."""
    for day in ("2026-01-05", "2020-02-02", "0999-01-01", None):
        release_on(lash, day)
        assert order(lash, {SKU: 1})["status"] == 100


def test_a_street_date_holds_orders_that_are_not_batched_yet(lash: Lash) -> None:
    """§3.3: as the switch `available` does; moved, it counts as it is now."""
    printed, waiting = order(lash, {SKU: 1}), order(lash, {SKU: 1})
    lash.event("process_order", order_id=printed["id"], status="batched")
    release_on(lash, SOON)
    assert statuses(lash, printed, waiting) == [120, 80]
    release_on(lash, "2026-02-01")
    lash.sandbox.advance("4d")
    assert statuses(lash, printed, waiting) == [120, 80]
    release_on(lash, None)
    assert statuses(lash, printed, waiting) == [120, 100]


def test_an_order_may_skip_the_street_date(lash: Lash) -> None:
    """§3.1: skip_street_date, at its creation or later; a line that is separated takes it along."""
    release_on(lash, SOON)
    assert order(lash, {SKU: 1}, skip_street_date=True)["status"] == 100
    made = order(lash, {SKU: 1, "TOTE-MARKET": 1})
    for skips, status in ((True, 100), (False, 80), (True, 100)):
        lash.send("PUT", f"/orders/{made['id']}", 204, json={"skip_street_date": skips})
        assert reload(lash, made)["status"] == status
    line = made["order_items"][0]["id"]
    apart = lash.send("POST", f"/order_items/{line}/separate").json()
    seen = lash.get(f"/orders/{apart['order_id']}")
    assert (seen["skip_street_date"], seen["status"]) == (True, 100)


def test_a_bundle_waits_for_its_own_street_date_and_for_that_of_its_parts(lash: Lash) -> None:
    """§3.3, §4: a bundle becomes lines of components."""
    for sku in (PINS, "PIN-LEAF"):
        release_on(lash, SOON, sku)
        assert order(lash, {PINS: 1})["status"] == 80
        release_on(lash, None, sku)
    assert order(lash, {PINS: 1})["status"] == 100


def test_what_is_released_or_uncancelled_before_the_day_waits_too(lash: Lash) -> None:
    """§3.2, §3.3."""
    made = order(lash, {SKU: 1})
    assert act(lash, made, "pause") == 90
    release_on(lash, SOON)
    assert act(lash, made, "release") == 80
    assert act(lash, made, "cancel") == 40
    assert act(lash, made, "uncancel") == 80


def test_a_day_that_no_clock_reaches_holds_for_good(lash: Lash) -> None:
    """§2.3: any date can be stored."""
    release_on(lash, "9999-12-31")
    made = order(lash, {SKU: 1})
    lash.sandbox.advance("36500d")
    assert statuses(lash, made) == [80]
