"""What a receiver of callbacks must serve (`openapi/<vendor>-callbacks.yaml`), and the check of it.

The document has one POST per callback, its operationId the callback's name.
"""

import functools
from dataclasses import replace

from stocktake.core.errors import Malformed, Problem
from stocktake.core.outbox import Answer

from .bodies import read_json
from .documents import Schema, read_document, schema_of


@functools.cache
def _good_replies(document_name: str) -> dict[str, Schema | None]:
    document = read_document(document_name)
    schemas = {}
    for item in document["paths"].values():
        good = item["post"]["responses"].get("200", {})  # none: its body does not matter
        content = good.get("content", {}).get("application/json", {})
        schemas[item["post"]["operationId"]] = schema_of(document, content.get("schema"))
    return schemas


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
