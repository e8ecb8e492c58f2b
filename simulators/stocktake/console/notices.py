"""What a form has done, told once on the page that follows it: a cookie that lasts as long."""

from __future__ import annotations

from urllib.parse import quote, unquote

from flask import after_this_request, redirect, request
from werkzeug.wrappers import Response

_NAME = "stocktake_notice"
_MOST = 600  # characters
_LASTS_S = 30


def see(address: str, notice: str) -> Response:
    """Lead the browser to a page that tells what was done."""
    response = redirect(address, 303)
    response.set_cookie(
        _NAME, quote(notice[:_MOST]), max_age=_LASTS_S, path=request.script_root or "/",
        httponly=True, samesite="Strict",
    )  # fmt: skip
    return response


def take_notice() -> str:
    """Return what is to be told, and forget it."""
    if _NAME not in request.cookies:
        return ""

    @after_this_request
    def forget(response: Response) -> Response:
        response.delete_cookie(_NAME, path=request.script_root or "/")
        return response

    return unquote(request.cookies[_NAME])[:_MOST]
