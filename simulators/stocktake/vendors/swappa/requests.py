"""Requests made uniform before the document sees them. Source: docs/reference/channels.md 3."""

from stocktake.core.simulator import Call


def normalize(call: Call) -> Call:
    """Return the call without a slash at the end of its path."""
    path = call.path.rstrip("/")
    return call.but(path=path) if path else call
