"""A process loads what its work needs, and no more: start-up is paid by every test run."""

import subprocess
import sys

import pytest
from stocktake import SIMULATORS
from stocktake.web.documents import read_document

# What takes long to import, and who needs it: Connexion and its company the reference lane alone,
# httpx whoever sends, YAML whoever reads it, Jinja2, rich and Hypothesis reports and searches.
_HEAVY = (
    "connexion", "starlette", "jinja2", "jsonschema", "httpx", "rich", "yaml", "hypothesis",
    "cryptography", "flask", "werkzeug", "junitparser", "harfile", "reportlab", "xlsxwriter",
)  # fmt: skip
_SERVER = ("uvicorn", "multiprocessing", "stocktake.web.host", "stocktake.vendors", "asyncio")
_SERVE = """
from stocktake.web import server
from stocktake.web.sandbox import Sandbox
with Sandbox(seed_set="shelf") as sandbox, sandbox.listening() as url:
    import http.client
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("GET", "/_sim/health")
    assert connection.getresponse().status == 200
"""


def loaded(script: str, *names: str) -> set[str]:
    """Return which of these a process has loaded when it has run the script."""
    wrapped = (
        f"import sys\n{script}\nprint(*(n for n in {names!r} if n in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapped], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_server_answers_without_what_it_does_not_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for name in ("control.yaml", *(a.document for each in SIMULATORS for a in each.apis)):
        read_document.__wrapped__(name)  # they stand as JSON now: nothing has to be parsed
    assert loaded(f"import stocktake.cli\n{_SERVE}", *_HEAVY) == set()


@pytest.mark.parametrize(
    "script",
    [
        "import stocktake",
        "import stocktake.pytest_plugin",
        "from stocktake.cli import run; assert run(['--help']) == 0",
    ],
)
def test_the_door_the_plugin_and_the_help_load_neither_a_server_nor_a_vendor(script: str) -> None:
    assert loaded(script, *_HEAVY, *_SERVER) == set()


def test_an_api_is_bound_to_its_document_when_it_is_first_asked_for() -> None:
    script = """
from stocktake.web.documents import read_document
from stocktake import Sandbox
sandbox = Sandbox(seed_set="shelf")
before = read_document.cache_info().currsize
sandbox.request("GET", "/whiplash/api/items")
apis = sum(len(each.apis) for each in sandbox.host.simulators)
print(before, read_document.cache_info().currsize, apis)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    before, after, apis = map(int, done.stdout.split())
    assert after == before + 1
    assert before < apis // 2
