"""Everything that a round knows, and the facts that outlive it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .service import Row, Service


@dataclass
class World:
    """Everything that a round knows."""

    shop: Service
    routes: dict[str, str]
    memory: Path
    facts: dict[str, Any]
    desks: dict[str, Any] = field(default_factory=dict)
    cancel: set[str] = field(default_factory=set)
    zone: Any = None
    failed: bool = False

    def note(self, what: object, why: object, failed: bool = False) -> None:
        """Name what a person should look at."""
        self.failed |= failed
        print(f"{what}: {why}"[:150])

    def remember(self, desk: str, order: Row, **facts: Any) -> None:
        """Keep facts of an order at a desk, in a file that is whole at any moment."""
        self.keep(**{f"{desk}/{order['id']}": self.recall(desk, order) | facts})

    def keep(self, **facts: Any) -> None:
        """Keep facts, if any of them is new."""
        if self.facts != self.facts | facts:
            self.facts |= facts
            new = self.memory.with_suffix(".new")
            new.write_text(json.dumps(self.facts))
            new.replace(self.memory)

    def recall(self, desk: str, order: Row) -> dict[str, Any]:
        """What is kept of an order at a desk."""
        return dict(self.facts.get(f"{desk}/{order['id']}", {}))
