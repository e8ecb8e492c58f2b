"""The reference lane: Connexion's routing, security and validation, through its public hooks.

Its apps know no world: the RequestContext travels in the ASGI scope, so an app is built once per
process and any number of worlds share it.
"""

import functools
import re
import warnings
from typing import Any

with warnings.catch_warnings():
    # Connexion imports jsonschema's old resolver and Starlette's test client, which both warn.
    warnings.simplefilter("ignore")
    from connexion import ConnexionMiddleware
    from connexion.exceptions import ProblemException
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.middleware.security import SecurityMiddleware
    from connexion.security import AbstractSecurityHandler
    from connexion.validators import AbstractRequestBodyValidator
    from starlette.exceptions import HTTPException

from stocktake.core.errors import Malformed, Refusal

from .context import RequestContext
from .documents import Document
from .operations import Table

# Connexion's order, without what is not needed here: its error handlers (refusals are caught by the
# border), its Swagger UI, its response validation (see RequestContext.operate) and its lifespan.
MIDDLEWARES = [RoutingMiddleware, SecurityMiddleware, RequestValidationMiddleware]
_CONTEXT = "stocktake.context"


class _Security(AbstractSecurityHandler):
    """Every security scheme asks the Api: what credentials look like is the vendor's business."""

    def get_fn(self, security_scheme: Any, required_scopes: Any) -> Any:
        async def verify(request: Any) -> dict[str, Any]:
            request.scope[_CONTEXT].authenticate()
            return {"sub": None}

        return verify


class _Parameters:
    """Connexion's hook for parameters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def validate(self, scope: Any) -> None:
        scope[_CONTEXT].read_parameters()


class _Body(AbstractRequestBodyValidator):
    """Connexion's hook for bodies."""

    async def wrap_receive(self, receive: Any, *, scope: Any) -> tuple[Any, Any]:
        scope[_CONTEXT].read_body()
        return receive, scope


async def _operate(scope: Any, receive: Any, send: Any) -> None:
    context = scope[_CONTEXT]
    routed = scope["extensions"]["connexion_routing"]["operation_id"]
    # What Connexion does not route passes its security and its validation by.
    assert routed == context.operation.id, f"Connexion routes {context.operation.id} to {routed}"
    await context.operate()


class ConnexionLane:
    """Sends a request through Connexion; its app is built with the first one."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @functools.cached_property
    def _app(self) -> ConnexionMiddleware:
        app = ConnexionMiddleware(
            _operate,
            middlewares=list(MIDDLEWARES),
            resolver=lambda _: _operate,
            validator_map={
                "parameter": _Parameters,
                "body": {"application/json": _Body},
            },
            security_map=dict.fromkeys(("basic", "apiKey", "bearer", "oauth2"), _Security),
        )
        app.add_api(_for_routing(self._table), base_path=self._table.base_path)
        return app

    async def __call__(self, context: RequestContext) -> None:
        """Run the request in the context, or raise the Refusal that it met."""
        try:
            await self._app(_scope(context), _no_body, _nowhere)
        except HTTPException as error:
            raise Refusal(str(error.detail)) from error
        except ProblemException as error:
            raise Malformed(str(error.detail)) from error


def _for_routing(table: Table) -> Document:
    """Return what Connexion needs of a document: paths, operationIds, security, where bodies come.

    Schemas are checked by the operation table; Connexion would take seconds to validate and resolve
    them at each start (a law test has it validate the whole documents). Path values stay text, or
    Starlette's router would answer 404 for /orders/abc before anybody asked for credentials. A
    body of any type is decoded before; among several types Connexion would guess one.
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


def _scope(context: RequestContext) -> dict[str, Any]:
    # The body was decoded before; Connexion sees it as JSON that is there or not.
    headers = [(b"content-type", b"application/json")] if context.operation.body else []
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": context.call.method,
        "scheme": "http",
        "server": ("world", 80),
        # The table has matched the path already; Starlette's router would not match a line break.
        "path": re.sub(r"\{[^}]+\}", "-", context.operation.template),
        "raw_path": b"",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        _CONTEXT: context,
    }


async def _no_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(message: Any) -> None:
    """Drop Connexion's answer: the reply is in the context."""
