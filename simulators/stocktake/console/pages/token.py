"""The token of a sandbox that listens beyond its machine, asked for once."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stocktake.client.answers import Unauthorized
from stocktake.console.asking import asking, keep_token

page = Blueprint("token", __name__)


@page.post("/token")
def take() -> Response | tuple[str, int]:
    """Keep the token if the control plane takes it."""
    given = request.form.get("token", "").strip()
    following = request.form.get("following", "/")
    # Headers take no other letters, and no token of ours has any.
    if not given.isascii() or not given.isprintable() or not given:
        return _wrong(following)
    try:
        current_app.config["ASKS"](given, request.host, asking().world).get_clock()
    except Unauthorized:
        return _wrong(following)
    answer = redirect(_below(following), 303)
    keep_token(answer, given)
    return answer


def _wrong(following: str) -> tuple[str, int]:
    asking().wants_strip = False
    return render_template("token.html", wrong=True, following=following), 401


def _below(following: str) -> str:
    """Return the address of a page of ours; the overview for anything else."""
    if not following.startswith("/") or following.startswith("//") or "\\" in following:
        return url_for("overview.show")
    return request.script_root + following
