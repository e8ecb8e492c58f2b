"""Bracketed names: what PHP and Rails read in forms and queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.core.errors import Malformed
from stocktake.dialects.php_brackets import read_brackets


@pytest.mark.parametrize(
    ("pairs", "shape"),
    [
        ([("a", "1")], {"a": "1"}),
        ([("a", "1"), ("a", "2")], {"a": "2"}),
        ([("a[]", "1"), ("a[]", "2")], {"a": ["1", "2"]}),
        ([("a[0]", "1"), ("a[1]", "2")], {"a": ["1", "2"]}),
        ([("a[b]", "1"), ("a[c][d]", "2")], {"a": {"b": "1", "c": {"d": "2"}}}),
        ([("a[][x]", "1"), ("a[][y]", "2")], {"a": [{"x": "1", "y": "2"}]}),
        ([("a[][x]", "1"), ("a[][x]", "2")], {"a": [{"x": "1"}, {"x": "2"}]}),
        ([("a[0][x]", "1"), ("a[1][x]", "2")], {"a": [{"x": "1"}, {"x": "2"}]}),
        ([("a[5]", "1")], {"a": {"5": "1"}}),
        ([("a[", "1"), ("b]", "2"), ("[c]", "3")], {"a[": "1", "b]": "2", "[c]": "3"}),
    ],
)
def test_bracketed_names_are_read_as_the_tree_they_spell(
    pairs: list[tuple[str, str]], shape: object
) -> None:
    assert read_brackets(pairs) == shape


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=3)), max_size=8))
def test_every_form_can_be_read(pairs: list[tuple[str, str]]) -> None:
    assert isinstance(read_brackets(pairs), dict)


def test_a_name_with_too_many_brackets_is_refused() -> None:
    with pytest.raises(Malformed, match="more than 32"):
        read_brackets([("a" + "[b]" * 40, "1")])
