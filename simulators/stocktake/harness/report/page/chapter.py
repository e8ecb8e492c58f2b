"""What the page has of one scenario, made once as the scenario ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stocktake.core.clock import to_datetime
from stocktake.harness.history import History
from stocktake.harness.report.faults import describe_fault, planted_faults
from stocktake.harness.report.page.bodies import Exchanges
from stocktake.harness.report.page.doings import Doings
from stocktake.harness.report.page.ended import OrderLine, Stock, orders_of, stock_of
from stocktake.harness.report.page.picture import Painter, Picture, Row, picture_of
from stocktake.harness.report.page.reasons import Reason, reasons_of
from stocktake.harness.report.page.tried import Tried, tried_in
from stocktake.harness.report.quiet import quiet_traffic
from stocktake.harness.report.texts import Times, file_name, plain, printed, verdict_word
from stocktake.harness.verdict import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chapter:
    """A scenario as the page shows it.

    `verdict` is right, wrong, skipped or not judged; `proofs` are the rows of each reason, by its
    `what`; `files`: its journal and traffic are beside the page; `again` is the command that plays
    it again, `length` how many rows its journal has.
    """

    id: str
    name: str
    sentence: str
    verdict: str
    why: str
    day: str
    rounds: int
    faults: tuple[str, ...]
    quiet: tuple[str, ...]
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    proofs: Mapping[str, tuple[Row, ...]]
    picture: Picture | None
    bodies: Exchanges
    times: Times | None
    stock: Stock | None
    orders: tuple[OrderLine, ...]
    tried: Tried
    printed: str
    files: bool
    again: str
    length: int

    @property
    def title(self) -> str:
        """Its name as a heading."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def drawn(self) -> frozenset[int]:
        """The journal numbers that have a row in the picture, to which a link can lead."""
        return frozenset(row.seq for row in self.picture.rows()) if self.picture else frozenset()


def chapter_of(result: Result, *, again: str) -> Chapter:
    """Return what the page has of a scenario."""
    history = result.history
    doings = Doings.of(history) if history else None
    reasons = reasons_of(result, doings) if doings else ()
    painter = Painter.of(history, _cited(reasons)) if history else None
    orders = {order for reason in reasons for order in reason.orders}
    return Chapter(
        id=file_name(result),
        name=plain(result.scenario.name),
        sentence=plain(result.scenario.sentence),
        verdict=verdict_word(result),
        why=plain(result.broken_down or result.skipped),
        day=_day(history),
        rounds=len(history.all_steps) if history else 0,
        faults=tuple(map(describe_fault, planted_faults(result))),
        quiet=tuple(each.text for each in quiet_traffic(history)),
        passed=tuple(check for check, found in result.checks.items() if not found),
        failed=result.failed,
        notes=tuple(map(plain, result.notes)),
        reasons=reasons,
        proofs={each.what: tuple(painter.rows(each.rows)) for each in reasons} if painter else {},
        picture=picture_of(painter) if painter else None,
        bodies=Exchanges.of(history.canonical if history else "", orders),
        times=painter.times if painter else None,
        stock=stock_of(history, reasons) if history else None,
        orders=orders_of(history, reasons) if history else (),
        tried=tried_in(result),
        printed=printed(result),
        files=bool(history and history.canonical),
        again=plain(again),
        length=len(history.journal) if history else 0,
    )


def _cited(reasons: Sequence[Reason]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for reason in reasons:
        for seq in reason.cited:
            found[seq].append(reason.what)
    return {seq: tuple(names) for seq, names in found.items()}


def _day(history: History | None) -> str:
    """Return the day on which the world began."""
    if not history or not history.journal:
        return ""
    moment = to_datetime(history.journal[0].at)
    return f"{moment.day} {moment:%B %Y}"
