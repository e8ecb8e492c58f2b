"""Pacific time without an offset. Source: docs/reference/channels.md §4.1, §4.2, §4.3, §12."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.core.clock import parse_instant
from stocktake.vendors.shipstation import wire

from tests.shipstation.conftest import Ship

TIMES = st.integers(0, 4_000_000_000_000)


@pytest.mark.parametrize(
    ("instant", "pacific"),
    [
        ("2026-03-02T09:00:00Z", "2026-03-02T01:00:00.0000000"),
        ("2015-07-16T21:00:34.823Z", "2015-07-16T14:00:34.8230000"),
        ("2026-03-08T09:59:59.999Z", "2026-03-08T01:59:59.9990000"),
        ("2026-03-08T10:00:00Z", "2026-03-08T03:00:00.0000000"),
        ("2026-11-01T08:30:00Z", "2026-11-01T01:30:00.0000000"),
        ("2026-11-01T09:30:00Z", "2026-11-01T01:30:00.0000000"),
    ],
)
def test_times_are_pacific_with_seven_digits_and_follow_summer_time(
    instant: str, pacific: str
) -> None:
    """§4.1, §12."""
    assert wire.spell_time(parse_instant(instant)) == pacific


def test_an_order_shows_seven_digits_and_its_items_three(ship: Ship) -> None:
    """§4.1, §12."""
    shown = ship.create("SO1", paymentDate="2026-03-02", shipByDate="2026-03-04T17:00:00Z")
    assert shown["orderDate"] == "2026-03-02T01:00:00.0000000"
    assert shown["createDate"] == shown["modifyDate"] == "2026-03-02T01:00:00.0010000"
    assert shown["paymentDate"] == "2026-03-02T00:00:00.0000000"
    assert shown["shipByDate"] == "2026-03-04T09:00:00.0000000"  # an offset counts where one is
    assert shown["items"][0]["createDate"] == "2026-03-02T01:00:00.001"
    ship.event("buy_label", order_number="SO1", carrier="ups")
    (label,) = ship.shipments()
    assert (label["shipDate"], label["createDate"]) == ("2026-03-02", "2026-03-02T01:00:00.0020000")


@pytest.mark.parametrize(
    "text",
    ["2026-03-02 01:00:00", "2026-03-02T01:00:00", "2026-3-2 1:00", "2026-03-02T01:00:00.0000000",
     "2026-03-02T09:00:00Z", "2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00 01:00"],
)  # fmt: skip
def test_a_filter_reads_a_time_as_pacific_unless_it_names_an_offset(text: str) -> None:
    """§4.1, §4.2."""
    assert wire.read_time(text) == parse_instant("2026-03-02T09:00:00Z")


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-02-30", "2026-03-02 25:00", "1/2/26", "0001-01-01"]
)
def test_what_is_no_time_is_refused(ship: Ship, text: str) -> None:
    """§4.2."""
    assert wire.read_time(text) is None
    if text:
        state = ship.send("GET", f"/orders?createDateStart={text}".replace(" ", "%20"), 400)
        assert list(state.json()["ModelState"]) == ["createDateStart"]


def test_the_hour_that_comes_twice_is_the_first_one(ship: Ship) -> None:
    """§4.2: at the end of summer time a filter cannot name the second."""
    assert wire.read_time("2026-11-01 01:30:00") == parse_instant("2026-11-01T08:30:00Z")
    for at in ("08:30", "09:30"):
        ship.sandbox.set_clock(now=f"2026-11-01T{at}:00Z")
        ship.create(f"AT-{at}")
    assert ship.numbers(createDateEnd="2026-11-01 01:40:00") == ["AT-08:30"]
    assert ship.numbers(createDateStart="2026-11-01 01:20:00") == ["AT-08:30", "AT-09:30"]


def test_a_filter_meant_as_utc_asks_for_eight_hours_later(ship: Ship) -> None:
    """§4.1: the mistake that loses what is new, or never finds it."""
    ship.create("SO1")
    assert ship.numbers(modifyDateStart="2026-03-02 09:00:00") == []
    assert ship.numbers(modifyDateStart="2026-03-02 01:00:00") == ["SO1"]


def test_bounds_are_inclusive(ship: Ship) -> None:
    """§4.2."""
    when = ship.create("SO1")["createDate"]
    for name in ("createDate", "modifyDate"):
        assert ship.numbers(**{f"{name}Start": when, f"{name}End": when}) == ["SO1"]
    assert ship.numbers(createDateEnd="2026-03-02 01:00:00") == []


@given(TIMES)
def test_any_time_comes_back_but_for_the_second_of_an_hour_that_comes_twice(time: int) -> None:
    """§4.2."""
    back = wire.read_time(wire.spell_time(time) or "")
    assert back in (time, time - 3_600_000)


@given(TIMES)
def test_a_store_shows_two_digits_or_three(time: int) -> None:
    """§4.3."""
    spelled = wire.spell_short_time(time) or ""
    digits = spelled.rpartition(".")[2]
    assert len(digits) in (2, 3)
    assert f"{digits:0<3}" == f"{time % 1_000:03}"
