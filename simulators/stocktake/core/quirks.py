"""Quirks: named switches for what a vendor's documents leave open."""

import json
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

    def check(self, name: str, value: Any) -> None:
        """Raise ValueError for a value that it cannot have; `name` is its name with its vendor."""
        if self.values and value not in self.values:
            known = ", ".join(json.dumps(allowed) for allowed in self.values)
            raise ValueError(f"{name} can be {known}")
        if type(value) is not type(self.default):
            raise ValueError(f"{name} is a {type(self.default).__name__}")
        if self.accepts and not self.accepts(value):
            raise ValueError(f"{name} cannot be {value!r}")
