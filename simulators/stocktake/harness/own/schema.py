"""What a scenario file may say, as a JSON Schema (draft 7)."""

from __future__ import annotations

from typing import Any

from stocktake.core.config import SEED_SETS
from stocktake.core.seed_schema import object_schema
from stocktake.web.faults import KINDS

FROM = "$from"

_TEXT = {"type": "string", "minLength": 1}
_LABEL = {**_TEXT, "description": "A name by which later acts take from its result"}
_REFUSED = {
    "type": "boolean",
    "default": False,
    "description": "Whether the world may refuse it, because it depends on the engine",
}
_ARGUMENTS = {
    "type": "object",
    "description": f'Its arguments; {{"{FROM}": [label, key]}} takes one from an earlier result',
}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    fields = {
        "name": {**_TEXT, "maxLength": 60, "pattern": "^[A-Za-z0-9]", "examples": ["jam on hold"]},
        "sentence": {**_TEXT, "description": "What happens in it"},
        "steps": {
            "type": "array", "minItems": 1, "items": _step(),
            "description": "In each the clock moves on, faults are planted, events happen, staff"
            " send requests, and then one round of the engine runs",
        },
        "world": _world(),
        "skus": {
            "type": "array", "items": _TEXT,
            "description": "The SKUs whose shown numbers are judged; all by default",
        },
        "rows_per_page": {
            "type": "integer", "minimum": 1, "maximum": 1000, "default": 5,
            "description": "How many rows every list of the world holds at most",
        },
        "hooked": {
            "type": "boolean", "default": False,
            "description": "Whether it is about an engine that a warehouse calls",
        },
    }  # fmt: skip
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A Stocktake scenario: a story that `stocktake check --scenario FILE` plays",
        **object_schema(fields, required=["name", "sentence", "steps"]),
    }


def _step() -> dict[str, Any]:
    acts = {"type": "array", "items": _act()}
    fields = {
        "story": {**_TEXT, "description": "What happens, in words"},
        "advance": {
            "type": "string", "description": "How far the clock moves on first: 90s, 10m, 2h, 1d",
        },
        "events": {
            **acts,
            "description": "What people do and no API offers; each vendor's page lists them. A"
            " request may stand between them",
        },
        "requests": {
            "type": "array", "items": _request(),
            "description": "What staff or another program sends to an API, after the events",
        },
        "faults": {
            "type": "array", "items": _fault(),
            "description": "What goes wrong at requests from now on",
        },
        "at_once": {
            "type": "integer", "minimum": 1, "maximum": 8, "default": 1,
            "description": "How many processes of the engine run the round together",
        },
        "for_one_round": {
            "type": "boolean", "default": False,
            "description": "Whether faults that are left after the round are taken back",
        },
    }  # fmt: skip
    return object_schema(fields, named="kind of step")


def _event_fields() -> dict[str, Any]:
    return {
        "simulator": _TEXT,
        "name": {**_TEXT, "description": "The event, such as place_order"},
        "arguments": _ARGUMENTS,
        "label": _LABEL,
        "asks_engine": {
            "type": "boolean", "default": False,
            "description": "By it an outlet calls the engine and waits for the answer",
        },
        "may_be_refused": _REFUSED,
    }  # fmt: skip


def _request_fields() -> dict[str, Any]:
    return {
        "simulator": _TEXT,
        "method": {"type": "string", "enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
        "path": {
            "type": "string", "pattern": "^/", "examples": ["/orders/{label[id]}"],
            "description": "After the base URL that `stocktake env` prints",
        },
        "arguments": {"type": "object", "description": "The body, as JSON"},
        "text": {**_TEXT, "description": "What is done, in words"},
        "label": _LABEL,
        "may_be_refused": _REFUSED,
    }  # fmt: skip


def _act() -> dict[str, Any]:
    """Return what may stand in `events`: an event, or a request, which has a path."""
    fields = {**_request_fields(), **_event_fields()}
    return object_schema(fields, required=["simulator"])


def _request() -> dict[str, Any]:
    return object_schema(_request_fields(), required=["simulator", "method", "path"])


def _fault() -> dict[str, Any]:
    fields = {
        "simulator": _TEXT,
        "operation": {**_TEXT, "description": "An operationId, a callback, or *"},
        "kind": {"type": "string", "enum": sorted(KINDS)},
        "nth": {"type": "integer", "minimum": 1, "default": 1},
        "times": {"type": "integer", "minimum": 1, "default": 1},
        "arguments": {"type": "object", "description": "The kind's; docs/faults.md lists them"},
    }
    return object_schema(fields, required=["simulator", "operation", "kind"])


def _world() -> dict[str, Any]:
    fields = {
        "seed": {"type": "integer", "default": 1},
        "scale": {"type": "integer", "minimum": 1, "maximum": 2000, "default": 1},
        "seed_set": {"type": "string", "enum": sorted(SEED_SETS), "default": "shelf"},
        "seed_file": {
            "type": ["string", "object"],
            "description": "Goods of your own: a file beside this one, or what it says",
        },
        "now": {"type": "string", "description": "ISO 8601", "default": "2026-03-02T09:00:00Z"},
        "clock": {"type": "string", "enum": ["manual", "flowing"], "default": "manual"},
        "tick": {"type": "integer", "minimum": 0, "maximum": 86_400_000, "default": 1000},
        "quirks": {"type": "object", "description": "Values by <simulator>.<name>"},
    }
    return {**object_schema(fields), "description": "How its world begins"}
