"""What rows of several outlets have in common."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation


def moment(text: str | None) -> datetime | None:
    """Read a time; one without a zone is meant as UTC, some have more digits than others."""
    if not text:
        return None
    # Six digits of a second at most, which is what Python takes.
    at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def cents_of(amount: object) -> int:
    """Read money in whole units with two decimals as cents; 0 for what is none."""
    try:
        return int(Decimal(str(amount)) * 100)
    except InvalidOperation:
        return 0
