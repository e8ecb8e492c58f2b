"""What goods of the catalogue have in common that are counted and sold one by one."""

from typing import Any

SOLD_BY_THE_UNIT: dict[str, Any] = {
    "unit": "each",
    "sold_by": "each",
    "units_per_sold": 1,
    "pull_strategy": None,
}
