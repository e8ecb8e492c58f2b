"""What a receiver of callbacks must serve (`openapi/<vendor>-callbacks.yaml`), and the check of it.

The document has one operation per callback, its operationId the callback's name: a POST, or a GET
where the vendor asks the receiver for something.
"""

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stocktake.core.errors import Malformed, Problem
from stocktake.core.outbox import Answer

from .bodies import read_json
from .documents import Document, Schema, read_document, schema_of


@functools.cache
def _good_replies(document_name: str) -> dict[str, Schema | None]:
    document = read_document(document_name)
    schemas = {}
    for operation in callback_operations(document):
        good = operation["responses"].get("200", {})  # none: its body does not matter
        content = good.get("content", {}).get("application/json", {})
        schemas[operation["operationId"]] = schema_of(document, content.get("schema"))
    return schemas


def callback_operations(document: Document) -> list[Mapping[str, Any]]:
    """Return what a receiver must serve, in the order of the document."""
    return [
        item[method]
        for item in document["paths"].values()
        for method in ("get", "post")
        if method in item
    ]


def checked_answer(document_name: str, action: str, answer: Answer) -> Answer:
    """Return an answer with its body read as JSON and checked against the document.

    Its `problems` are there only when its status is good.
    """
    if answer.status is None:
        return answer
    try:
        data = read_json(answer.body)
    except Malformed as malformed:
        return replace(answer, problems=(Problem("body", (), "json", malformed.message),))
    good = 200 <= answer.status < 300
    schema = _good_replies(document_name).get(action) if good and document_name else None
    problems = schema.problems(data, "body") if schema else []
    return replace(answer, data=data, problems=tuple(problems))
