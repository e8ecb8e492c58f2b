"""A hand-written ASGI function that does the same work as Stocktake for three requests.

Turn, clock, credentials, the same rows, parameters, body and reply checked by the same validators,
orjson, ledger, journal row, commit; and nothing else: no other operation, fault, job, quirk, world
or lane. It is what the requests of `cases.py` cost if they are all that there is.

`python -m benchmarks.handwritten WORLD PORT_FILE` serves the world in a file until it is killed.
`POST /reset` goes back to the beginning.
"""

import base64
import sqlite3
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from stocktake.core.clock import iso, to_datetime
from stocktake.core.registry import ours
from stocktake.rules.quantity import parse, to_number
from stocktake.web.operations import Operation, build_table

from . import handwritten_sql as sql
from .bare import serve

_JSON = "application/json"
_CUSTOMERS, _STORE = "/wherefour/api/v1/customers/", "/retailcrm/api/v5/store/inventories"
_spelled = lru_cache(maxsize=4096)(iso)

Row = Any
Shown = dict[str, Any]


class Refused(Exception):  # noqa: N818  # a domain "no", as Stocktake's Refusal
    """A request that this app was not written for."""


class Asked(NamedTuple):
    """A request, read, and the turn that it is."""

    scope: Any
    headers: dict[str, str]
    body: bytes
    turn: int
    now: int


class HandWritten:
    """The app: three requests, one world."""

    def __init__(self, world: bytes) -> None:
        self._image = world
        tables = [build_table(api) for simulator in ours() for api in simulator.apis]
        known = {each.id: each for table in tables for each in table.operations}
        self._get, self._list = known["get_customer"], known["get_inventories"]
        self._post = known["upload_inventories"]
        self._limit = next(p.schema for p in self._list.parameters if p.name == "limit")
        self._id = next(p.schema for p in self._get.parameters if p.where == "path")
        self.reset()

    def reset(self) -> None:
        """Begin again with the world as it was given."""
        self.db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
        self.db.deserialize(self._image)
        self.db.execute("PRAGMA foreign_keys = ON")
        mode, self._factor, self._anchor, self._wall = self.db.execute(sql.CLOCK).fetchone()
        self._flows = mode == "flowing"
        self._kept, self._most = self.db.execute(sql.KEPT).fetchone()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        body, more = b"", scope["method"] == "POST"
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        if scope["path"] == "/reset":
            self.reset()
            headers, answer = {"Content-Length": "0"}, b""
        else:
            headers, answer = self._exchange(scope, body)
        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": named})
        await send({"type": "http.response.body", "body": answer})

    def _exchange(self, scope: Any, body: bytes) -> tuple[dict[str, str], bytes]:
        """Return the headers and the body of an answer, made in one transaction."""
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        execute = self.db.execute
        execute("BEGIN IMMEDIATE")
        try:
            turn, now = execute(sql.TURN, (self._present(),)).fetchone()
            asked = Asked(scope, headers, body, turn, now)
            operation, data = self._operate(asked)
            check(operation.replies["200"][_JSON], data)
            answer = orjson.dumps(data)
            reply = {
                "Date": _http_date(now // 1000),
                "Content-Length": str(len(answer)),
                "Content-Type": _JSON,
            }
            self._record(operation, asked, reply, answer)
            execute("COMMIT")
        except BaseException:
            execute("ROLLBACK")
            raise
        return reply, answer

    def _present(self) -> int:
        if not self._flows:
            return 0  # the statement adds a tick
        wall = time.time_ns() // 1_000_000
        return int(self._anchor + (wall - self._wall) * self._factor)

    def _operate(self, asked: Asked) -> tuple[Operation, Any]:
        path = asked.scope["path"]
        if path.startswith(_CUSTOMERS):
            return self._get, self._customer(asked, path[len(_CUSTOMERS) :])
        if path == _STORE:
            return self._list, self._inventories(asked)
        return self._post, self._upload(asked)

    # Wherefour

    def _customer(self, asked: Asked, named: str) -> Shown:
        scheme, _, encoded = asked.headers["authorization"].partition(" ")
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        if scheme != "Basic" or not self.db.execute(sql.USER, (name, password)).fetchone():
            raise Refused(name)
        customer_id = int(named)
        check(self._id, customer_id)
        row = self.db.execute(sql.CUSTOMER, (customer_id,)).fetchone()
        addresses = [_address(each) for each in self.db.execute(sql.ADDRESSES, (customer_id,))]
        return _customer(row, addresses)

    # RetailCRM

    def _account(self, asked: Asked, scope: str) -> tuple[bool, list[str]]:
        row = self.db.execute(sql.KEY, (asked.headers["x-api-key"],)).fetchone()
        if row is None or scope not in orjson.loads(row[1]):
            raise Refused(scope)
        return bool(row[0]), orjson.loads(row[2])

    def _inventories(self, asked: Asked) -> Shown:
        selective, _ = self._account(asked, "store_read")
        if selective:
            raise Refused("a key of some shops")
        query = dict(parse_qsl(asked.scope["query_string"].decode(), keep_blank_values=True))
        size = int(query["limit"])
        check(self._limit, size)
        (total,) = self.db.execute(sql.OFFERS_COUNTED).fetchone()
        offers = [_offer(row) for row in self.db.execute(sql.OFFERS, (size,))]
        pages = {
            "limit": size,
            "totalCount": total,
            "currentPage": 1,
            "totalPageCount": -(-total // size),
        }
        return {"success": True, "pagination": pages, "offers": offers}

    def _upload(self, asked: Asked) -> Shown:
        _, sites = self._account(asked, "store_write")
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        fields = {**form, "offers": orjson.loads(form["offers"])}
        check(self._post.body, fields)
        known = {code for (code,) in self.db.execute(sql.STORE_CODES)}
        if any(stock["code"] not in known for row in fields["offers"] for stock in row["stores"]):
            raise Refused("an unknown store")
        for row in fields["offers"]:
            offer = self.db.execute(sql.OFFER, (row["id"],)).fetchone()
            if offer is None or offer[1] not in sites:
                raise Refused("an unknown offer")
            for stock in row["stores"]:
                self._set_leftover(asked, offer, stock)
        return {"success": True, "processedOffersCount": len(fields["offers"])}

    def _set_leftover(self, asked: Asked, offer: Row, stock: Shown) -> None:
        execute, store, after = self.db.execute, stock["code"], parse(stock["available"])
        if execute(sql.STORE, (store,)).fetchone() == ("available",):
            raise Refused("a store that says yes or no")
        found = execute(sql.LEFTOVER, (offer[0], store)).fetchone()
        before = found[0] if found else 0
        execute(sql.UPLOAD, (offer[0], store, after))
        if after != before:
            noted = (asked.turn, asked.now, store, offer[2], after - before, after, str(offer[0]))
            execute(sql.LEDGER, noted)

    def _record(
        self, operation: Operation, asked: Asked, reply: dict[str, str], answer: bytes
    ) -> None:
        scope = asked.scope
        _, api, path = scope["path"].split("/", 2)
        texts = (
            api, operation.id, scope["method"], f"/{path}", scope["query_string"].decode(),
            orjson.dumps(asked.headers, option=orjson.OPT_SORT_KEYS).decode(), asked.body or None,
            orjson.dumps(reply, option=orjson.OPT_SORT_KEYS).decode(), answer,
            f"{scope['scheme']}://{asked.headers['host']}/{api}",
        )  # fmt: skip
        size = sum(len(text) for text in texts if text) + len("exchange")
        self.db.execute(sql.JOURNAL, (asked.turn, asked.now, *texts, size))
        self._kept += 1
        if self._kept > self._most:
            self.db.execute(sql.OLDEST)
            self._kept -= 1


def check(schema: Any, value: Any) -> None:
    """Raise Refused for a value that the document does not allow."""
    if schema.problems(value, "body"):
        raise Refused(str(value)[:100])


@lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    return to_datetime(seconds * 1000).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _customer(row: Row, addresses: list[Shown]) -> Shown:
    shown = dict(zip(sql.SHOWN_OF_A_CUSTOMER, row, strict=True))
    shown["created_at"] = _spelled(shown["created_at"])
    shown["updated_at"] = _spelled(shown["updated_at"])
    shown["block_shipments"] = bool(shown["block_shipments"])
    shown["billing_address"] = _first(addresses, "BillingAddress")
    shown["shipping_address"] = _first(addresses, "ShippingAddress")
    shown["addresses"] = addresses
    return shown


def _address(row: Row) -> Shown:
    shown = dict(zip(sql.SHOWN_OF_AN_ADDRESS, row, strict=True))
    shown["created_at"] = _spelled(shown["created_at"])
    shown["updated_at"] = _spelled(shown["updated_at"])
    return shown


def _first(addresses: list[Shown], kind: str) -> Shown | None:
    return next((each for each in addresses if each["type"] == kind), None)


def _offer(row: Row) -> Shown:
    shown = {"id": row[0], "externalId": row[1], "xmlId": row[2], "site": row[3]}
    if row[4] is not None:
        shown["purchasePrice"] = to_number(row[4])
    shown["quantity"] = to_number(row[5])
    return shown


if __name__ == "__main__":
    serve(HandWritten(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2]))
