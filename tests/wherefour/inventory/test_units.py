"""Units of an item. Source: docs/reference/wherefour.md §5.1."""

import pytest
from stocktake.vendors.wherefour.inventory.units import Unit, title


@pytest.mark.parametrize(
    ("unit", "spelled"),
    [
        ("each", "Each"),
        ("case", "Cases"),
        ("box", "Boxes"),
        ("berry", "Berries"),
        ("tray", "Trays"),
    ],
)
def test_units_are_spelled_in_the_plural_except_each(unit: str, spelled: str) -> None:
    """§5.1 point 8."""
    assert title(unit) == spelled


def test_a_unit_converts_into_the_unit_of_use_and_back() -> None:
    """§5.1 "Units": one of it is to_count / from_count units of use; back rounds down."""
    case = Unit("case", to_count=12_000_000, from_count=1_000_000)
    assert case.into_use(2_500_000) == 30_000_000
    assert case.from_use(20_000_000) == 1_666_666
