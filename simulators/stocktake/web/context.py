"""The context of a request: what its handler will get, and what came out; both lanes work on it."""

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from stocktake.core.errors import Invalid, Refusal
from stocktake.core.faults import NO_FAULT, Fault
from stocktake.core.simulator import Api, Call, Page, Reply

from .faults import NO_KIND, FaultKind
from .operations import Operation

_AT_ONCE = (dict, Page, list, Reply)  # what handlers return that need not be waited for


class ReplyError(Exception):
    """A handler's reply that its document does not allow: our bug."""


@dataclass(slots=True, kw_only=True)
class RequestContext:
    """A request under way: what its handler will get, and what came out.

    `first` are the handler's arguments before the call: a vendor's world, or the control plane's
    host and world. `unreadable` is what is wrong with the body, told to a known caller only.
    `attempt` undoes what a refused request wrote.
    """

    api: Api
    operation: Operation
    call: Call
    path_values: Mapping[str, str]
    unreadable: Refusal | None
    first: tuple[Any, ...]
    attempt: Callable[[], AbstractContextManager[None]] = nullcontext
    fault: Fault = NO_FAULT
    kind: FaultKind = NO_KIND
    arguments: dict[str, Any] = field(default_factory=dict)
    reply: Reply | None = None

    def authenticate(self) -> None:
        """Find out who calls; a Refusal of an unknown caller, or of a body that cannot be read."""
        account = self.api.authenticate(*self.first, self.call)
        self.call = self.call.but(account=account)
        if self.unreadable is not None:
            raise self.unreadable

    def read_parameters(self) -> None:
        """Read and check path, query and headers into the handler's arguments."""
        try:
            self.arguments = self.operation.arguments(self.call, self.path_values)
        except Invalid:
            self._parents_first()
            raise
        self._refuse_unknown()

    def _refuse_unknown(self) -> None:
        """Refuse names that the document does not know, where the vendor is set to."""
        if self.api.unknown is None or not self.call.query:
            return
        world = self.first[0]
        names = self.operation.ignored(self.call, world.quirk)
        refusal = self.api.unknown(world, self.call, names) if names else None
        if refusal is not None:
            raise refusal

    def read_body(self) -> None:
        """Check the decoded body, whatever content type it came in."""
        try:
            self.arguments["body"] = self.operation.read_body(self.call.fields)
        except Invalid:
            self._parents_first()
            raise

    def _parents_first(self) -> None:
        """Refuse a bad request for a record of its path that is missing, if one is."""
        self.api.find_parents(*self.first, self.path_values)

    async def operate(self) -> None:
        """Run the handler and keep its reply, checked against the document."""
        if self.fault.kind and "body" in self.arguments:
            self.kind.body(self.arguments["body"], self.fault)
        result = self.operation.handler(*self.first, self.call, **self.arguments)
        if not isinstance(result, _AT_ONCE) and inspect.isawaitable(result):
            result = await result
        if isinstance(result, Page):
            page = self.kind.page(result, self.fault) if self.fault.kind else result
            result = self.api.render(self.call, page)
        self.reply = checked(
            self.operation, result if isinstance(result, Reply) else Reply(data=result)
        )


def checked(operation: Operation, reply: Reply) -> Reply:
    """Return the reply, or raise ReplyError when the operation's document does not allow it."""
    problems = operation.check_reply(reply)
    if problems:
        first, named = problems[0], str(reply.status) in operation.replies
        hint = "" if named else f" (by the schema of default: {reply.status} is not documented)"
        raise ReplyError(
            f"{operation.id} answered {reply.status}: {list(first.path)} {first.message}{hint}"
        )
    return reply
