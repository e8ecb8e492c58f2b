"""The laws of duty D1: what a warehouse can promise and what a shop may show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.levels import Level, leftover, level_of
from stocktake.rules.picking import Lot, PickStrategy, pick
from stocktake.rules.quantity import MICRO, Rounding, convert

LOTS = st.lists(st.integers(1, 500 * MICRO), max_size=6).map(
    lambda counts: [Lot(number, count, received_at=0) for number, count in enumerate(counts)]
)
STRATEGIES = st.sampled_from(PickStrategy)
AWAITED = st.integers(0, 2000 * MICRO)
PER_CASE = st.integers(1, 48)


@given(LOTS, AWAITED, STRATEGIES)
def test_what_can_be_taken_is_what_a_boundless_pick_takes(lots, awaited, strategy):
    level = level_of(lots, awaited, strategy=strategy)
    assert level.takeable == sum(p.quantity for p in pick(lots, 10**15, strategy=strategy))
    assert level.promise == level.takeable - awaited


@given(LOTS, AWAITED, STRATEGIES)
def test_a_retired_item_promises_nothing_beyond_what_it_owes(lots, awaited, strategy):
    assert level_of(lots, awaited, strategy=strategy, retired=True) == Level(0, awaited)


@given(LOTS, AWAITED)
def test_a_hand_pick_item_promises_nothing_unless_it_is_picked_as_fifo(lots, awaited):
    assert level_of(lots, awaited, strategy=PickStrategy.HAND_PICK).takeable == 0
    as_fifo = level_of(lots, awaited, strategy=PickStrategy.HAND_PICK, hand_pick="fifo")
    assert as_fifo == level_of(lots, awaited, strategy=PickStrategy.FIFO)


@given(LOTS, PER_CASE)
def test_whole_cases_shown_can_be_filled_from_the_lots(lots, per_case):
    level = level_of(
        lots, 0, strategy=PickStrategy.FIFO, to_count=per_case * MICRO, from_count=MICRO
    )
    cases = leftover(level.promise)
    eaches = convert(
        cases * MICRO, per_case * MICRO, denominator_micro=MICRO, rounding=Rounding.HALF_EVEN
    )
    stocked = sum(lot.count for lot in lots)
    assert eaches <= stocked < eaches + per_case * MICRO


@given(LOTS, AWAITED, st.integers(0, 2000 * MICRO))
def test_demand_moving_from_unknown_to_a_document_changes_no_leftover(lots, awaited, moved):
    before = level_of(lots, awaited, strategy=PickStrategy.FIFO)
    after = level_of(lots, awaited + moved, strategy=PickStrategy.FIFO)
    assert leftover(before.promise, moved) == leftover(after.promise)


@given(LOTS, AWAITED, st.integers(0, 2000 * MICRO))
def test_shipping_what_was_awaited_changes_no_promise(lots, awaited, wanted):
    shipped = pick(lots, min(awaited, wanted), strategy=PickStrategy.FIFO)
    gone = {p.lot_id: p.quantity for p in shipped}
    rest = [Lot(lot.id, lot.count - gone.get(lot.id, 0), lot.received_at) for lot in lots]
    after = level_of(rest, awaited - sum(gone.values()), strategy=PickStrategy.FIFO)
    assert after.promise == level_of(lots, awaited, strategy=PickStrategy.FIFO).promise


@pytest.mark.parametrize(
    ("promise", "unknown", "shown"),
    [(5 * MICRO, 0, 5), (5 * MICRO - 1, 0, 4), (5 * MICRO, 5 * MICRO, 0), (-MICRO, 0, 0)],
)
def test_a_leftover_is_whole_and_never_negative(promise, unknown, shown):
    assert leftover(promise, unknown) == shown


def test_171_eaches_less_an_order_of_two_cases_leave_twelve():
    level = level_of(
        [Lot(1, 125 * MICRO, 0), Lot(2, 46 * MICRO, 0)],
        2 * MICRO,
        strategy=PickStrategy.FIFO,
        to_count=12 * MICRO,
    )
    assert leftover(level.promise) == 12


def test_a_case_that_lacks_a_millionth_of_an_each_is_not_shown():
    lots = [Lot(1, 12 * MICRO - 1, 0)]
    level = level_of(lots, 0, strategy=PickStrategy.FIFO, to_count=12 * MICRO)
    assert level.takeable == MICRO - 1
    assert leftover(level.promise) == 0
