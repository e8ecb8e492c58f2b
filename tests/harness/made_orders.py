"""Orders and documents of plays made by hand."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class MadeOrder:
    """An order of the shop: what it wants of each offer, and what the shop was told."""

    id: int
    place: str
    lines: dict[str, int]
    customer: str | None
    lives: bool = True
    told: dict[str, int] = field(default_factory=dict)
    date: str | None = None

    @property
    def reference(self) -> str:
        """The number of its document."""
        return f"R{self.id}"


@dataclass(eq=False)
class MadeDocument:
    """What a warehouse holds: by good what it was made with, what is cancelled and what is out."""

    warehouse: str
    id: str
    reference: str
    ordered: dict[str, int]
    customer: str | None = None
    cancelled: dict[str, int] = field(default_factory=dict)
    out: dict[str, int] = field(default_factory=dict)
    shipped_at: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def asked(self) -> dict[str, int]:
        """What it asks for now."""
        rest = {g: n - self.cancelled.get(g, 0) for g, n in self.ordered.items()}
        return {good: number for good, number in rest.items() if number}
