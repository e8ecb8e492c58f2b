"""OpenAPI documents: read, and their schemas as JSON Schema for jsonschema-rs."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import jsonschema_rs

from stocktake.core.errors import Problem
from stocktake.core.files import document_file

from .parsed import kept_as_json

INT64 = (-(2**63), 2**63 - 1)
Document = dict[str, Any]


@functools.cache
def read_document(name: str) -> Document:
    """Return an OpenAPI document; read once per process, treat it as frozen."""
    return load_document(name)


def load_document(name: str) -> Document:
    """Return an OpenAPI document that is the caller's own.

    `name` is what an Api's `document` may be (`core.files.document_file`). ValueError, in one line,
    when there is no such file or it holds no OpenAPI document.
    """
    text = document_file(name).read_bytes()
    try:
        document = kept_as_json(text, parse_yaml)
    except ValueError as error:
        raise ValueError(f"OpenAPI document {name!r} is not YAML: {error}") from None
    if not isinstance(document, dict) or not document.keys() >= {"openapi", "paths"}:
        raise ValueError(f"{name!r} is not an OpenAPI document: it has no `openapi` or no `paths`")
    return document


def parse_yaml(text: bytes) -> Any:
    """Return what a YAML text holds; ValueError, in one line, when it is none."""
    import yaml  # not where all documents stand as JSON

    try:
        # libyaml is five times faster than the pure Python loader
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(" ".join(str(error).split())) from None


def translate(schema: Any) -> Any:
    """Return an OpenAPI 3.0 schema as JSON Schema draft 4, `nullable` spelled out.

    Integers get the bounds of 64 bits, which SQLite holds: a larger one in a request is refused.
    """
    if isinstance(schema, list):
        return [translate(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: translate(value) for key, value in schema.items()}
    if plain.get("type") == "integer":
        plain.setdefault("minimum", INT64[0])
        plain.setdefault("maximum", INT64[1])
    if plain.pop("nullable", None) is not True:
        return plain
    if isinstance(plain.get("type"), str) and not plain.keys() & {"allOf", "anyOf", "oneOf"}:
        plain["type"] = [plain["type"], "null"]
        if "enum" in plain and None not in plain["enum"]:
            plain["enum"] = [*plain["enum"], None]
        return plain
    return {"anyOf": [{"type": "null"}, plain]}


class Schema:
    """A schema of a document; `problems(value, where)` is empty when the value is allowed.

    It is compiled when it is first asked: the documents hold 1,700, and of those a process uses
    some dozens.
    """

    __slots__ = ("_components", "_schema", "_validator")

    def __init__(self, schema: Mapping[str, Any], components: Mapping[str, Any]) -> None:
        self._schema, self._components = schema, components
        self._validator: jsonschema_rs.Draft4Validator | None = None

    def problems(
        self, value: Any, where: Literal["path", "query", "header", "body"], *prefix: str
    ) -> list[Problem]:
        """Return what the schema does not allow in the value, in the order of the schema."""
        if self._validator is None:
            self._validator = self._compiled()
        if self._validator.is_valid(value):
            return []
        return [self._problem(error, where, prefix) for error in self._validator.iter_errors(value)]

    def _names_at(self, path: Sequence[str | int]) -> list[str] | None:
        """Return the properties that the schema at a path knows; None where it cannot be found."""
        node, whole = self._schema, {"components": {"schemas": self._components}}
        try:
            for part in path:
                node = resolve(whole, node) if part == "$ref" else resolve(whole, node)[part]
            return list(resolve(whole, node)["properties"])
        except (KeyError, IndexError, TypeError):  # not as simple as all of ours are
            return None

    def _compiled(self) -> jsonschema_rs.Draft4Validator:
        reached: dict[str, Any] = {}
        _reach(self._schema, self._components, reached)
        whole = {**translate(self._schema), "components": {"schemas": translate(reached)}}
        return jsonschema_rs.Draft4Validator(whole, validate_formats=True)

    def _problem(
        self, error: jsonschema_rs.ValidationError, where: Any, prefix: tuple[str, ...]
    ) -> Problem:
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        expected = getattr(error.kind, "value", None)
        if keyword == "anyOf":
            branches = [inner for branch in expected or () for inner in branch]
            expected = tuple(self._problem(inner, where, prefix) for inner in branches)
        elif keyword == "additionalProperties":
            expected = self._names_at(error.schema_path[:-1])
        return Problem(
            where=where,
            path=(*prefix, *error.instance_path),
            keyword=keyword,
            message=error.message[:300],
            expected=expected,
            value=error.instance,
        )


def schema_of(document: Document, schema: Mapping[str, Any] | None) -> Schema | None:
    """Return a schema together with the components of its document, None for no schema."""
    if schema is None:
        return None
    return Schema(schema, document.get("components", {}).get("schemas", {}))


def _reach(node: Any, components: Mapping[str, Any], reached: dict[str, Any]) -> None:
    # All components in each of hundreds of validators would cost seconds and hundreds of megabytes.
    if isinstance(node, list):
        for item in node:
            _reach(item, components, reached)
    elif isinstance(node, dict):
        name = str(node.get("$ref", "")).removeprefix("#/components/schemas/")
        if name in components and name not in reached:
            reached[name] = components[name]
            _reach(components[name], components, reached)
        for value in node.values():
            _reach(value, components, reached)


def resolve(document: Document, node: Any) -> Any:
    """Return what a `$ref` into this document points to; anything else as it is."""
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what follows a wrong name: `; did you mean x? There are x, y`, always all of them."""
    import difflib

    names = list(known)
    if not names:
        return "; there are none"
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    there_is = f"here {'are' if len(names) > 1 else 'is'} {', '.join(names)}"
    return f"; did you mean {close[0]!r}? T{there_is}" if close else f"; t{there_is}"
