"""The laws of numbered pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.paging import page_of

TOTALS = st.integers(0, 500)
SIZES = st.integers(1, 120)


@given(SIZES, TOTALS)
def test_following_the_pages_reads_every_row_once(size: int, total: int) -> None:
    rows: list[int] = []
    number: int | None = 1
    while number is not None:
        page = page_of(number, size, total=total)
        rows += range(page.offset, page.offset + page.limit)
        number = page.following
    assert rows == list(range(total))


@given(SIZES, TOTALS)
def test_the_last_page_is_followed_by_none_and_the_first_preceded_by_none(
    size: int, total: int
) -> None:
    last = page_of(page_of(1, size, total=total).last, size, total=total)
    assert last.following is None
    assert page_of(1, size, total=total).previous is None
    assert (last.limit > 0) == (total > 0)


@given(st.integers(1, 10**30), SIZES, TOTALS)
def test_past_the_end_there_are_no_rows_and_the_offset_stays_small(
    number: int, size: int, total: int
) -> None:
    page = page_of(number, size, total=total)
    assert page.offset <= total
    assert (page.limit == 0) == ((number - 1) * size >= total)


def test_a_page_past_the_end_still_names_the_one_before_it() -> None:
    page = page_of(9, 25, total=60)
    assert (page.limit, page.last, page.previous, page.following) == (0, 3, 8, None)


@pytest.mark.parametrize("last", [0, 1])
def test_the_last_page_of_nothing_is_what_the_caller_says(last: int) -> None:
    assert page_of(1, 25, total=0, last_when_empty=last).last == last


@pytest.mark.parametrize(("number", "size", "total"), [(0, 25, 1), (1, 0, 1), (1, 25, -1)])
def test_numbers_that_make_no_page_are_refused(number: int, size: int, total: int) -> None:
    with pytest.raises(ValueError, match="no page"):
        page_of(number, size, total=total)
