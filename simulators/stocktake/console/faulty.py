"""Planted faults in words: what goes wrong, at which calls, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rows import listed, words
from .shown import many
from .systems import Systems


def described(systems: Systems, fault: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fault with its words."""
    kind = systems.fault_kinds.get(fault["kind"], {})
    defaults = {name: a["default"] for name, a in kind.get("arguments", {}).items()}
    given = {n: v for n, v in fault["arguments"].items() if v != defaults.get(n)}
    struck = fault["fired"]
    return {
        **fault,
        "what": f"{words(fault['kind'])}{listed(given)}",
        "sentence": kind.get("sentence", ""),
        "which": _which(fault["nth"], fault["times"]),
        "state": _state(fault, struck),
        "is_waiting": fault["left"] > 0,
    }


def _which(nth: int, times: int) -> str:
    if nth == 1:
        return "the next call" if times == 1 else f"the next {times} calls"
    return f"call {nth} from now" if times == 1 else f"calls {nth} to {nth + times - 1}"


def _state(fault: Mapping[str, Any], struck: int) -> str:
    if fault["left"] <= 0:
        return "spent"
    return f"{many(fault['left'], 'more call')}" if struck else "waiting"
