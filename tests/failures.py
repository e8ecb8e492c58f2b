"""How an API meets each kind of failure: what `tests/<vendor>/failures.py` says in `FAILURES`.

tests/laws/test_errors.py plays them all; tests/laws/control_failures.py is the control plane's.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stocktake.core import registry
from stocktake.web.sandbox import Response, Sandbox

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HUGE = "9" * 30  # far beyond 64 bits

# Every vendor and the control plane say how they meet each of these; they may add kinds.
KINDS = (
    "no route", "wrong method", "no credentials", "wrong credentials", "bad type", "unknown id",
    "not UTF-8", "number too large", "missing body",
)  # fmt: skip

Environment = Mapping[str, str]
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that must be refused with this status.

    `credentials` are right, wrong or none; `request` are further arguments of `Sandbox.request`;
    `allow` is the header Allow of a 405.
    """

    method: str
    target: str
    status: int
    credentials: str = "right"
    request: Given = field(default_factory=dict)
    allow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """The failures of one API by kind.

    `right` and `wrong` return credentials as arguments of `Sandbox.request` (`auth` or `headers`),
    from the variables that `stocktake env` prints; `in_envelope` says whether an answer of 400 or
    more is in the vendor's one error format.
    """

    right: Callable[[Environment], Given]
    wrong: Callable[[Environment], Given]
    in_envelope: Callable[[Response], bool]
    kinds: Mapping[str, Failure]

    def send(self, sandbox: Sandbox, kind: str) -> Response:
        """Send the request of this kind."""
        failure = self.kinds[kind]
        given: Given = {}
        if failure.credentials != "none":
            credentials = self.right if failure.credentials == "right" else self.wrong
            given = dict(credentials(sandbox.env))
        headers = {**given.pop("headers", {}), **failure.request.get("headers", {})}
        request = {**given, **failure.request, "headers": headers}
        return sandbox.request(failure.method, failure.target, **request)


def usual_kinds(root: str, resource: str) -> dict[str, Failure]:
    """Return the kinds that most APIs meet alike, by a resource that is listed and created.

    A credential that is absent or wrong is 401, a body that is not UTF-8 is 400, none at all 422.
    """
    path = f"{root}/{resource}"
    not_utf_8 = {"data": b'{"name": "\xff"}', "headers": JSON}
    return {
        "no route": Failure("GET", f"{root}/nothing", 404),
        "no credentials": Failure("GET", path, 401, "none"),
        "wrong credentials": Failure("GET", path, 401, "wrong"),
        "not UTF-8": Failure("POST", path, 400, request=not_utf_8),
        "missing body": Failure("POST", path, 422),
    }


def failures_of(simulator: str) -> Failures:
    """Return the failures of a simulator; AssertionError where its tests say nothing of them."""
    try:
        module = importlib.import_module(f"tests.{simulator}.failures")
    except ModuleNotFoundError as error:
        raise AssertionError(f"write tests/{simulator}/failures.py: {error}") from None
    found = getattr(module, "FAILURES", None)
    assert isinstance(found, Failures), f"tests/{simulator}/failures.py has no FAILURES"
    return found


def vendors_with_failures() -> dict[str, Failures]:
    """Return the failures of each of our vendors that says them; a law demands them of all."""
    found = {}
    for simulator in registry.ours():
        try:
            found[simulator.name] = failures_of(simulator.name)
        except AssertionError:
            continue  # test_a_vendor_says_how_it_meets_failures fails for it, by name
    return found
