"""The address by which a Custom Store is asked and told."""

from typing import Any
from urllib.parse import quote, urlencode


def address(url: str, query: dict[str, Any]) -> str:
    """Return the integrator's URL with a query, encoded as the guide shows it."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query, quote_via=quote, safe='')}"
