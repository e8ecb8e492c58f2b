"""How a scenario ended: what every place shows beside what is right, and what became of orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import History, OrderRow
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.orders import Order
from stocktake.harness.report.page.reasons import MINUS, Reason
from stocktake.harness.report.texts import plain
from stocktake.harness.route import Route
from stocktake.harness.violation import units

MOST_RIGHT = 16
"""So many SKUs that are right everywhere are listed one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is right and what is shown of an SKU on a route; `delta` is the difference."""

    right: str
    shown: str
    delta: str
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """An SKU with a cell for each route, None where it is not; `causes` are `what`s."""

    sku: str
    cells: tuple[Cell | None, ...]
    causes: tuple[str, ...]

    @property
    def is_wrong(self) -> bool:
        """Whether any number is not the right one."""
        return any(cell is not None and cell.is_wrong for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Every SKU that is judged; `more` are right and left out."""

    routes: tuple[tuple[str, str], ...]
    lines: tuple[StockLine, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order: its goods, what its warehouse made of it, what left, what the outlet was told."""

    reference: str
    outlet: str
    warehouse: str
    lines: str
    made: str
    shipped: str
    told: str
    is_twice: bool
    causes: tuple[str, ...]


def stock_of(history: History, reasons: Sequence[Reason]) -> Stock | None:
    """Return what every place shows in the end, the wrong first."""
    if not history.all_steps:
        return None
    routes = [each for each in expectations(history, history.final) if each.shown]
    skus = sorted({sku for each in routes for sku in each.shown})
    carried = {(row.simulator, row.sku) for row in history.final.stock if row.physical is not None}
    lines = [
        StockLine(
            sku=plain(sku),
            cells=tuple(_cell(each, sku, carried) for each in routes),
            causes=tuple(r.what for r in reasons if any(g.sku == plain(sku) for g in r.goods)),
        )
        for sku in skus
    ]
    wrong = [line for line in lines if line.is_wrong]
    right = [line for line in lines if not line.is_wrong and any(line.cells)]
    return Stock(
        routes=tuple((each.warehouse, _name(each.route)) for each in routes),
        lines=(*wrong, *right[:MOST_RIGHT]),
        more=len(right[MOST_RIGHT:]),
    )


def _name(route: Route) -> str:
    outlet = route.outlet
    return outlet if route.place in (outlet, route.warehouse) else f"{outlet} {route.place}"


def _cell(expected: Expected, sku: str, carried: set[tuple[str, str | None]]) -> Cell | None:
    """Return what is shown of an SKU on a route; None where its warehouse has no such good."""
    if sku not in expected.shown:
        return None
    numbers, right = sorted(expected.shown[sku]), expected.right_number(sku)
    if (expected.warehouse, sku) not in carried and numbers == [right]:
        return None
    is_wrong = not expected.is_right(sku, set(numbers))
    delta = numbers[-1] - right
    sign = "+" if delta > 0 else MINUS
    return Cell(
        right=units(right),
        shown=" and ".join(map(units, numbers)),
        delta=f"{sign}{units(abs(delta))}" if is_wrong and delta else "",
        is_wrong=is_wrong,
    )


def orders_of(history: History, reasons: Sequence[Reason]) -> tuple[OrderLine, ...]:
    """Return what became of each order of an outlet, by its number."""
    if not history.all_steps:
        return ()
    facts, rows = facts_of(history), _rows(history)
    found = [
        _order(facts, order, rows.get(reference, {}), reasons)
        for reference, order in sorted(facts.orders.items())
        if not order.placed < 0 or reference in {r for each in reasons for r in each.orders}
    ]
    return tuple(found)


def _rows(history: History) -> dict[str, dict[str, list[OrderRow]]]:
    """Return the rows of each system by the number of the order."""
    found: dict[str, dict[str, list[OrderRow]]] = defaultdict(lambda: defaultdict(list))
    for row in history.final.orders:
        if row.reference:
            found[row.reference][row.simulator].append(row)
    return found


def _order(
    facts: Facts, order: Order, rows: dict[str, list[OrderRow]], reasons: Iterable[Reason]
) -> OrderLine:
    end = facts.history.final.after
    mine = rows.get(order.outlet, [])
    warehouse = _warehouse(facts, order) or facts.holder(order, end) or ""
    documents: dict[str, list[OrderRow]] = defaultdict(list)
    for row in rows.get(warehouse, ()):
        documents[row.id].append(row)
    out = sum(row.shipped for held in documents.values() for row in held)
    wanted = sum(row.ordered - row.cancelled for row in mine)
    called_off = all(row.ordered == row.cancelled for row in mine)
    told = "yes" if order.told.at(end) else "no"
    return OrderLine(
        reference=plain(order.reference),
        outlet=order.outlet,
        warehouse=warehouse,
        lines=plain(", ".join(_goods(mine))),
        made=plain("; ".join(_made(documents))),
        shipped=f"{units(out)} of {units(wanted)}" if not called_off or out else "cancelled",
        told=told if told == "yes" or not called_off else "cancelled",
        is_twice=len(documents) > 1,
        causes=tuple(each.what for each in reasons if order.reference in each.orders),
    )


def _warehouse(facts: Facts, order: Order) -> str:
    place = order.place(facts.history.final.after)
    for route in facts.history.scenario.topology.routes:
        if (route.outlet, route.place) == (order.outlet, place):
            return route.warehouse
    return ""


def _goods(rows: Iterable[OrderRow]) -> Iterator[str]:
    for row in rows:
        yield f"{units(row.ordered)} \N{MULTIPLICATION SIGN} {row.sku or 'an unknown SKU'}"


def _made(documents: dict[str, list[OrderRow]]) -> Iterator[str]:
    if not documents:
        yield "no"
        return
    times = "once" if len(documents) == 1 else f"{len(documents)} times"
    yield f"{times} ({', '.join(documents)})"
    off = [
        key
        for key, rows in documents.items()
        if all(row.ordered and row.cancelled >= row.ordered for row in rows)
    ]
    if off:
        yield f"{', '.join(off)} cancelled"
