"""What Rails decides: blank fields, wrapped bodies, decimals, errors by field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.core.errors import Invalid, Problem, Unprocessable
from stocktake.dialects.rails import (
    errors_of,
    invalid,
    is_in_path,
    read_as_query,
    read_given,
    read_wrapped,
    spell_decimal,
    spell_errors,
)
from stocktake.rules import quantity

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=8,
)
MISSING = Problem("body", ("items", 0), "required", "'sku' is missing", expected="sku")
OF_A_WRONG_TYPE = Problem("body", ("items", 0, "quantity"), "type", "not a number")


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}])
def test_an_absent_field_null_and_an_empty_text_are_alike(body: dict[str, Any]) -> None:
    assert read_given(body, "name") is None


@pytest.mark.parametrize("value", [0, False, " ", "0", [], {}])
def test_any_other_value_is_given(value: object) -> None:
    assert read_given({"name": value}, "name") is value


@given(st.dictionaries(st.text(), JSON))
def test_a_body_is_read_bare_and_wrapped(body: dict[str, Any]) -> None:
    assert read_wrapped({"stock": body}, ("order", "stock")) == body
    assert read_wrapped({"stock": body}, ("order",)) == {"stock": body}
    assert read_wrapped({"stock": body}, ()) == {"stock": body}


@pytest.mark.parametrize("body", [None, [], "order", {"order": 5}, {"order": [{"id": 5}]}])
def test_a_body_that_wraps_no_object_is_left_alone(body: object) -> None:
    assert read_wrapped(body, ("order",)) is body


def test_a_field_is_read_as_a_query_would_send_it() -> None:
    sent = {"a": 1, "b": [True, None, "x", {"c": 1}], "d": None, "e": {"f": 1}}
    pairs = [pair for name, value in sent.items() for pair in read_as_query(name, value)]
    assert pairs == [("a", "1"), ("b", "true"), ("b", "x")]


@given(st.integers(-quantity.LARGEST, quantity.LARGEST))
def test_a_decimal_is_a_text_with_at_least_one_place(micro: int) -> None:
    text = spell_decimal(micro)
    assert text is not None
    assert "." in text
    assert quantity.parse(text) == micro


def test_no_decimal_is_spelled_as_none() -> None:
    assert spell_decimal(None) is None


def test_errors_are_spelled_after_their_fields_and_those_of_the_record_alone() -> None:
    errors = {"sku": ["can't be blank", "is too short"], "base": ["The order is shipped"]}
    assert spell_errors(errors) == "sku can't be blank; sku is too short; The order is shipped"


def test_what_a_document_refuses_is_named_by_its_path() -> None:
    assert errors_of(Invalid([MISSING, OF_A_WRONG_TYPE])) == {
        "items.0.sku": ["can't be blank"],
        "items.0.quantity": ["is invalid"],
    }


def test_a_missing_parameter_is_named_once() -> None:
    missing = Problem("query", ("start",), "required", "start is missing", expected="start")
    assert errors_of(Invalid([missing])) == {"start": ["can't be blank"]}


def test_a_body_that_is_wrong_as_a_whole_is_an_error_of_the_record() -> None:
    assert errors_of(Invalid([Problem("body", (), "type", "no object")])) == {
        "base": ["is invalid"]
    }
    assert errors_of(Unprocessable("No stock")) == {"base": ["No stock"]}


def test_a_handlers_refusal_of_a_field_is_an_error_of_that_field() -> None:
    assert errors_of(invalid("sku", "is taken")) == {"sku": ["is taken"]}


def test_only_a_wrong_parameter_of_the_path_is_in_the_path() -> None:
    assert is_in_path(Invalid([Problem("path", ("id",), "type", "not an integer")]))
    assert not is_in_path(Invalid([OF_A_WRONG_TYPE]))
    assert not is_in_path(invalid("id", "is invalid"))
