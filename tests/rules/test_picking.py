"""Laws of automatic picking, on lots that were not received in the order of creation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.picking import Lot, Pick, PickStrategy, eligible, in_order, pick

DAY = 86_400_000
AUTOMATIC = st.sampled_from([PickStrategy.FIFO, PickStrategy.FEFO, PickStrategy.LIFO])
DEMANDS = st.integers(0, 400)


@st.composite
def lots_out_of_order(draw: st.DrawFn) -> list[Lot]:
    """Draw lots; ids follow the order of creation, days received are independent of it."""
    days = st.integers(0, 6)
    counts = draw(st.lists(st.integers(1, 60), max_size=8))
    return [
        Lot(
            id=number,
            count=count,
            received_at=draw(days) * DAY,
            expires_at=draw(st.none() | days.map(lambda day: day * DAY)),
        )
        for number, count in enumerate(counts, start=1)
    ]


LOTS = lots_out_of_order()


def goes_before(one: Lot, other: Lot, strategy: PickStrategy) -> bool:
    """Say which of two lots leaves first, written without the sort keys under test."""
    if strategy is PickStrategy.FEFO and one.expires_at != other.expires_at:
        if one.expires_at is None or other.expires_at is None:
            return other.expires_at is None
        return one.expires_at < other.expires_at
    last_in = strategy is PickStrategy.LIFO
    if one.received_at != other.received_at:
        return (one.received_at > other.received_at) == last_in
    return (one.id > other.id) == last_in


@given(LOTS, DEMANDS, AUTOMATIC)
def test_the_picks_add_up_to_the_demand_or_to_all_there_is(
    lots: list[Lot], demand: int, strategy: PickStrategy
) -> None:
    taken = sum(p.quantity for p in pick(lots, demand, strategy=strategy))
    assert taken == min(demand, sum(lot.count for lot in lots))


@given(LOTS, DEMANDS, AUTOMATIC)
def test_only_the_last_lot_is_taken_in_part_and_none_twice(
    lots: list[Lot], demand: int, strategy: PickStrategy
) -> None:
    picks = pick(lots, demand, strategy=strategy)
    count = {lot.id: lot.count for lot in lots}
    assert all(p.quantity == count[p.lot_id] for p in picks[:-1])
    assert all(0 < p.quantity <= count[p.lot_id] for p in picks)
    assert len({p.lot_id for p in picks}) == len(picks)


@given(LOTS, DEMANDS, AUTOMATIC)
def test_no_lot_left_behind_goes_before_one_that_was_taken(
    lots: list[Lot], demand: int, strategy: PickStrategy
) -> None:
    by_id = {lot.id: lot for lot in lots}
    taken = [by_id[p.lot_id] for p in pick(lots, demand, strategy=strategy)]
    left = [lot for lot in lots if lot not in taken]
    assert not any(goes_before(behind, first, strategy) for behind in left for first in taken)
    assert all(goes_before(*pair, strategy) for pair in zip(taken, taken[1:], strict=False))


@given(st.data(), DEMANDS, AUTOMATIC)
def test_the_order_of_the_input_does_not_matter(
    data: st.DataObject, demand: int, strategy: PickStrategy
) -> None:
    lots = data.draw(LOTS)
    shuffled = data.draw(st.permutations(lots))
    assert pick(shuffled, demand, strategy=strategy) == pick(lots, demand, strategy=strategy)


@given(LOTS, DEMANDS, DEMANDS, AUTOMATIC)
def test_two_picks_one_after_the_other_take_what_one_would(
    lots: list[Lot], first: int, second: int, strategy: PickStrategy
) -> None:
    gone = {p.lot_id: p.quantity for p in pick(lots, first, strategy=strategy)}
    rest = [
        Lot(lot.id, lot.count - gone.get(lot.id, 0), lot.received_at, lot.expires_at)
        for lot in lots
        if lot.count > gone.get(lot.id, 0)
    ]
    for p in pick(rest, second, strategy=strategy):
        gone[p.lot_id] = gone.get(p.lot_id, 0) + p.quantity
    together = pick(lots, first + second, strategy=strategy)
    assert gone == {p.lot_id: p.quantity for p in together}


@given(LOTS, DEMANDS)
def test_hand_pick_takes_nothing_unless_told_to_be_fifo(lots: list[Lot], demand: int) -> None:
    assert pick(lots, demand, strategy=PickStrategy.HAND_PICK) == ()
    as_fifo = pick(lots, demand, strategy=PickStrategy.HAND_PICK, hand_pick="fifo")
    assert as_fifo == pick(lots, demand, strategy=PickStrategy.FIFO)


@given(LOTS, st.integers(-50, 0), AUTOMATIC)
def test_a_demand_of_nothing_or_less_takes_nothing(
    lots: list[Lot], demand: int, strategy: PickStrategy
) -> None:
    assert pick(lots, demand, strategy=strategy) == ()


def test_an_expired_lot_leaves_first_and_an_undated_one_last() -> None:
    lots = [
        Lot(1, 5, received_at=DAY, expires_at=None),
        Lot(2, 5, received_at=3 * DAY, expires_at=40 * DAY),
        Lot(3, 5, received_at=9 * DAY, expires_at=-3 * DAY),
    ]
    assert [lot.id for lot in in_order(lots, PickStrategy.FEFO)] == [3, 2, 1]


def test_lots_received_together_leave_by_their_ids() -> None:
    lots = [Lot(number, 5, received_at=DAY) for number in (2, 3, 1)]
    assert [lot.id for lot in in_order(lots, PickStrategy.FIFO)] == [1, 2, 3]
    assert [lot.id for lot in in_order(lots, PickStrategy.FEFO)] == [1, 2, 3]
    assert [lot.id for lot in in_order(lots, PickStrategy.LIFO)] == [3, 2, 1]


def test_a_late_entered_lot_that_was_received_early_leaves_first() -> None:
    lots = [Lot(1, 5, received_at=8 * DAY), Lot(2, 5, received_at=2 * DAY)]
    assert pick(lots, 7, strategy=PickStrategy.FIFO) == (Pick(2, 5), Pick(1, 2))
    assert pick(lots, 7, strategy=PickStrategy.LIFO) == (Pick(1, 5), Pick(2, 2))


@pytest.mark.parametrize("text", ["FIFO", "fifo", "Fefo", "LIFO", "Hand Pick", "HAND PICK"])
def test_a_strategy_is_read_in_any_case(text: str) -> None:
    assert PickStrategy.parse(text).value.casefold() == text.casefold()


@pytest.mark.parametrize("text", ["", "hand_pick", "FIFO ", "none"])
def test_an_unknown_strategy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no pull strategy"):
        PickStrategy.parse(text)


@pytest.mark.parametrize("status", ["active", "inactive", "on_hold", "quarantined"])
@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("pick_and_ship", [True, False, None])
def test_a_lot_is_eligible_when_active_not_empty_and_not_in_a_forbidden_place(
    status: str, count: int, pick_and_ship: bool | None
) -> None:
    wanted = (status, count) == ("active", 1) and pick_and_ship in (True, None)
    assert eligible(status, count, pick_and_ship=pick_and_ship) == wanted
