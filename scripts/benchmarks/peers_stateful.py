"""Peers that keep rows: asked for a list of 50, one of them, a new one, and one that is not there.

Each begins with a thousand rows.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from . import client, peer_documents
from .cases import Case
from .peer import Peer, Place
from .processes import Server

_WORK = "keeps rows"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_AS_JSON = {"Content-Type": "application/json"}
MANY = 1_000
Cases = Callable[[list[Case], Place], list[Case]]


def _case(
    name: str, method: str, target: str, headers: dict[str, str], body: bytes = b"",
    *, status: int = 200,
) -> Case:  # fmt: skip
    raw = client.raw(method, target, headers, body)
    return Case(name, target, method, target, (raw,), status)


def _items(list_query: str) -> Cases:
    new = json.dumps({"externalId": "new", "site": "shop-us", "quantity": 5}).encode()

    def cases(_: list[Case], place: Place) -> list[Case]:
        return [
            _case("list", "GET", f"/items?{list_query}", {}),
            _case("get", "GET", "/items/1001", {}),
            _case("post", "POST", "/items", _AS_JSON, new, status=201),
            _case("404", "GET", "/items/999999", {}, status=404),
        ]

    return cases


def _json_server(place: Place) -> list[str]:
    file = place.file("db.json", json.dumps({"items": place.rows}))
    script = place.node("json-server", "lib", "cli", "bin.js")
    return [*script, "--quiet", "--port", str(place.port), "--host", "127.0.0.1", file]


def _mockoon(place: Place) -> list[str]:
    file = place.file("mockoon.json", json.dumps(peer_documents.mockoon(place.rows)))
    return [
        *place.node("@mockoon", "cli", "bin", "run.js"), "start", "--data", file, "--repair",
        "--port", str(place.port), "--disable-log-to-file", "--max-transaction-logs", "1",
    ]  # fmt: skip


# localstripe

_STRIPE = {"Authorization": "Bearer sk_test_12345"}


def _localstripe(place: Place) -> list[str]:
    start = "from localstripe.server import start; start()"
    return [sys.executable, "-c", start, "--port", str(place.port), "--from-scratch"]


_CUSTOMER = _case(
    "post", "POST", "/v1/customers", {**_STRIPE, **_FORM}, b"email=john@example.com&name=John"
)


def _of_stripe(_: list[Case], place: Place) -> list[Case]:
    return [
        _case("list", "GET", "/v1/customers?limit=50", _STRIPE),
        _case("get", "GET", f"/v1/customers/{place.found['customer']}", _STRIPE),
        _CUSTOMER,
        _case("404", "GET", "/v1/customers/cus_nobody", _STRIPE, status=404),
    ]


def _fill_stripe(server: Server, place: Place) -> None:
    place.found["customer"] = json.loads(_once(server, _CUSTOMER))["id"]
    client.drive(server.port, _CUSTOMER.requests, most=MANY - 1)


# moto


def _aws(service: str) -> dict[str, str]:
    scope = f"Credential=bench/20260105/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"}


def _dynamo(name: str, operation: str, given: Any) -> Case:
    target = {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}
    headers = {**_aws("dynamodb"), **target, "Content-Type": "application/x-amz-json-1.0"}
    return _case(name, "POST", "/", headers, json.dumps(given).encode())


_KEY = {"id": {"S": "1001"}}


def _of_aws(_: list[Case], place: Place) -> list[Case]:
    return [
        _case("list", "GET", "/bench?list-type=2&max-keys=50", _aws("s3")),
        _dynamo("get", "GetItem", {"TableName": "bench", "Key": _KEY}),
        _dynamo("post", "PutItem", {"TableName": "bench", "Item": {**_KEY, "n": {"N": "5"}}}),
        _case("404", "GET", "/bench/nobody", _aws("s3"), status=404),
    ]


def _fill_aws(server: Server, _place: Place) -> None:
    _once(server, _case("bucket", "PUT", "/bench", {**_aws("s3"), "Content-Length": "0"}))
    puts = [
        client.raw("PUT", f"/bench/row{number:04}", _aws("s3"), b"{}") for number in range(MANY)
    ]
    client.drive(server.port, puts, most=MANY)
    table = {
        "TableName": "bench",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    _once(server, _dynamo("table", "CreateTable", table))
    _once(server, _dynamo("row", "PutItem", {"TableName": "bench", "Item": _KEY}))


def _moto(place: Place) -> list[str]:
    return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(place.port)]


def _once(server: Server, case: Case) -> bytes:
    answer = client.once(server.port, case.requests[0])
    if answer.status >= 300:
        raise RuntimeError(f"{case.name}: {answer.status}: {answer.body[:200]!r}")
    return answer.body


PEERS = (
    Peer(
        name="json-server", registry="npm", installs=("json-server@0.17.4",), programs=("npm",),
        work=f"{_WORK}, writes all to its file on each change", log="off (--quiet)",
        journal="none", command=_json_server, cases=_items("_page=1&_limit=50"),
    ),
    Peer(
        name="Mockoon, CRUD", registry="npm", installs=("@mockoon/cli",), programs=("npm",),
        work=_WORK, log="none but to stdout", journal="the last one",
        command=_mockoon, cases=_items("page=1&limit=50"),
    ),
    Peer(
        name="localstripe", registry="pypi", installs=("localstripe",),
        work=f"{_WORK}, writes all to a file on each change; customers", log="none",
        journal="none", command=_localstripe, cases=_of_stripe, fill=_fill_stripe,
        ready="/js.stripe.com/v3/",
    ),
    Peer(
        name="moto server", registry="pypi", installs=("moto[server]",),
        work=f"{_WORK}; S3 list, DynamoDB get and put", log="of werkzeug, to a file",
        journal="none", command=_moto, cases=_of_aws, fill=_fill_aws, ready="/moto-api/",
    ),
)  # fmt: skip
