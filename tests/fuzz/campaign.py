"""`python -m tests.fuzz.campaign wherefour.yaml --seed 7`: Schemathesis, all its phases and checks.

In the process: the reports are those of a socket, in less time, and no wait is a real one. In a
process of its own: Hypothesis draws constants from the modules that are loaded, so that beside
other tests the same seed would send other requests. Several documents may be named.
"""

import argparse
import copy
import functools
import gc
import hashlib
import importlib
import json
import logging
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis.internal.conjecture import providers
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema
from stocktake import SIMULATORS
from stocktake.core import registry
from stocktake.core.simulator import Api
from stocktake.web import CONNEXION
from stocktake.web.control import CONTROL
from stocktake.web.documents import INT64, read_document
from stocktake.web.published import published
from stocktake.web.sandbox import Sandbox

from tests.failures import failures_of
from tests.fuzz import right_receiver
from tests.fuzz.exceptions import EXCEPTIONS
from tests.fuzz.in_process import AsForm, InProcess, carried, caught

ORIGIN = (
    "http://127.0.0.1:8700"  # where `scripts/run serve` would be, so that a request can be tried
)
TOKEN = "open sesame"
# Whiplash's web hooks want nothing but a 2xx: of them tests/whiplash/test_web_hooks.py is enough.
CALLBACKS = [right_receiver.DOCUMENT]
OWNERS = {api.document: simulator.name for simulator in registry.ours() for api in simulator.apis}
APIS = {api.document: api for api in (CONTROL, *(a for s in registry.ours() for a in s.apis))}


@dataclass(frozen=True)
class Report:
    """What Schemathesis holds against an operation, and a request that shows it."""

    operation: str
    check: str
    said: str
    answer: str
    request: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.check}: {self.said}\n  {self.request}\n  {self.answer}"


@dataclass
class Outcome:
    """The result of a campaign.

    Reports that no exception covers, each with its shortest request; how often each exception was
    needed, by its place in the table; how many requests were sent, a digest of them and their
    statuses, which operations were reached, and what carried them.
    """

    document: str
    reports: dict[tuple[str, ...], Report] = field(default_factory=dict)
    needed: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    lanes: InProcess | None = None
    digest: Any = field(default_factory=hashlib.sha256)

    def note(self, report: Report) -> None:
        """Keep a report, unless an exception covers it or a shorter request shows the same."""
        asked = (self.document, report.operation, report.check, report.answer)
        place = next((n for n, row in enumerate(EXCEPTIONS) if row.covers(*asked)), None)
        if place is not None:
            self.needed[place] += 1
            return
        key = (report.operation, report.check, report.said)
        known = self.reports.get(key)
        if known is None or len(report.request) < len(known.request):
            self.reports[key] = report

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON has it."""
        return {
            "reports": [str(report) for report in self.reports.values()],
            "needed": sorted(self.needed),
            "phases": dict(self.phases),
            "operations": sorted(self.operations),
            "compared": self.lanes.compared if self.lanes else 0,
            "differences": self.lanes.differences if self.lanes else [],
            "digest": self.digest.hexdigest(),
        }


def run(document: str, *, seed: int, examples: int, coverage: int | None = None) -> Outcome:
    """Run a campaign of so many examples for each operation; the same seed does the same again.

    `coverage` is how many cases of each kind the coverage phase keeps for an operation, None all;
    only then the documents' own examples are tried in each combination.
    """
    outcome = Outcome(document)
    with _answering(document) as (base_url, auth, outcome.lanes):
        schema = _schema(document, base_url, auth, seed, examples, all_examples=coverage is None)
        if coverage is not None:
            _thin_out(schema, coverage)
        for event in from_schema(schema).execute():
            _read(event, outcome)
    return outcome


@contextmanager
def _answering(
    document: str,
) -> Iterator[tuple[str, dict[str, dict[str, str]], InProcess | None]]:
    """Have a document's requests answered; yields where they go, with which credentials, and how.

    Those of an API by two sandboxes, one for each lane of the border, which must agree to the byte;
    those of callbacks by a receiver on a socket that is right.
    """
    if document in CALLBACKS:
        fields = frozenset(field for field, *_ in right_receiver.CALLBACKS.values())
        with right_receiver.listening() as url, carried(AsForm(fields)):
            yield url, {}, None
        return
    api, raw = APIS[document], read_document(document)
    prefix = "" if api is CONTROL else f"/{api.name}"
    base_url = f"{ORIGIN}{prefix}{raw['servers'][0]['url']}"
    with (
        Sandbox(SIMULATORS, token=TOKEN, hold_s=0, seed_set="busy") as sandbox,
        Sandbox(SIMULATORS, token=TOKEN, hold_s=0, seed_set="busy", lane=CONNEXION) as reference,
        caught(sandbox, reference) as carrier,
    ):
        yield base_url, credentials(sandbox, api, raw), carrier


def _schema(
    name: str,
    base_url: str,
    auth: dict[str, dict[str, str]],
    seed: int,
    examples: int,
    *,
    all_examples: bool,
) -> BaseSchema:
    if name in CALLBACKS:
        document = _registered(copy.deepcopy(read_document(name)))
    else:  # as `openapi.json` shows it: with examples, whose ids exist
        document = _with_bounds(published(name))
    config = SchemathesisConfig.from_dict(
        {
            "base-url": base_url,
            "seed": seed,
            # No failure ends a phase: what an exception covers must not hide what it does not.
            "continue-on-failure": True,
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "phases": {"examples": {"enabled": all_examples}},
            "auth": {"openapi": auth} if auth else {},
            "output": {"sanitization": {"enabled": False}},
            "cache": {"enabled": False},
        }
    )
    return schemathesis.openapi.from_dict(document, config=config)


def _registered(document: dict[str, Any]) -> dict[str, Any]:
    """Return it with the client that the receiver knows, as a registered module's is.

    Their bodies are generated as JSON and sent as forms: of the JSON in a form's field
    (`x-json-field`) Schemathesis knows nothing.
    """
    for item in document["paths"].values():
        content = item["post"]["requestBody"]["content"]
        content["application/json"] = content.pop(right_receiver.FORM)
        properties = content["application/json"]["schema"]["properties"]
        properties["clientId"]["enum"] = [right_receiver.CLIENT]
    return document


def _with_bounds(node: Any) -> Any:
    # What every integer of ours keeps without a word in the document: 64 bits.
    if isinstance(node, list):
        return [_with_bounds(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "integer":
        node = {"minimum": INT64[0], "maximum": INT64[1], **node}
    return {key: _with_bounds(value) for key, value in node.items()}


def credentials(sandbox: Sandbox, api: Api, document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what each security scheme of a document wants: the vendor's right credentials."""
    schemes = document["components"]["securitySchemes"]
    if api is CONTROL:
        return {scheme: {"bearer": TOKEN} for scheme in schemes}
    right = failures_of(OWNERS[api.document]).right(sandbox.env)
    return {name: _as_scheme(raw, right) for name, raw in schemes.items()}


def _as_scheme(scheme: dict[str, Any], right: dict[str, Any]) -> dict[str, str]:
    """Return credentials that `Sandbox.request` takes as Schemathesis wants them."""
    if scheme.get("scheme") == "basic":
        username, password = right["auth"]
        return {"username": username, "password": password}
    # One header holds a key or a token, wherever else a scheme lets the key stand.
    (header,) = right["headers"].values()
    if scheme["type"] == "apiKey":
        return {"api_key": header}
    return {"bearer": header.removeprefix("Bearer ")}


def _thin_out(schema: BaseSchema, keep: int) -> None:
    seen: Counter[tuple[Any, ...]] = Counter()

    @schema.hook
    def filter_case(_context: Any, case: Any) -> bool:
        data = case.meta and case.meta.phase.data
        if not hasattr(data, "scenario"):
            return True
        kind = (case.operation.label, data.scenario, data.location)
        seen[kind] += 1
        return seen[kind] <= keep


def _read(event: Any, outcome: Outcome) -> None:
    if isinstance(event, events.FatalError):
        raise event.exception
    if isinstance(event, events.NonFatalError):
        outcome.note(Report(event.label, "error", repr(event.value), "", ""))
    if not isinstance(event, events.ScenarioFinished):
        return
    recorder = event.recorder
    outcome.phases[event.phase.value] += len(recorder.interactions)
    for interaction in recorder.interactions.values():
        sent, got = interaction.request, interaction.response
        status = got.status_code if got else None
        outcome.digest.update(f"{sent.method} {sent.uri} {status}".encode())
    outcome.operations |= {
        case.value.operation.definition.raw["operationId"] for case in recorder.cases.values()
    }
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            failure = check.failure_info.failure
            raw = recorder.cases[case_id].value.operation.definition.raw
            said = " ".join(f"{failure.title}: {failure.message}".split())
            answer = _answer(recorder.interactions[failure.case_id or case_id].response)
            request = check.failure_info.code_sample
            outcome.note(Report(raw["operationId"], check.name, said[:400], answer, request))


def _answer(response: Response | None) -> str:
    if response is None:
        return "no answer"
    return f"{response.status_code} {(response.content or b'').decode(errors='replace')[:4000]}"


@schemathesis.serializer("application/vnd.sqlite3")
def _as_a_file(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode()


def load() -> None:
    """Load what each campaign needs, which takes as long as half of a small one.

    So that it is done once for several, and a document's requests are those of a campaign alone.
    """
    importlib.import_module("stocktake.web.connexion_lane")
    providers._get_local_constants()
    gc.freeze()  # forks leave it alone, or the collector would copy it for each
    gc.set_threshold(50_000, 50, 50)


def run_all(
    documents: Sequence[str], *, seed: int, examples: int, coverage: int | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run the campaigns of several documents, each in a fork, as many at once as cores."""
    one = functools.partial(_as_dict, seed=seed, examples=examples, coverage=coverage)
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(one, documents, chunksize=1)


def _as_dict(document: str, **given: Any) -> tuple[str, dict[str, Any]]:
    return document, run(document, **given).as_dict()


def main() -> int:
    """Run campaigns from the command line; exit 1 when there is something to report."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.campaign")
    parser.add_argument("documents", nargs="+", choices=sorted([*APIS, *CALLBACKS]))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--examples", type=int, default=25, help="for each operation, and sequences"
    )
    parser.add_argument("--coverage", type=int, help="cases of each kind of the coverage phase")
    parser.add_argument("--json", action="store_true", help="say it for a program")
    given = parser.parse_args()
    # A multipart body without its boundary is met on purpose, and python-multipart says so.
    logging.disable(logging.CRITICAL)
    load()
    amount = {"seed": given.seed, "examples": given.examples, "coverage": given.coverage}
    if given.json:
        print(json.dumps(dict(run_all(given.documents, **amount))))
        return 0
    return max(_told(run(document, **amount), given.seed) for document in given.documents)


def _told(outcome: Outcome, seed: int) -> int:
    for report in outcome.reports.values():
        print(report, end="\n\n")
    sent = ", ".join(f"{phase} {count}" for phase, count in outcome.phases.items())
    differences = outcome.lanes.differences if outcome.lanes else []
    for difference in differences:
        print(f"The lanes differ: {difference}", end="\n\n")
    print(f"{outcome.document}, seed {seed}: {len(outcome.reports)} reports; requests: {sent}")
    return 1 if outcome.reports or differences else 0


if __name__ == "__main__":
    sys.exit(main())
