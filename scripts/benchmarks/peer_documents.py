"""Stocktake's answers as other fakes want them told: an OpenAPI document, stubs, a data file."""

import json
from collections.abc import Mapping
from typing import Any

Answers = Mapping[str, Any]
_JSON = {"Content-Type": "application/json"}


def openapi(answers: Answers) -> dict[str, Any]:
    """Return an OpenAPI document whose examples are the answers; refusals are not described.

    A path that it does not have is 404, and a body without a `display_name` can be 422.
    """
    paths: dict[str, Any] = {}
    for asked, answer in answers.items():
        method, _, path = asked.partition(" ")
        status = str(answer["status"])
        if status == "404":
            continue
        content = {"application/json": {"example": json.loads(answer["body"])}}
        described = {"description": "as recorded", "content": content}
        operation: dict[str, Any] = {"responses": {status: described}}
        if method == "POST":
            operation["requestBody"] = _body(refused=status == "422")
            operation["responses"].setdefault("200", {"description": "done"})
        paths.setdefault(path, {})[method.lower()] = operation
    return {"openapi": "3.0.3", "info": {"title": "answers", "version": "1"}, "paths": paths}


def _body(*, refused: bool) -> dict[str, Any]:
    schema = {"type": "object", **({"required": ["display_name"]} if refused else {})}
    media = "application/json" if refused else "application/x-www-form-urlencoded"
    return {"required": True, "content": {media: {"schema": schema}}}


def mountebank(answers: Answers, port: int) -> dict[str, Any]:
    """Return mountebank's configuration: one imposter that records nothing."""
    stubs = []
    for asked, answer in answers.items():
        method, _, path = asked.partition(" ")
        headers = {**_JSON, "Connection": "keep-alive"}  # else each answer costs a connection
        said = {"statusCode": answer["status"], "headers": headers, "body": answer["body"]}
        stubs.append(
            {
                "predicates": [{"equals": {"method": method, "path": path}}],
                "responses": [{"is": said}],
            }
        )
    imposter = {"port": port, "protocol": "http", "recordRequests": False, "stubs": stubs}
    return {"imposters": [imposter]}


def wiremock(asked: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping of WireMock."""
    method, _, path = asked.partition(" ")
    response = {"status": answer["status"], "body": answer["body"], "headers": _JSON}
    return {"request": {"method": method, "urlPath": path}, "response": response}


def mockoon(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an environment of Mockoon: a data bucket with CRUD routes under /items."""
    response = {
        "uuid": "00000000-0000-4000-8000-000000000003", "body": "", "latency": 0,
        "statusCode": 200, "label": "", "headers": [], "bodyType": "DATABUCKET", "filePath": "",
        "databucketID": "rows", "sendFileAsBody": False, "rules": [], "rulesOperator": "OR",
        "disableTemplating": False, "fallbackTo404": False, "default": True, "crudKey": "id",
        "callbacks": [],
    }  # fmt: skip
    route = {
        "uuid": "00000000-0000-4000-8000-000000000002", "type": "crud", "documentation": "",
        "method": "", "endpoint": "items", "responses": [response], "responseMode": None,
        "streamingMode": None, "streamingInterval": 0,
    }  # fmt: skip
    bucket = {
        "uuid": "00000000-0000-4000-8000-000000000004", "id": "rows", "name": "rows",
        "documentation": "", "value": json.dumps(rows),
    }  # fmt: skip
    return {
        "uuid": "00000000-0000-4000-8000-000000000001", "lastMigration": 33, "name": "items",
        "endpointPrefix": "", "latency": 0, "port": 3000, "hostname": "127.0.0.1", "folders": [],
        "routes": [route], "rootChildren": [{"type": "route", "uuid": route["uuid"]}],
        "proxyMode": False, "proxyHost": "", "proxyRemovePrefix": False, "cors": False,
        "headers": [_as_pair(*pair) for pair in _JSON.items()], "proxyReqHeaders": [],
        "proxyResHeaders": [], "data": [bucket], "callbacks": [],
        "tlsOptions": {
            "enabled": False, "type": "CERT", "pfxPath": "", "certPath": "", "keyPath": "",
            "caPath": "", "passphrase": "",
        },
    }  # fmt: skip


def _as_pair(key: str, value: str) -> dict[str, str]:
    return {"key": key, "value": value}
