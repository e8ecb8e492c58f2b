"""What Rails decides: blank fields, wrapped bodies, decimals as text, unchanged records, errors.

How its router reads a path, and what it casts, is in rails_requests.py.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stocktake.core.errors import Invalid, Problem, Refusal, Unprocessable
from stocktake.core.world import World
from stocktake.rules import quantity

BASE = "base"
"""The field of an error that concerns the record as a whole."""

Errors = dict[str, list[str]]
"""Sentences by field, as a model's `errors` has them."""


# In


def read_given(body: Mapping[str, Any], name: str) -> Any:
    """Return a field of a body, None when it is absent, null or the empty text."""
    value = body.get(name)
    return None if value == "" else value


def read_wrapped(fields: Any, wrappers: Iterable[str]) -> Any:
    """Return what a body holds under the first of these names: `{"order": {…}}` is the order.

    A body without any of them is returned as it is.
    """
    if isinstance(fields, dict):
        for wrapper in wrappers:
            if isinstance(fields.get(wrapper), dict):
                return fields[wrapper]
    return fields


def read_as_query(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield a body's field as a query would send it: a pair for each text, number or boolean.

    A list repeats the name; null and what is nested deeper is left out.
    """
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, bool):
            yield name, str(each).lower()
        elif isinstance(each, str | int | float):
            yield name, str(each)


# Rows


def save(world: World, table: str, row_id: int, columns: Mapping[str, Any]) -> bool:
    """Store a record's columns; return whether one of them differs from what is stored.

    A record that nothing changes is not written: its `updated_at` stays, as in Rails.
    """
    row = world.one(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    changed = {name: value for name, value in columns.items() if row[name] != value}
    if changed:
        world.update(table, row_id, **changed, updated_at=world.now)
    return bool(changed)


# Out


@functools.lru_cache(maxsize=4096)  # a page spells the same few numbers
def spell_decimal(micro: int | None) -> str | None:
    """Spell millionths as `"100.0"`, the JSON of a Rails decimal; None stays None.

    Source: docs/reference/wherefour.md 1.6, docs/reference/whiplash.md 1.4.
    """
    return None if micro is None else quantity.to_decimal_string(micro)


def spell_errors(errors: Mapping[str, Iterable[str]]) -> str:
    """Spell errors as one text, each sentence after its field: `sku can't be blank; …`."""
    return "; ".join(
        sentence if field == BASE else f"{field} {sentence}"
        for field, sentences in errors.items()
        for sentence in sentences
    )


# Refusals


def invalid(field: str, message: str) -> Unprocessable:
    """Return the refusal of one field; `base` is the record as a whole."""
    return Unprocessable(message, {field: [message]})


def is_in_path(refusal: Refusal) -> bool:
    """Return whether a parameter of the path is at fault: to Rails, a record that is not found."""
    return isinstance(refusal, Invalid) and any(p.where == "path" for p in refusal.problems)


def errors_of(refusal: Invalid | Unprocessable) -> Errors:
    """Return the errors by field of a request that its document or a handler refuses."""
    if isinstance(refusal, Invalid):
        return _by_field(refusal.problems)
    return refusal.details or {BASE: [refusal.message]}


def _by_field(problems: Iterable[Problem]) -> Errors:
    errors: Errors = {}
    for problem in problems:
        parts = [str(part) for part in problem.path]
        missing = problem.keyword == "required"
        if missing and problem.where == "body" and problem.expected:
            parts.append(str(problem.expected))
        sentence = "can't be blank" if missing else "is invalid"
        errors.setdefault(".".join(parts) or BASE, []).append(sentence)
    return errors
