"""The client of the control plane of a running `stocktake serve`."""

from typing import Any

import click

URL = click.option(
    "--url",
    envvar="STOCKTAKE_URL",
    show_envvar=True,
    required=True,
    help="Where `stocktake serve` answers, `…/w/<world>` for one world.",
)
ENVIRONMENT_TOKEN = "STOCKTAKE_TOKEN"
"""The variable that stands for an absent --token, here and in `serve`."""
TOKEN = click.option(
    "--token",
    envvar=ENVIRONMENT_TOKEN,
    show_envvar=True,
    help="The token of the control plane, if it has one.",
)
_PATIENCE_S = 120.0  # a world of many thousand SKUs takes long


def ask(method: str, url: str, path: str, *, token: str | None = None, **request: Any) -> Any:
    """Send a request to `<url>/_sim<path>`; return the httpx.Response of an answer below 400.

    UsageError with what the control plane says, or when another program answers there.
    """
    import httpx

    headers = request.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    where = f"{url.rstrip('/')}/_sim{path}"
    try:
        answer = httpx.request(
            method, where, headers=headers, timeout=_PATIENCE_S,
            verify=not where.startswith("http:"),  # loading certificates takes longer
            **request,
        )  # fmt: skip
        # The page of another program is neither a world's file nor JSON.
        ours = answer.headers["content-type"].startswith("application/vnd.sqlite3")
        said = "" if ours else answer.json().get("error", {}).get("message", "")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, AttributeError):
        hint = "is `stocktake serve` running there?"
        raise click.UsageError(f"no Stocktake server answers at {url}; {hint}") from None
    if answer.status_code >= 400:
        raise click.UsageError(said or f"{url} answers {answer.status_code}")
    return answer
