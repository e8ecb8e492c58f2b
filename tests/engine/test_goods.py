"""Goods by id and by name: lines of documents, bundles and their parts, on hand-made values."""

from fractions import Fraction
from typing import Any

from stocktake.engine import wherefour, wholecell
from stocktake.engine.follow import read_wanted, target_of
from stocktake.engine.whiplash.bundles import Items, spread

from tests.engine.samples import document, line


class Known:
    """A warehouse of which only today's names are known."""

    def __init__(self, **goods: int) -> None:
        self.goods = goods

    def good(self, sku: str) -> int:
        return self.goods[sku]


def wanted(**counts: int) -> dict[str | None, Fraction]:
    return {sku: Fraction(count) for sku, count in counts.items()}


def read(asked: dict[str | None, Fraction], *lines: Any, **today: int) -> dict[int, int]:
    found: Any = read_wanted(asked, document(*lines), Known(**today))  # type: ignore[arg-type]
    return dict(found)


def test_a_line_keeps_its_good_when_the_warehouse_renames_it() -> None:
    renamed = line(1, 2, "A", now="NEW")
    assert read(wanted(A=3), renamed, A=9) == {1: 3}
    assert read(wanted(NEW=3), renamed) == {1: 3}


def test_two_goods_that_swapped_their_names_stay_what_they_were() -> None:
    swapped = (line(1, 2, "A", now="B"), line(2, 5, "B", now="A"))
    assert read(wanted(A=2, B=5), *swapped) == {1: 2, 2: 5}


def test_a_name_that_went_to_another_good_means_that_one_on_a_new_line() -> None:
    renamed = line(1, 2, "A", now="NEW")
    assert read(wanted(NEW=2, A=1), renamed, A=9) == {1: 2, 9: 1}


def test_a_document_asks_for_what_is_wanted_but_not_for_less_than_is_out() -> None:
    two, three = Fraction(2), Fraction(3)
    assert target_of({1: two, 2: three}, {1: three, 3: two}) == {1: 3, 2: 3, 3: 2}


def test_wherefours_lines_of_one_good_are_lowered_from_the_last_one_on() -> None:
    lines = (line(1, 2, id=10), line(1, 2, id=11), line(2, 1, id=12))
    changes = wherefour.lines.changes(lines, {1: Fraction(1), 3: Fraction(4)})
    assert changes == [
        {"inventory_id": 3, "count": 4},
        {"id": 11, "_destroy": True},
        {"id": 10, "count": 1},
        {"id": 12, "_destroy": True},
    ]
    assert wherefour.lines.changes(lines, {1: Fraction(4), 2: Fraction(1)}) == []


def test_wholecells_list_names_every_item_and_units_of_those_that_shrink_are_released() -> None:
    lines = (line(1, 2, id=10), line(2, 1, id=11))
    asked = {1: Fraction(1), 3: Fraction(1)}
    entries = wholecell.lines.entries(lines, asked, {3: "C"})
    assert entries == [{"id": 10, "quantity": 1}, {"sku": "C", "quantity": 1}]
    units = [{"id": n, "order_item_id": item} for n, item in ((1, 10), (2, 10), (3, 11))]
    assert wholecell.lines.kept_units(units, lines, asked) == [{"id": 1}]
    assert wholecell.lines.kept_units(units[:1], lines, asked) is None


ITEMS = Items(
    {
        "PART": [{"id": 1, "quantity": 10, "is_bundle": False}],
        "RARE": [{"id": 2, "quantity": 3, "is_bundle": False}],
        "SET": [{"id": 3, "quantity": 3, "is_bundle": True}],
        "APART": [{"id": 4, "quantity": 7, "is_bundle": False}],
    },
    {3: {1: Fraction(2), 2: Fraction(1)}},
)


def test_what_is_sold_of_a_bundle_is_missing_to_its_parts() -> None:
    assert spread(ITEMS, {"SET": Fraction(2)}) == {"SET": 2, "PART": 4, "RARE": 2}


def test_what_is_sold_of_a_part_is_missing_to_bundles_if_it_is_the_scarcest() -> None:
    assert spread(ITEMS, {"PART": Fraction(2)}) == {"PART": 2, "SET": 0}
    assert spread(ITEMS, {"PART": Fraction(7)}) == {"PART": 7, "SET": 2}
    assert spread(ITEMS, {"APART": Fraction(1)}) == {"APART": 1, "SET": 0}
