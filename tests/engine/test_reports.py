"""WholeCell's stock levels by report, in a world that is large enough for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stocktake.engine.rounds import run_round
from stocktake.engine.settings import read_settings
from stocktake.engine.wholecell import REPORT_FROM
from stocktake.engine.wholecell.rows import read_file

from tests.engine.support import ASK, catalogue, engine_environment, new_world

SKU = "PIX6-128-BLK-B"
LISTS, REPORTS = "list_stock_levels", "create_stock_levels_report"
DOWNLOADS = "download_stock_levels_report"


class Large:
    """A world of over 300 SKUs, and rounds of the engine in it."""

    def __init__(self, url: str, state: Path) -> None:
        self.url = url
        self.environment = engine_environment(url, state, warehouse="wholecell")

    def round(self) -> tuple[Any, list[str]]:
        """Run one round; return its failures and its requests to WholeCell for stock."""
        last = ASK.get(f"{self.url}/_sim/journal?limit=1").json()["last"]
        report = run_round(read_settings(self.environment))
        path = f"/_sim/journal?limit=10000&kind=exchange&after={last}"
        entries = ASK.get(self.url + path).json()["entries"]
        asked = [entry["operation"] for entry in entries if entry["simulator"] == "wholecell"]
        return report, [name for name in asked if name in (LISTS, REPORTS, DOWNLOADS)]

    def plant(self, operation: str, kind: str, **more: Any) -> None:
        body = {"simulator": "wholecell", "operation": operation, "kind": kind, **more}
        assert ASK.post(f"{self.url}/_sim/faults", json=body).status_code == 201

    def wrong(self) -> Any:
        """Count the offers for which the shop shows a wrong number."""
        answer = ASK.post(
            f"{self.url}/_sim/sql",
            json={"sql": (
                "SELECT count(*), sum(shown != coalesce((SELECT sum(sellable) FROM v_stock w"
                " WHERE w.simulator = 'wholecell' AND w.sku = s.sku), 0)) FROM v_stock s"
                " WHERE simulator = 'retailcrm' AND place = 'wholecell'"
            )},
        )  # fmt: skip
        return answer.json()["rows"][0]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with catalogue(scale=12) as url:
        yield url


@pytest.fixture
def large(address: str, tmp_path: Path) -> Large:
    return Large(new_world(address), tmp_path)


def test_a_large_shop_is_filled_by_one_report_and_is_quiet_then(large: Large) -> None:
    report, asked = large.round()
    assert (report.failures, asked) == ([], [REPORTS, DOWNLOADS])
    offers, wrong = large.wrong()
    assert (offers > REPORT_FROM, wrong) == (True, 0)
    report, asked = large.round()
    assert (report.failures, report.wrote, asked) == ([], False, [REPORTS, DOWNLOADS])


@pytest.mark.parametrize(
    ("operation", "kind", "more"),
    [
        ("get_stock_levels_report", "interleave",
         {"event": {"simulator": "wholecell", "event": "fail_stock_levels_report"}}),
        (REPORTS, "status", {}),
        (REPORTS, "garbled", {}),
        (REPORTS, "lost_reply", {}),
        (DOWNLOADS, "status", {"status": 403}),
        (DOWNLOADS, "garbled", {}),
        (DOWNLOADS, "truncated", {"times": 4}),
    ],
)  # fmt: skip
def test_where_a_report_does_not_come_the_list_is_read_to_its_end(
    large: Large, operation: str, kind: str, more: Any
) -> None:
    large.plant(operation, kind, **more)
    report, asked = large.round()
    assert (report.failures, asked[0]) == ([], REPORTS)
    assert asked.count(LISTS) == 4, "over 300 SKUs, a hundred on a page"
    assert large.wrong()[1] == 0


def test_a_vendor_whose_reports_always_fail_is_read_by_the_list(large: Large) -> None:
    quirk = f"{large.url}/_sim/quirks/wholecell.stock_levels_report_fails"
    assert ASK.put(quirk, json={"value": True}).status_code == 200
    assert LISTS in large.round()[1]
    assert large.wrong()[1] == 0


def test_a_page_of_html_is_no_empty_report() -> None:
    with pytest.raises(ValueError, match="no table"):
        read_file("<html><body><h1>Service unavailable</h1></body></html>")
    assert read_file("sku,on_hand,outstanding,available\n") == {}
    assert read_file(f"sku,on_hand,outstanding,available\n{SKU},5,6,-1\n") == {SKU: -1}
