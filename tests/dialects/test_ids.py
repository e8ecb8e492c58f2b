"""Ids in queries: whole numbers of 64 bits, nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.dialects.ids import LARGEST_ID, read_integer


@given(st.integers(-LARGEST_ID, LARGEST_ID))
def test_an_integer_of_64_bits_is_read(number: int) -> None:
    assert read_integer(str(number)) == number


@given(st.integers(LARGEST_ID + 1))
def test_an_integer_that_no_column_holds_is_none(number: int) -> None:
    assert read_integer(str(number)) is None
    assert read_integer(str(-number)) is None


@pytest.mark.parametrize("text", ["", " 1", "1\n", "+1", "--1", "1.0", "1e3", "0x1", "١", "1_0"])
def test_a_text_that_is_no_integer_is_none(text: str) -> None:
    assert read_integer(text) is None
