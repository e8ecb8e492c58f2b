"""Laws of assignment: nothing is promised twice, no order waits without need, oldest first."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.assignment import (
    HELD,
    PROCESSING,
    SHORT,
    Assignment,
    PendingOrder,
    assign,
)

PLACES, ITEMS = (1, 2), (7, 8, 9)
SHELVES = st.fixed_dictionaries(
    {(place, item): st.integers(-2, 8) for place in PLACES for item in ITEMS}
)
UNITS = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 6), max_size=3)


@st.composite
def queues(draw: st.DrawFn) -> list[PendingOrder]:
    return [
        PendingOrder(
            order_id=number,
            units=draw(UNITS),
            warehouses=draw(st.permutations(PLACES)),
            assigned=draw(st.sampled_from([None, *PLACES])),
            held=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


def left(orders: list[PendingOrder], shelves: dict[tuple[int, int], int], found: Any) -> Any:
    rest = Counter(shelves)
    for order in orders:
        place = found[order.order_id].warehouse
        if place is not None:
            rest.subtract({(place, item): count for item, count in order.units.items()})
    return rest


@given(queues(), SHELVES)
def test_no_unit_is_promised_to_two_orders(
    orders: list[PendingOrder], shelves: dict[tuple[int, int], int]
) -> None:
    rest = left(orders, shelves, assign(orders, shelves))
    assert all(rest[key] >= 0 or rest[key] == shelves[key] for key in shelves)


@given(queues(), SHELVES)
def test_a_held_item_wins_over_the_check_of_stock(
    orders: list[PendingOrder], shelves: dict[tuple[int, int], int]
) -> None:
    for order in orders:
        status = assign(orders, shelves)[order.order_id].status
        assert (status == HELD) == (order.held and bool(order.units))


@given(queues(), SHELVES)
def test_who_waits_could_not_be_filled_by_any_single_warehouse(
    orders: list[PendingOrder], shelves: dict[tuple[int, int], int]
) -> None:
    found = assign(orders, shelves)
    rest = left(orders, shelves, found)
    for order in orders:
        if found[order.order_id].status == SHORT:
            assert order.units
            for place in order.warehouses:
                assert any(rest[place, item] < n for item, n in order.units.items())


@given(queues(), SHELVES)
def test_assigning_again_changes_nothing(
    orders: list[PendingOrder], shelves: dict[tuple[int, int], int]
) -> None:
    found = assign(orders, shelves)
    again = [
        PendingOrder(o.order_id, o.units, o.warehouses, found[o.order_id].warehouse, o.held)
        for o in orders
    ]
    assert assign(again, shelves) == found


def test_the_oldest_waiting_order_gets_what_came() -> None:
    orders = [
        PendingOrder(1, {7: 3}, PLACES),
        PendingOrder(2, {7: 2}, PLACES),
        PendingOrder(3, {7: 1}, PLACES),
    ]
    assert assign(orders, {(2, 7): 4}) == {
        1: Assignment(PROCESSING, 2),
        2: Assignment(SHORT),
        3: Assignment(PROCESSING, 2),
    }


def test_who_has_stock_keeps_it_before_an_older_order_that_waits() -> None:
    orders = [PendingOrder(1, {7: 3}, PLACES), PendingOrder(2, {7: 2}, PLACES, assigned=1)]
    assert assign(orders, {(1, 7): 4}) == {1: Assignment(SHORT), 2: Assignment(PROCESSING, 1)}


def test_two_warehouses_do_not_fill_one_order_together() -> None:
    assert assign([PendingOrder(1, {7: 2}, PLACES)], {(1, 7): 1, (2, 7): 1}) == {
        1: Assignment(SHORT)
    }


def test_an_order_without_lines_is_processed() -> None:
    assert assign([PendingOrder(1, {}, (), held=True)], {}) == {1: Assignment(PROCESSING)}
