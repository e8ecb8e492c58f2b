"""Closest names and the spelling of units. Source: docs/reference/wherefour.md §5.1."""

import pytest
from stocktake.vendors.wherefour.shipments.similarity import find_closest, similarity
from stocktake.vendors.wherefour.inventory.units import Unit, title

NAMES = [(4, "North Warehouse"), (2, "Northern Dock"), (3, "Old North"), (1, "Cold Room")]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("OLD NORTH", 3),
        ("north", 2),
        ("dock", 2),
        ("ware", 4),
        ("Nroth Warehouse", 4),
        ("Cld Rom", 1),
        ("", None),
        ("  ", None),
        ("xyz", None),
    ],
)
def test_exact_then_prefix_then_part_then_likeness(name: str, identifier: int | None) -> None:
    """§5.1 "Location by name", ties by id."""
    assert find_closest(name, NAMES) == identifier


def test_likeness_is_one_for_the_same_and_none_for_the_strange() -> None:
    """§5.1: trigrams as PostgreSQL counts them; `word` and `two words` share four of eleven."""
    assert similarity("ups ground", "ups ground") == 1
    assert similarity("abc", "xyz") == 0
    assert similarity("word", "two words") == pytest.approx(4 / 11)
    assert find_closest("anything", []) is None


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("each", "Each"),
        ("case", "Cases"),
        ("box", "Boxes"),
        ("berry", "Berries"),
        ("tray", "Trays"),
    ],
)
def test_units_are_told_in_the_plural_but_each(unit: str, told: str) -> None:
    """§5.1 point 8."""
    assert title(unit) == told


def test_a_unit_goes_into_the_unit_of_use_and_back() -> None:
    """§5.1 "Units": one of it is to_count / from_count units of use; back rounds down."""
    case = Unit("case", to_count=12_000_000, from_count=1_000_000)
    assert case.into_use(2_500_000) == 30_000_000
    assert case.from_use(20_000_000) == 1_666_666
