"""Laws of bundles. Source: docs/reference/whiplash.md §6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.bundles import bundles_in

PARTS = st.lists(
    st.tuples(st.integers(min_value=-1_000, max_value=100_000), st.integers(1, 50)), min_size=1
)


@given(PARTS)
def test_every_part_is_there_for_all_bundles_and_some_part_not_for_one_more(
    parts: list[tuple[int, int]],
) -> None:
    count = bundles_in(parts)
    assert all(count * needed <= have for have, needed in parts)
    assert any((count + 1) * needed > have for have, needed in parts)


@given(PARTS, st.integers(1, 50))
def test_another_part_never_makes_more_of_them(parts: list[tuple[int, int]], needed: int) -> None:
    assert bundles_in([*parts, (0, needed)]) <= bundles_in(parts)


@pytest.mark.parametrize(
    ("parts", "count"), [([], 0), ([(7, 2), (9, 3)], 3), ([(-1, 2)], -1), ([(5, 1), (0, 4)], 0)]
)
def test_examples(parts: list[tuple[int, int]], count: int) -> None:
    assert bundles_in(parts) == count
