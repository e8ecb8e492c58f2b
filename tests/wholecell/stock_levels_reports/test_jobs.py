"""When a report completes or fails. Source: docs/reference/wholecell.md §5."""

import pytest
from stocktake import SIMULATORS
from stocktake.core.errors import Conflict, NotFound
from stocktake.web.sandbox import Sandbox

from tests.wholecell.conftest import SKU, Cell
from tests.wholecell.stock_levels_reports.support import completed, create, fetch, poll, rows


def test_the_clock_completes_a_report_that_nobody_polls(cell: Cell) -> None:
    """§5: wholecell.stock_levels_report_ms; with the values of that time, not of the next poll."""
    cell.sandbox.set_quirk("wholecell.stock_levels_report_polls", 0)
    cell.sandbox.set_quirk("wholecell.stock_levels_report_ms", 60_000)
    report = create(cell)
    assert [poll(cell, report)["status"] for _ in range(6)] == ["pending"] * 6
    cell.sandbox.advance("30s")
    assert [poll(cell, report)["status"] for _ in range(6)] == ["processing"] * 6
    before = cell.get("/stock_levels").json()["data"]
    cell.sandbox.advance("1m")
    cell.event("receive_units", sku=SKU, count=4)
    assert rows(fetch(cell, poll(cell, report)["url"])) == before


def test_the_number_of_polls_can_be_set(cell: Cell) -> None:
    """§5: wholecell.stock_levels_report_polls."""
    cell.sandbox.set_quirk("wholecell.stock_levels_report_ms", 3_600_000)
    for polls in (1, 2, 5):
        cell.sandbox.set_quirk("wholecell.stock_levels_report_polls", polls)
        report = create(cell)
        seen = [poll(cell, report)["status"] for _ in range(polls)]
        assert seen.index("complete") == polls - 1


def test_the_clock_leaves_a_completed_report_alone(cell: Cell) -> None:
    """§5."""
    report = create(cell)
    url = completed(cell, report)["url"]
    cell.event("receive_units", sku=SKU, count=4)
    downloaded = fetch(cell, url).text
    cell.sandbox.advance("10s")
    assert fetch(cell, poll(cell, report)["url"]).text == downloaded


def test_with_a_tick_of_a_second_a_report_takes_a_few_polls() -> None:
    """§5: the defaults, with a manual clock."""
    with Sandbox(SIMULATORS, tick=1000) as sandbox:
        cell = Cell(sandbox)
        report = create(cell)
        seen = [poll(cell, report)["status"] for _ in range(4)]
    assert seen[0] in ("pending", "processing")
    assert seen[-1] == "complete"


def test_a_report_fails_while_the_quirk_is_on(cell: Cell) -> None:
    """§5: wholecell.stock_levels_report_fails; without a URL, and for good."""
    cell.sandbox.set_quirk("wholecell.stock_levels_report_fails", True)
    by_polls, by_clock = create(cell), create(cell)
    assert [poll(cell, by_polls)["status"] for _ in range(3)][-1] == "failed"
    cell.sandbox.advance("10s")
    cell.sandbox.set_quirk("wholecell.stock_levels_report_fails", False)
    for report in (by_polls, by_clock):
        shown = poll(cell, report)
        assert (shown["status"], shown["url"]) == ("failed", None)
    assert completed(cell, create(cell))["url"]


def test_a_planted_fault_fails_one_report_between_two_polls(cell: Cell) -> None:
    """§5: `interleave` with the event, at the n-th poll."""
    failure = {"simulator": "wholecell", "event": "fail_stock_levels_report"}
    cell.sandbox.fault("wholecell", "get_stock_levels_report", "interleave", nth=2, event=failure)
    report = create(cell)
    assert [poll(cell, report)["status"] for _ in range(3)] == ["pending", "failed", "failed"]
    other = create(cell)
    assert completed(cell, other)
    with pytest.raises(Conflict):
        cell.event("fail_stock_levels_report", id=other)
    for named in ({}, {"id": 7}):
        with pytest.raises(NotFound):
            cell.event("fail_stock_levels_report", **named)
