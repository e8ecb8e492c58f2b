"""One Connexion app per document: routing, security and validation through its public hooks.

The apps know no world: what a request is about is in hand (`InHand`), set by whoever calls the app,
so an app is built once per process and any number of worlds share it.
"""

import functools
import inspect
import re
import warnings
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

with warnings.catch_warnings():
    # Connexion imports jsonschema's old resolver and Starlette's test client, which both warn.
    warnings.simplefilter("ignore")
    from connexion import AsyncApp
from connexion.exceptions import ProblemException
from connexion.middleware.abstract import SpecMiddleware
from connexion.middleware.context import ContextMiddleware
from connexion.middleware.request_validation import RequestValidationMiddleware
from connexion.middleware.routing import RoutingMiddleware
from connexion.middleware.security import SecurityMiddleware
from connexion.security import AbstractSecurityHandler
from connexion.validators import AbstractRequestBodyValidator
from starlette.exceptions import HTTPException
from starlette.responses import Response

from stocktake.core.errors import Malformed, Refusal
from stocktake.core.simulator import Api, Call, Page, Reply

from .documents import Document
from .operations import Operation, Table, build_table

# Connexion's order, without what nobody needs here: its error handlers (refusals are caught by the
# caller), its Swagger UI, its response validation (see InHand.operate) and its lifespan.
MIDDLEWARES = [
    RoutingMiddleware,
    SecurityMiddleware,
    RequestValidationMiddleware,
    ContextMiddleware,
]


class ReplyError(Exception):
    """A handler's reply that its document does not allow: our bug."""


@dataclass(slots=True)
class InHand:
    """The request under way: what to give its handler, and what came out.

    `subject` are the handler's positional arguments, given the call with its account;
    `look_at_page` may refuse a page that a handler returned.
    """

    api: Api
    call: Call
    operation: Operation
    path_values: dict[str, str]
    authenticate: Callable[[Call], Any]
    subject: Callable[[Call], tuple[Any, ...]]
    arguments: dict[str, Any] = field(default_factory=dict)
    look_at_page: Callable[[Page], None] | None = None
    reply: Reply | None = None

    async def operate(self) -> None:
        """Run the handler and keep its reply, checked against the document."""
        result = self.operation.handler(*self.subject(self.call), **self.arguments)
        if inspect.isawaitable(result):
            result = await result
        if isinstance(result, Page):
            if self.look_at_page is not None:
                self.look_at_page(result)
            result = self.api.render(self.call, result)
        self.reply = checked(
            self.operation, result if isinstance(result, Reply) else Reply(data=result)
        )


in_hand: ContextVar[InHand] = ContextVar("in_hand")


def checked(operation: Operation, reply: Reply) -> Reply:
    """Return the reply, or raise ReplyError when the operation's document does not allow it."""
    problems = operation.check_reply(reply)
    if problems:
        first = problems[0]
        raise ReplyError(
            f"{operation.id} answered {reply.status}: {list(first.path)} {first.message}"
        )
    return reply


class _Security(AbstractSecurityHandler):
    """Every security scheme asks the Api: what credentials look like is the vendor's business."""

    def get_fn(self, security_scheme: Any, required_scopes: Any) -> Any:
        async def verify(request: Any) -> dict[str, Any]:
            hand = in_hand.get()
            hand.call = replace(hand.call, account=hand.authenticate(hand.call))
            return {"sub": None}

        return verify


class _Parameters:
    """Connexion's hook for parameters: reads and checks them once, into the arguments of the
    handler.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def validate(self, scope: Any) -> None:
        hand = in_hand.get()
        hand.arguments = hand.operation.arguments(hand.call, hand.path_values)


class _Body(AbstractRequestBodyValidator):
    """Connexion's hook for bodies: checks the decoded body, whatever content type it came in."""

    async def wrap_receive(self, receive: Any, *, scope: Any) -> tuple[Any, Any]:
        hand = in_hand.get()
        hand.arguments["body"] = hand.operation.read_body(hand.call.fields)
        return receive, scope


class Direct(SpecMiddleware):
    """Runs an operation at once: its path, credentials, parameters and body need nobody else.

    Connexion's layers below would walk two routers twice, inspect signatures and build validators
    at each request, to call the same four things in the same order. What is secured in a way of its
    own (several schemes, or optionally) goes down to them; a test holds both ways equal.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    def add_api(self, specification: Any, **_: Any) -> None:
        """Take nothing from the specification: the operation table has it compiled."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the operation in hand, or pass what is unusual down."""
        hand = in_hand.get()
        operation = hand.operation
        if len(operation.security) > 1 or {} in operation.security:
            await self.app(scope, receive, send)
            return
        if operation.security:
            hand.call = replace(hand.call, account=hand.authenticate(hand.call))
        hand.arguments = operation.arguments(hand.call, hand.path_values)
        if operation.body is not None:
            hand.arguments["body"] = operation.read_body(hand.call.fields)
        await hand.operate()


async def _operation(**_: Any) -> Response:
    await in_hand.get().operate()
    return Response(status_code=204)


# Connexion inspects the signature at each request: this one keeps it from reading the body again.
_operation.__signature__ = inspect.Signature()  # type: ignore[attr-defined]  # inspect's own hook


@dataclass(frozen=True, slots=True)
class Compiled:
    """An Api with its operation table and its Connexion app, which is built when it is first
    called; `simulator` is whose it is.
    """

    simulator: str
    api: Api
    table: Table
    app: Callable[[], AsyncApp]

    async def run(self, hand: InHand) -> Reply:
        """Send what is in hand through Connexion; return the reply or raise the Refusal."""
        token = in_hand.set(hand)
        try:
            await self.app()(_scope(hand), _no_body, _nowhere)
        except HTTPException as error:
            raise Refusal(str(error.detail)) from error
        except ProblemException as error:
            raise Malformed(str(error.detail)) from error
        finally:
            in_hand.reset(token)
        assert hand.reply is not None, "Connexion never reached the operation"
        return hand.reply


@functools.cache
def compile_api(api: Api, simulator: str, *, direct: bool = True) -> Compiled:
    """Compile a simulator's Api; ValueError where document and handlers do not fit."""
    table = build_table(api)
    return Compiled(simulator, api, table, functools.cache(lambda: _app(table, direct=direct)))


def _app(table: Table, *, direct: bool) -> AsyncApp:
    app = AsyncApp(
        __name__,
        middlewares=[Direct, *MIDDLEWARES] if direct else list(MIDDLEWARES),
        pythonic_params=True,
        resolver=lambda _: _operation,
        validator_map={
            "parameter": _Parameters,
            "body": {"application/json": _Body},
        },
        security_map=dict.fromkeys(("basic", "apiKey", "bearer"), _Security),
    )
    app.add_api(_for_routing(table), base_path=table.base_path)
    return app


def _for_routing(table: Table) -> Document:
    """Return what Connexion needs of a document: paths, operationIds, security, whether a body
    comes.

    Schemas are checked by the operation table; Connexion would take seconds to validate and resolve
    them at each start (a law test has it validate the whole documents). Path values stay text, or
    Starlette's router would answer 404 for /orders/abc before anybody asked for credentials. A
    body, in whatever type it came, is decoded before; of several types Connexion would guess one.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation in table.operations:
        names = re.findall(r"\{([^}]+)\}", operation.template)
        skeleton: dict[str, Any] = {
            "operationId": operation.id,
            "security": list(operation.security),
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in names
            ],
            "responses": {"default": {"description": "see the document"}},
        }
        if operation.body is not None:
            content = {"application/json": {"schema": {"type": "object"}}}
            skeleton["requestBody"] = {"content": content}
        path = operation.template.removeprefix(table.base_path)
        paths.setdefault(path, {})[operation.method.lower()] = skeleton
    document = table.document
    schemes = document.get("components", {}).get("securitySchemes", {})
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "servers": document["servers"],
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


def _scope(hand: InHand) -> dict[str, Any]:
    # The body was decoded before; Connexion sees it as JSON that is there or not.
    headers = [(b"content-type", b"application/json")] if hand.operation.body else []
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": hand.call.method,
        "scheme": "http",
        "server": ("world", 80),
        "path": hand.call.path,
        "raw_path": b"",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
    }


async def _no_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(message: Any) -> None:
    """Drop Connexion's answer: the reply is in hand."""
