"""The arithmetic of duty D1, on hand-made numbers."""

from fractions import Fraction
from typing import Any

import pytest
from stocktake.engine.retailcrm import Offer
from stocktake.engine.stock import differences, leftover, owed
from stocktake.engine.wherefour import read_shipment
from stocktake.engine.wherefour.goods import catalogue_of, read_item, takeable

from tests.engine.samples import ITEM, document, item, line, lot, shipment


def test_a_leftover_is_what_can_ship_less_what_is_sold_in_whole_units() -> None:
    assert leftover(Fraction("14.25"), Fraction(3)) == 11
    assert leftover(Fraction(3), Fraction(5)) == 0


def test_only_active_lots_where_picking_is_allowed_can_be_taken() -> None:
    lots = [lot(5), lot(3, takeable=False), lot(2)]
    assert takeable(item(), lots) == 7


@pytest.mark.parametrize("never", [{"retired": True}, {"hand_picked": True}, {"tracked": False}])
def test_nothing_is_promised_of_an_item_that_is_retired_hand_picked_or_not_counted(
    never: dict[str, Any],
) -> None:
    assert takeable(item(**never), [lot(5)]) == 0


def test_an_sku_on_two_items_in_use_is_ambiguous_and_one_retired_twin_does_no_harm() -> None:
    catalogue = catalogue_of(
        [item(1, "A"), item(2, "A"), item(3, "B"), item(4, "B", retired=True), item(5, None)]
    )
    assert catalogue.ambiguous == {"A"}
    assert {sku: found.id for sku, found in catalogue.by_sku.items()} == {"B": 3}


def test_what_is_owed_is_the_order_less_every_shipment() -> None:
    order = document(line(1, 5), line(2, 1))
    assert owed(order, []) == {1: 5, 2: 1}
    assert owed(order, [shipment({1: 3}), shipment({2: 1})]) == {1: 2}
    assert owed(order, [shipment({1: 3}), shipment({2: 1, 1: 2})]) == {}


def test_shipments_are_counted_in_the_unit_of_picking_and_orders_in_the_unit_of_order() -> None:
    order = document(line(1, 2, "CASE"))
    row = {
        "ship_date": "2026-03-02T09:00:00Z",
        "shipment_items": [{"inventory_sku": "CASE", "count": "12.0"}],
    }
    assert owed(order, [read_shipment(row, order, {1: Fraction(1, 12)})]) == {1: 1}


def test_a_conversion_says_how_many_units_of_use_are_in_a_unit() -> None:
    rows = [{"unit_of_measurement": "case", "to_count": "12.0", "from_count": "1.0"}]
    read = read_item({**ITEM, "unit_of_order": "case", "conversions": rows})
    assert (read.per_order, read.per_pick) == (12, 1)


def test_only_numbers_that_differ_are_uploaded_each_on_its_own_site() -> None:
    offers = [
        Offer(sku="A", site="us", shown={"w": Fraction(3)}),
        Offer(sku="A", site="eu", shown={"w": Fraction(2)}),
        Offer(sku="B", site="us", shown={}),
        Offer(sku="C", site="us", shown={"other": Fraction(9)}),
        Offer(sku=None, site="us", shown={"w": Fraction(9)}),
    ]
    rows = differences(offers, {"A": 3, "B": 0, "C": 1}, "w")
    assert rows == {
        "eu": [{"externalId": "A", "stores": [{"code": "w", "available": 3}]}],
        "us": [{"externalId": "C", "stores": [{"code": "w", "available": 1}]}],
    }
