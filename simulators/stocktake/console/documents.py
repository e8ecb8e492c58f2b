"""The OpenAPI documents that a server serves, and one operation of them as a page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stocktake.client.answers import Refusal

from .asking import asking
from .shown import as_json

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


def document_of(api: str) -> dict[str, Any] | None:
    """Return the document of an Api; None where the server has none at `/<api>/openapi.json`."""
    asked = asking()
    answer = asked.control.transport("GET", address_of(api), b"", "")
    try:
        found = answer.read()
    except Refusal:
        return None
    return found if isinstance(found, dict) else None


def address_of(api: str) -> str:
    """Return where the document of an Api is."""
    return f"{asking().prefix}/{api}/openapi.json"


def operation_of(document: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Return what a page shows of an operation: parameters, body, answers, with their examples."""
    for path, method, operation, item in _operations(document):
        if operation.get("operationId") == name:
            raw = (*item.get("parameters", ()), *operation.get("parameters", ()))
            body = resolved(document, operation.get("requestBody", {}))
            return {
                "path": path,
                "method": method.upper(),
                "description": operation.get("description", ""),
                "note": operation.get("x-evidence-note", ""),
                "parameters": [_parameter(document, each) for each in raw],
                "bodies": list(_contents(document, body)),
                "answers": [
                    {
                        "status": status,
                        "description": resolved(document, each).get("description", ""),
                        "contents": list(_contents(document, resolved(document, each))),
                    }
                    for status, each in operation["responses"].items()
                ],
            }
    return None


def _operations(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method], item


def resolved(document: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part of a document, or what it refers to."""
    found: Any = part
    while "$ref" in found:
        steps = found["$ref"].removeprefix("#/").split("/")
        found = document
        for step in steps:
            found = found[step]
    return dict(found)


def _parameter(document: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    parameter = resolved(document, raw)
    schema = resolved(document, parameter.get("schema", {}))
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": bool(parameter.get("required")),
        "type": type_of(schema),
        "description": parameter.get("description", ""),
        "example": _spelled(parameter.get("example")),
    }


def type_of(schema: Mapping[str, Any]) -> str:
    """Say what a value is, in a few words."""
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", "any"))
    return f"{kind}, {schema['format']}" if "format" in schema else kind


def _contents(document: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each media type of a body or an answer, with its fields and its example."""
    for media, content in part.get("content", {}).items():
        schema = resolved(document, content.get("schema", {}))
        required = schema.get("required", ())
        yield {
            "media": media,
            "example": _example(content),
            "fields": [
                {
                    "name": name,
                    "required": name in required,
                    "type": type_of(_meant(document, each)),
                    "description": _description(document, each),
                }
                for name, each in schema.get("properties", {}).items()
            ],
        }


def _meant(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    inner = schema["allOf"][0] if len(schema.get("allOf", ())) == 1 else schema
    return resolved(document, inner)


def _description(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return str(schema.get("description") or resolved(document, schema).get("description", ""))


def _example(content: Mapping[str, Any]) -> str:
    if "example" in content:
        return _spelled(content["example"])
    for example in content.get("examples", {}).values():
        return _spelled(example.get("value", example.get("externalValue")))
    return ""


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else as_json(value)
