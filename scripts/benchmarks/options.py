"""How a run is asked for."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .programs import Program

ORDER_SEED = 20260105  # the order of the samples is shuffled, but the same in every run


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run: how long a chunk lasts and how many there are, the sizes of worlds, where files go.

    `against` is another commit to measure beside this checkout, `cache` where peers are installed,
    `load` how many requests of each kind memory is looked at after.
    """

    quick: bool
    seconds: float
    rounds: int
    skus: tuple[int, ...]
    load: int
    folder: Path
    cache: Path
    against: Program | None = None
    tell: Callable[[str], None] = field(default=lambda _: None, repr=False)

    def order(self) -> random.Random:
        """Return what shuffles: each part of a run begins anew."""
        return random.Random(ORDER_SEED)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON."""
        other = self.against.name if self.against else None
        return {
            "quick": self.quick, "seconds": self.seconds, "rounds": self.rounds,
            "skus": self.skus, "load": self.load, "against": other,
        }  # fmt: skip


FULL: dict[str, Any] = {
    "seconds": 0.25, "rounds": 25, "skus": (1_000, 10_000, 100_000), "load": 1_000,
}  # fmt: skip
QUICK: dict[str, Any] = {"seconds": 0.1, "rounds": 8, "skus": (1_000,), "load": 200}
