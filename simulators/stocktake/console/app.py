"""The application: its pages, what all of them are given, and what every answer carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, render_template, request
from jinja2 import StrictUndefined

from stocktake.client.answers import Refusal, Unauthorized

from . import shown
from .asking import Asking, asking
from .asks import Asks
from .notices import take_notice
from .pages import BLUEPRINTS
from .strip import strip_of
from .systems import Systems

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_STATIC_S = 300  # a browser keeps the stylesheet and the script so long


def make_app(asks: Asks, *, reports: Path | None = None) -> Flask:
    """Return the console of one server; `asks` reaches its control plane."""
    app = Flask(__name__)
    app.config.update(
        ASKS=asks, REPORTS=reports, SYSTEMS=Systems(), SEND_FILE_MAX_AGE_DEFAULT=_STATIC_S
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(shown.FILTERS)
    app.before_request(_begin)
    app.after_request(_end)
    app.context_processor(_given_to_all)
    app.register_error_handler(Unauthorized, _token_wanted)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(ConnectionError, _gone)
    app.register_error_handler(403, _forbidden)
    app.register_error_handler(404, _nothing_here)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _begin() -> None:
    """Let in what comes from our own pages; say how this request asks the control plane."""
    if request.method not in ("GET", "HEAD") and not _is_from_here():
        abort(403)
    g.asking = Asking.of_request()


def _is_from_here() -> bool:
    """Say whether a form was sent by a page of this server; programs send no Origin."""
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return origin is None or urlsplit(origin).netloc == request.host


def _end(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _given_to_all() -> dict[str, Any]:
    """Return what the layout needs, for pages that have asked for it."""
    return {
        "strip": strip_of(asking().control) if asking().wants_strip else None,
        "systems": asking().systems,
        "notice": take_notice(),
        "here": request.full_path.rstrip("?"),
    }


def _token_wanted(_: Unauthorized) -> tuple[str, int]:
    given = asking().token is not None
    asking().wants_strip = False
    return render_template("token.html", wrong=given, following=_following()), 401


def _following() -> str:
    """Return where to go on once the token is known: the page that was asked for."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def _refused(refusal: Refusal) -> tuple[str, int]:
    return _problem("This could not be done", refusal.message, refusal.status)


def _gone(error: ConnectionError) -> tuple[str, int]:
    asking().wants_strip = False
    return _problem("The sandbox has gone", str(error), 503)


def _forbidden(_: Any) -> tuple[str, int]:
    asking_or_none = g.get("asking")
    if asking_or_none is None:
        g.asking = Asking.of_request()
    asking().wants_strip = False
    return _problem(
        "Only pages of this console may do that",
        "The form was sent by a page of another origin; open the console and use its own.",
        403,
    )


def _nothing_here(error: Any) -> tuple[str, int]:
    told = error.description if getattr(error, "response", None) is None else ""
    return _problem("There is no such page", str(told), 404)


def _problem(title: str, message: str, status: int) -> tuple[str, int]:
    try:
        return render_template("problem.html", title=title, message=message), status
    except (Refusal, ConnectionError):  # the strip cannot be had either
        asking().wants_strip = False
        return render_template("problem.html", title=title, message=message), status
