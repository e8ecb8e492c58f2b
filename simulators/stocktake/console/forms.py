"""Business events as forms: fields from an event's schema, and back from fields to arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LINES = 3  # of a list that a form has room for


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form: `name` is where its value goes, with dots between the steps.

    `kind` is text, number, choice, flag or json; `inner` are the fields of each line of a list.
    """

    name: str
    title: str
    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    about: str = ""
    value: str = ""
    inner: tuple[tuple[Field, ...], ...] = field(default=())


def fields_of(schema: Mapping[str, Any], given: Mapping[str, str]) -> list[Field]:
    """Return the fields of an event, filled in with what was given; the required ones first."""
    required = schema.get("required", ())
    fields = [
        _field(name, each, name in required, given)
        for name, each in schema.get("properties", {}).items()
    ]
    return sorted(fields, key=lambda each: not each.required)


def _field(name: str, schema: Mapping[str, Any], required: bool, given: Mapping[str, str]) -> Field:
    kind = _kind(schema)
    inner: tuple[tuple[Field, ...], ...] = ()
    if kind == "list":
        inner = tuple(
            tuple(fields_of(_renamed(schema["items"], f"{name}.{i}"), given)) for i in range(_LINES)
        )
    default = schema.get("default")
    return Field(
        name=name,
        title=name.rpartition(".")[2].replace("_", " "),
        kind=kind,
        required=required,
        choices=tuple(map(str, schema.get("enum", ()))),
        default="" if default is None else _spelled(default),
        about=str(schema.get("description", "")),
        value=given.get(f"e.{name}", ""),
        inner=inner,
    )


def _renamed(schema: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return an object's schema with names that say where in the list it stands."""
    return {
        "properties": {f"{path}.{n}": each for n, each in schema.get("properties", {}).items()},
    }


def _kind(schema: Mapping[str, Any]) -> str:
    items = schema.get("items", {})
    if "enum" in schema:
        return "choice"
    if schema.get("type") == "boolean":
        return "flag"
    if schema.get("type") in ("integer", "number"):
        return "number"
    if schema.get("type") == "array" and _is_flat(items):
        return "list"
    return "json" if schema.get("type") in ("array", "object") else "text"


def _is_flat(items: Mapping[str, Any]) -> bool:
    inner = items.get("properties", {})
    return bool(inner) and all(_kind(each) not in ("list", "json") for each in inner.values())


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def arguments_of(schema: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments that a form was filled in with; empty fields are left out.

    What cannot be read as its type is sent as it is: the server says what is wrong with it.
    """
    found = {}
    for name, each in schema.get("properties", {}).items():
        value = _argument(name, each, given)
        if value is not None:
            found[name] = value
    return found


def _argument(name: str, schema: Mapping[str, Any], given: Mapping[str, str]) -> Any:
    if _kind(schema) == "list":
        lines = [
            {
                inner: value
                for inner, each in schema["items"]["properties"].items()
                if (value := _argument(f"{name}.{i}.{inner}", each, given)) is not None
            }
            for i in range(_LINES)
        ]
        return [line for line in lines if line] or None
    text = given.get(f"e.{name}", "").strip()
    if not text:
        return None
    if _kind(schema) in ("number", "flag", "json"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if _kind(schema) == "choice":
        return next((value for value in schema["enum"] if str(value) == text), text)
    return text
