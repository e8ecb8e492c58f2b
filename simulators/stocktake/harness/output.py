"""What the output of a round names: orders and rows that the engine leaves for a person."""

from __future__ import annotations

import re

from stocktake.core.roles import Outlet
from stocktake.harness.history import History


def names_order(output: str, outlet: Outlet, reference: str) -> bool:
    """Whether an output names an order, by its id (`1001`) or its reference (`R1001`)."""
    return any(names_text(output, text) for text in (reference, outlet.id_in(reference)))


def names_text(output: str, text: str) -> bool:
    """Whether an output has a text that stands alone, not within a longer word or number."""
    return bool(re.search(rf"(?<![\w]){re.escape(text)}(?![\w])", output))


def named_since(history: History, outlet: Outlet, reference: str, *, turn: int) -> bool:
    """Whether any round that ended after a turn names an order."""
    return any(
        names_order(step.round.output, outlet, reference)
        for step in history.all_steps
        if step.round.last > turn
    )
