"""Why a document refuses a request, by field and keyword, in sentences of Rails's."""

from typing import Any

import pytest
from stocktake.core.errors import Invalid, Problem
from stocktake.dialects.rails_errors import reasons_of
from stocktake.web.documents import Schema

TEXT = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}]}
AMOUNT = {
    "nullable": True,
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 9}, {"type": "string", "pattern": "^1$"}],
}
BODY = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": TEXT,
        "price": AMOUNT,
        "kind": {"type": "string", "enum": ["a", "b"], "nullable": True},
        "flag": {"anyOf": [{"type": "boolean"}, {"type": "integer", "enum": [0, 1]}]},
        "day": {"type": "string", "format": "date"},
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "properties": {"price": AMOUNT}, "required": ["price"]},
        },
    },
}


def reasons(body: Any) -> dict[str, list[str]]:
    """Return why a body is refused."""
    return reasons_of(Invalid(Schema(BODY, {}).problems(body, "body")))


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "name", "can't be blank"),
        ({"name": None}, "name", "can't be blank"),
        ({"name": ""}, "name", "can't be blank"),
        ({"name": []}, "name", "must be a text"),
        ({"name": "x", "price": "much"}, "price", "is not a number"),
        ({"name": "x", "price": [1]}, "price", "is not a number"),
        ({"name": "x", "price": -1}, "price", "must be greater than or equal to 0"),
        ({"name": "x", "price": 10}, "price", "must be less than or equal to 9"),
        ({"name": "x", "kind": "c"}, "kind", "is not included in the list"),
        ({"name": "x", "flag": "perhaps"}, "flag", "must be true or false"),
        ({"name": "x", "day": "soon"}, "day", "is invalid"),
        ({"name": "x", "lines": []}, "lines", "can't be blank"),
        ({"name": "x", "lines": {}}, "lines", "must be a list"),
        ({"name": "x", "lines": [{"price": 1}, 5]}, "lines.1", "must be an object"),
        ({"name": "x", "lines": [{"price": 1}, {}]}, "lines.1.price", "can't be blank"),
        ([], "base", "must be an object"),
    ],
)
def test_a_reason_follows_from_the_keyword(body: Any, field: str, reason: str) -> None:
    assert reasons(body) == {field: [reason]}


def test_every_wrong_field_has_its_reason() -> None:
    found = reasons({"price": "x", "lines": [{"price": -1}, {"price": "y"}]})
    assert found == {
        "name": ["can't be blank"],
        "price": ["is not a number"],
        "lines.0.price": ["must be greater than or equal to 0"],
        "lines.1.price": ["is not a number"],
    }


def test_a_missing_parameter_is_named_once_and_a_missing_body_is_told() -> None:
    missing = Problem("query", ("start",), "required", "start is missing", "start")
    assert reasons_of(Invalid([missing])) == {"start": ["can't be blank"]}
    nothing = Problem("body", (), "required", "a body is required")
    assert reasons_of(Invalid([nothing])) == {"base": ["a body is required"]}
