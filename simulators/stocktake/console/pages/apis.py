"""APIs: what is simulated, how sure it is, and how often this world was asked."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, send_from_directory

from stocktake.console.asking import control, known_systems
from stocktake.console.documents import address_of, document_of, operation_of
from stocktake.console.faulty import described
from stocktake.console.systems import System

page = Blueprint("apis", __name__)

EVIDENCE = {
    "documented": "the vendor’s documents say so",
    "client": "seen in working clients",
    "inferred": "follows from what is known",
    "decided": "nobody says; our decision, with its reason",
}
# Swagger UI makes style elements of its own, and has its icons in its stylesheet.
_SWAGGER_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self';"
    " img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_SWAGGER_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")


@page.get("/apis")
def show() -> str:
    """Show the operations of all systems, or those that the filters leave."""
    systems, called = known_systems(), _called()
    text, which = request.args.get("q", "").strip(), request.args.get("which", "")
    chosen = request.args.get("system", "")
    groups = []
    for system in systems.all:
        rows = [_row(system, operation, called) for operation in system.operations]
        shown = [row for row in rows if _is_wanted(row, text, which)]
        if shown and chosen in ("", system.name):
            groups.append({"system": system, "rows": shown, "of": len(rows)})
    rows = [_row(s, operation, called) for s in systems.all for operation in s.operations]
    return render_template(
        "apis.html",
        groups=groups,
        cards=[{"system": s, "counts": _counts(s), "of": len(s.operations)} for s in systems.all],
        total=len(rows),
        called=sum(bool(row["called"]) for row in rows),
        decided=sum(row["evidence"] == "decided" for row in rows),
        text=text, which=which, chosen=chosen, evidences=EVIDENCE, waiting=_waiting(),
    )  # fmt: skip


def _row(
    system: System, operation: dict[str, Any], called: Counter[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "summary": "",
        "note": None,
        **operation,
        "called": called[system.name, operation["id"]],
    }


def _called() -> Counter[tuple[str, str]]:
    rows = control().get_stats()["operations"]
    return Counter({(row["simulator"], row["operation"]): row["requests"] for row in rows})


def _waiting() -> Counter[tuple[str, str]]:
    faults = [described(known_systems(), fault) for fault in control().faults()]
    return Counter((f["simulator"], f["operation"]) for f in faults if f["is_waiting"])


def _is_wanted(row: dict[str, Any], text: str, which: str) -> bool:
    if which == "called" and not row["called"]:
        return False
    if which == "decided" and row["evidence"] != "decided":
        return False
    told = f"{row['method']} {row['path']} {row['id']} {row['summary']}"
    return text.lower() in told.lower()


def _counts(system: System) -> dict[str, int]:
    counted = Counter(operation["evidence"] for operation in system.operations)
    return {word: counted[word] for word in EVIDENCE if counted[word]}


@page.get("/apis/<system>/<operation>")
def one(system: str, operation: str) -> str:
    """Show one operation: parameters, bodies, answers and examples."""
    found = known_systems().get(system)
    known = next((o for o in found.operations if o["id"] == operation), None) if found else None
    if found is None or known is None:
        abort(404, f"{system} has no operation {operation}.")
    document = document_of(known["api"])
    return render_template(
        "operation.html",
        system=found,
        operation=_row(found, known, _called()),
        told=operation_of(document, operation) if document else None,
        evidences=EVIDENCE,
    )


@page.get("/apis/swagger/<api>")
def swagger(api: str) -> Response:
    """Show a document in Swagger UI, which comes with a package of its own."""
    apis = [each["name"] for system in known_systems().all for each in system.described["apis"]]
    if api not in apis:
        abort(404, f"There is no API {api}.")
    made = render_template(
        "swagger.html", api=api, document=address_of(api), is_there=_swagger_folder() is not None
    )
    answer = Response(made, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _SWAGGER_POLICY
    return answer


@page.get("/apis/swagger/files/<name>")
def swagger_file(name: str) -> Response:
    """Serve a file of Swagger UI."""
    folder = _swagger_folder()
    if folder is None or name not in _SWAGGER_FILES:
        abort(404, f"There is no file {name} here.")
    return send_from_directory(folder, name, max_age=3600)


def _swagger_folder() -> Path | None:
    """Return where Swagger UI is; None where its package is not installed."""
    found = importlib.util.find_spec("flask_swagger_ui")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "dist"
