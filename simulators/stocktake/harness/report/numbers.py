"""What every system says of each SKU in the end, beside what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stocktake.harness.history import History
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.violation import units


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """An SKU on one route, quantities as texts in its unit.

    `shown` are the numbers that the outlet shows at the place, several where its sites differ;
    `can_ship` is what the warehouse could ship and `owed` what orders still want of it; `why` says
    why a warehouse promises less than it holds.
    """

    sku: str
    outlet: str
    place: str
    right: str
    shown: tuple[str, ...]
    warehouse: str
    can_ship: str
    owed: str
    why: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether any number shown is not the right one."""
        return self.shown != (self.right,)


def numbers_of(history: History | None) -> tuple[Numbers, ...]:
    """Return every SKU that is judged, at every place, as the last snapshot has it."""
    if history is None or not history.all_steps:
        return ()
    found = [row for expected in expectations(history, history.final) for row in _rows(expected)]
    return tuple(sorted(found, key=lambda row: (row.sku, row.outlet, row.place)))


def _rows(expected: Expected) -> Iterator[Numbers]:
    can_ship, owed, reasons = expected.sellable, expected.due, _reasons(expected)
    for sku, shown in expected.shown.items():
        yield Numbers(
            sku=sku,
            outlet=expected.outlet,
            place=expected.place,
            right=units(expected.right_number(sku)),
            shown=tuple(units(number) for number in sorted(shown)),
            warehouse=expected.warehouse,
            can_ship=units(can_ship[sku]),
            owed=units(owed[sku]),
            why=", ".join(reasons.get(sku, ())),
        )


def _reasons(expected: Expected) -> dict[str, dict[str, None]]:
    """Return why less is promised of an SKU than the warehouse holds, each reason once."""
    found: dict[str, dict[str, None]] = {}
    for row in expected.snapshot.stock:
        if row.why and row.sku and row.simulator == expected.warehouse:
            found.setdefault(row.sku, {})[row.why] = None
    return found
