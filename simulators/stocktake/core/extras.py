"""Packages that only some things need; an extra of ours brings each."""

import importlib

from .errors import Unavailable


class ExtraMissing(Unavailable):
    """A package of an extra is not installed; the message says how to get it."""


def require(extra: str, *packages: str, what: str) -> None:
    """Import the packages of an extra, which `what` needs; ExtraMissing where one is not there."""
    try:
        for package in packages:
            importlib.import_module(package)
    except ImportError:
        raise ExtraMissing(
            f"{what} needs packages that are not installed: pip install 'stocktake[{extra}]'"
        ) from None
