"""Quirks: named switches for what a vendor's documents leave open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """A switch with its default value and why it is that.

    `values` lists what it can be; empty means any value of the default's type that `accepts`, where
    given, is true of.
    """

    name: str
    default: Any
    sentence: str
    evidence: str
    values: tuple[Any, ...] = ()
    accepts: Callable[[Any], bool] | None = None
