"""Who may come to the control plane: no page of a foreign site, and no name that is not ours.

A browser sends requests to this machine for any page that it shows, and a foreign name may be made
to lead here (DNS rebinding). Programs send no Origin, and the name that they were given.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from stocktake.core.errors import Forbidden
from stocktake.web.addresses import host_name, is_own
from stocktake.web.host import Host


def refusal_at_door(host: Host, headers: Mapping[str, str], *, reached_at: str) -> Forbidden | None:
    """Return why a request must not come in: a foreign name, or a foreign page; None if it may.

    `reached_at` is the address of this machine that it came to. In the process of a test there is
    no browser.
    """
    if not host.listens:
        return None
    own = {*host.names, reached_at}
    named, origin = headers.get("host"), headers.get("origin")
    if named is not None and not is_own(host_name(named), own):
        return Forbidden(
            f"the control plane does not answer for the host {host_name(named)}:"
            f" `serve --allow-host {host_name(named)}` lets it"
        )
    if headers.get("sec-fetch-site", "").strip().lower() == "cross-site":
        return Forbidden("the control plane does not answer the pages of other sites")
    if origin is not None and not is_own(_name_in(origin), own):
        return Forbidden(
            "the control plane does not answer a page of another origin: `serve --allow-host`"
            " names the hosts whose pages it answers"
        )
    return None


def _name_in(origin: str) -> str:
    """Return the host's name in an Origin; empty for `null` and whatever else is no web page."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    return host_name(parts.netloc) if parts.scheme in ("http", "https") else ""
