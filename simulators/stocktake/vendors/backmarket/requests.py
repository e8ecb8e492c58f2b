"""Requests made uniform before the document sees them: no slash at the end of a path.

Source: docs/reference/channels.md 1.1.
"""

from stocktake.core.simulator import Call


def normalize(call: Call) -> Call:
    """Return the call without a slash at the end of its path: both spellings are one route."""
    path = call.path.rstrip("/")
    return call.but(path=path) if path and path != call.path else call
