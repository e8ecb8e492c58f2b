"""The closest name. Source: docs/reference/wherefour.md §5.1."""

import pytest
from stocktake.vendors.wherefour.shipments.similarity import find_closest, similarity

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
def test_a_name_is_found_exactly_then_by_prefix_then_by_part_then_by_similarity(
    name: str, identifier: int | None
) -> None:
    """§5.1 "Location by name", ties by id."""
    assert find_closest(name, NAMES) == identifier


def test_similarity_is_1_for_equal_names_and_0_for_unrelated_ones() -> None:
    """§5.1: trigrams as PostgreSQL counts them; `word` and `two words` share four of eleven."""
    assert similarity("ups ground", "ups ground") == 1
    assert similarity("abc", "xyz") == 0
    assert similarity("word", "two words") == pytest.approx(4 / 11)
    assert find_closest("anything", []) is None
