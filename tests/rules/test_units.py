"""Laws of levels that are counted unit by unit, and the examples of wholecell.md 7.1."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.units import (
    WINDOW_MS,
    SalesLine,
    Unit,
    UnitLevel,
    on_hand,
    outstanding,
    stock_level,
)

NOW = 1_000 * 86_400_000
STATUSES = ("Available", "EcomReady", "Inbound")
UNITS = st.lists(st.builds(Unit, st.sampled_from(STATUSES), st.booleans()), max_size=12)
LINES = st.lists(
    st.builds(
        SalesLine,
        quantity=st.integers(0, 9),
        committed=st.integers(0, 12),
        open=st.booleans(),
        ordered_at=st.integers(0, 2 * WINDOW_MS).map(lambda age: NOW - age),
    ),
    max_size=6,
)
CHOSEN = st.one_of(st.none(), st.sets(st.sampled_from((*STATUSES, "Nobody's"))))

TEN = [Unit("Available")] * 10


def level(units: list[Unit], *lines: SalesLine) -> tuple[int, int, int]:
    found = stock_level(units, lines, now=NOW)
    return found.on_hand, found.outstanding, found.available


def committed(units: list[Unit], count: int) -> list[Unit]:
    return [replace(unit, committed=place < count) for place, unit in enumerate(units)]


def test_an_order_of_one_among_ten_leaves_nine_before_and_after_it_is_scanned_and_shipped() -> None:
    line = SalesLine(1, ordered_at=NOW)
    assert level(TEN) == (10, 0, 10)
    assert level(TEN, line) == (10, 1, 9)
    assert level(committed(TEN, 1), replace(line, committed=1)) == (9, 0, 9)
    assert level(committed(TEN, 1), replace(line, committed=1, open=False)) == (9, 0, 9)


def test_shipping_without_committing_sells_the_unit_again() -> None:
    assert level(TEN, SalesLine(1, ordered_at=NOW)) == (10, 1, 9)
    assert level(TEN, SalesLine(1, ordered_at=NOW, open=False)) == (10, 0, 10)


def test_two_units_committed_to_a_line_of_one_leave_eight() -> None:
    assert level(committed(TEN, 2), SalesLine(1, committed=2, ordered_at=NOW)) == (8, 0, 8)


def test_statuses_that_nobody_has_drive_the_level_below_zero() -> None:
    found = stock_level(TEN, [SalesLine(3, ordered_at=NOW)], now=NOW, statuses={"Nobody's"})
    assert (found, found.available) == (UnitLevel(0, 3), -3)


def test_on_day_91_the_api_forgets_an_open_order() -> None:
    line = SalesLine(4, ordered_at=NOW - WINDOW_MS)
    assert level(TEN, line) == (10, 4, 6)
    old = replace(line, ordered_at=line.ordered_at - 1)
    assert level(TEN, old) == (10, 0, 10)
    assert outstanding([old]) == 4


@given(UNITS, LINES, CHOSEN)
def test_statuses_narrow_the_units_and_never_what_is_awaited(
    units: list[Unit], lines: list[SalesLine], statuses: set[str] | None
) -> None:
    every = stock_level(units, lines, now=NOW)
    chosen = stock_level(units, lines, now=NOW, statuses=statuses)
    assert chosen.outstanding == every.outstanding >= 0
    assert 0 <= chosen.on_hand <= every.on_hand
    assert every.available - chosen.available == every.on_hand - chosen.on_hand


@given(UNITS, LINES)
def test_committing_a_unit_to_a_line_that_awaits_one_changes_no_level(
    units: list[Unit], lines: list[SalesLine]
) -> None:
    free = [place for place, unit in enumerate(units) if not unit.committed]
    waiting = [place for place, line in enumerate(lines) if line.awaited]
    if not free or not waiting:
        return
    before = UnitLevel(on_hand(units), outstanding(lines)).available
    line = lines[waiting[0]]
    units[free[0]] = replace(units[free[0]], committed=True)
    lines[waiting[0]] = replace(line, committed=line.committed + 1)
    assert UnitLevel(on_hand(units), outstanding(lines)).available == before


@given(LINES)
def test_closing_an_order_awaits_less_by_what_it_awaited_and_overcommitting_awaits_nothing(
    lines: list[SalesLine],
) -> None:
    total = outstanding(lines)
    for place, line in enumerate(lines):
        rest = [*lines[:place], replace(line, open=False), *lines[place + 1 :]]
        assert outstanding(rest) == total - line.awaited
        assert replace(line, committed=line.quantity + 3).awaited == 0


@given(UNITS, LINES)
def test_what_the_api_leaves_out_is_what_orders_before_its_window_await(
    units: list[Unit], lines: list[SalesLine]
) -> None:
    old = [line for line in lines if line.ordered_at < NOW - WINDOW_MS]
    counted = stock_level(units, lines, now=NOW).outstanding
    assert counted == outstanding(lines) - outstanding(old)
