"""What an order of the shop is to this engine."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of the shop when it was last read.

    `lines`: SKU (None for free text) and quantity.
    """

    id: int
    site: str
    store: str | None
    date: str
    customer_id: int | None
    customer_name: str
    cancelled: bool
    shipped: bool
    lines: tuple[tuple[str | None, Fraction], ...]

    @property
    def number(self) -> str:
        """The number of its document in the warehouse."""
        return f"R{self.id}"

    @property
    def over(self) -> bool:
        """Whether the shop wants nothing more of it."""
        return self.cancelled or self.shipped
