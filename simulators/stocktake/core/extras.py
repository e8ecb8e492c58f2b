"""Packages that only some things need; an extra of ours brings each."""

import importlib.util

from .errors import Unavailable


class ExtraMissing(Unavailable):
    """A package of an extra is not installed; the message says how to get it."""


def require(extra: str, *packages: str, what: str) -> None:
    """Raise ExtraMissing unless the packages of an extra are installed; `what` needs them."""
    if any(importlib.util.find_spec(package) is None for package in packages):
        raise ExtraMissing(
            f"{what} needs packages that are not installed: pip install 'stocktake[{extra}]'"
        )
