"""What tests of commands call besides: one API of the server, as its client would."""

import httpx
from stocktake.client.control import Control

BEGIN = "2026-03-02T09:00:00.000Z"


def wherefour(control: Control, path: str, *, password: str | None = None) -> int:
    """Send a request to one API; return its status, 0 where no answer came."""
    env = control.env
    auth = (env["WHEREFOUR_USERNAME"], password or env["WHEREFOUR_PASSWORD"])
    try:
        return httpx.get(env["WHEREFOUR_BASE_URL"] + path, auth=auth, trust_env=False).status_code
    except httpx.TransportError:
        return 0
