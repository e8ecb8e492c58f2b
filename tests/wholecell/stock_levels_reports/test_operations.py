"""create_stock_levels_report, get_stock_levels_report, download_stock_levels_report.

Source: docs/reference/wholecell.md §5, §13 scenario 16.
"""

import csv
import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from stocktake import SIMULATORS
from stocktake.core.errors import Conflict, NotFound
from stocktake.web.sandbox import Answer, Sandbox

from tests.wholecell.conftest import DEVICE, SKU, Cell

PATH = "/stock_levels_reports"


def create(cell: Cell, **more: Any) -> int:
    answer = cell.send("POST", PATH, **more)
    assert answer.status == 201, answer.text
    return int(answer.json()["id"])


def poll(cell: Cell, report: int) -> dict[str, Any]:
    answer = cell.get(f"{PATH}/{report}")
    assert answer.status == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def completed(cell: Cell, report: int) -> dict[str, Any]:
    for _ in range(5):
        shown = poll(cell, report)
        if shown["status"] == "complete":
            return shown
    raise AssertionError(shown)


def fetch(cell: Cell, url: str, **more: Any) -> Answer:
    """Fetch a URL as whoever has it does, without an App."""
    parts = urlsplit(url)
    return cell.sandbox.request("GET", f"{parts.path}?{parts.query}", **more)


def rows(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.text
    return [
        {name: value if name == "sku" else int(value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(answer.text))
    ]


def test_a_report_is_asked_for_polled_and_fetched(cell: Cell) -> None:
    """§5, §13 scenario 16: id, pending, processing, complete, then a URL without Basic auth."""
    answer = cell.send("POST", PATH)
    made = answer.json()
    assert (answer.status, list(made)) == (201, ["id", "status", "url", "created_at"])
    assert (made["status"], made["url"]) == ("pending", None)
    polled = [poll(cell, made["id"]) for _ in range(4)]
    assert [shown["status"] for shown in polled] == [
        "pending", "processing", "complete", "complete",
    ]  # fmt: skip
    assert [bool(shown["url"]) for shown in polled] == [False, False, True, True]
    assert {**polled[-1], "status": "pending", "url": None} == made
    download = fetch(cell, polled[-1]["url"])
    assert download.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"stock_levels_report_{made['id']}.csv" in download.headers["content-disposition"]
    assert rows(download) == cell.get("/stock_levels").json()["data"]


def test_the_csv_has_a_header_unix_lines_and_quotes_where_they_are_needed(empty: Cell) -> None:
    """§5: sku,on_hand,outstanding,available, UTF-8, RFC 4180."""
    for sku in ("plain", 'a "large", one', "téléphone", "two\nlines"):
        empty.event("receive_units", product_variation={**DEVICE, "model": sku, "sku": sku})
    download = fetch(empty, completed(empty, create(empty))["url"])
    assert download.body.decode() == (
        'sku,on_hand,outstanding,available\n"a ""large"", one",1,0,1\nplain,1,0,1\n'
        '"two\nlines",1,0,1\ntéléphone,1,0,1\n'
    )


def test_an_account_without_skus_has_a_csv_of_a_header(empty: Cell) -> None:
    """§5."""
    download = fetch(empty, completed(empty, create(empty))["url"])
    assert download.text == "sku,on_hand,outstanding,available\n"


def test_the_values_are_those_of_completion(cell: Cell) -> None:
    """§5: neither of the asking nor of the fetching."""
    report = create(cell)
    before = {row["sku"]: row for row in cell.get("/stock_levels").json()["data"]}[SKU]
    cell.event("receive_units", sku=SKU, count=2)
    url = completed(cell, report)["url"]
    cell.event("receive_units", sku=SKU, count=5)
    told = {row["sku"]: row for row in rows(fetch(cell, url))}[SKU]
    assert told["on_hand"] == before["on_hand"] + 2


def test_the_statuses_of_the_body_narrow_what_counts(cell: Cell) -> None:
    """§4, §5: the optional inventory_statuses; an empty list chooses nothing, so all count."""
    wanted = {"inventory_statuses": ["Inbound", "Nobody's"]}
    narrow = rows(fetch(cell, completed(cell, create(cell, json=wanted))["url"]))
    query = {"inventory_statuses[]": wanted["inventory_statuses"]}
    assert narrow == cell.get("/stock_levels", **query).json()["data"]
    everything = rows(
        fetch(cell, completed(cell, create(cell, json={"inventory_statuses": []}))["url"])
    )
    assert everything == cell.get("/stock_levels").json()["data"]
    assert narrow != everything
    answer = cell.send("POST", PATH, json={"inventory_statuses": "Inbound"})
    assert answer.json() == {"errors": {"inventory_statuses": ["is invalid"]}}


def test_the_url_lies_under_the_address_that_the_client_used(cell: Cell) -> None:
    """§5: absolute, with world and prefix."""
    url = completed(cell, create(cell))["url"]
    assert url.startswith("http://sandbox/wholecell/api/v1/downloads/stock_levels_reports/")
    cell.sandbox.fork("other")
    there = "/w/other/wholecell/api/v1"
    made = cell.sandbox.request("POST", there + PATH, auth=cell.auth).json()["id"]
    for _ in range(3):
        shown = cell.sandbox.request("GET", f"{there}{PATH}/{made}", auth=cell.auth).json()
    assert shown["url"].startswith("http://sandbox/w/other/wholecell/api/v1/")
    assert fetch(cell, shown["url"]).status == 200
    assert fetch(cell, shown["url"].replace("/w/other", "")).status == 403


def test_the_url_expires(cell: Cell) -> None:
    """§5, §13 scenario 16: 403 after an hour; wholecell.stock_levels_report_url_ms."""
    report = create(cell)
    url = completed(cell, report)["url"]
    cell.sandbox.advance("59m")
    assert fetch(cell, url).status == 200
    cell.sandbox.advance("1m")
    answer = fetch(cell, url)
    assert (answer.status, answer.json()) == (403, {"error": "Forbidden"})
    assert poll(cell, report)["url"] == url
    cell.sandbox.set_quirk("wholecell.stock_levels_report_url_ms", 60_000)
    short = completed(cell, create(cell))["url"]
    cell.sandbox.advance("2m")
    assert fetch(cell, short).status == 403


def test_a_url_that_was_tampered_with_is_refused(cell: Cell) -> None:
    """§5: it is signed, its expiry too."""
    first, second = (completed(cell, create(cell))["url"] for _ in range(2))
    parts, other = urlsplit(first), urlsplit(second)
    expires = parts.query.split("&", maxsplit=1)[0]
    for path, query in (
        (parts.path, ""),
        (parts.path, other.query),
        (other.path, parts.query),
        (parts.path, parts.query.replace(expires, "expires=9999999999")),
        (parts.path, parts.query + "0"),
        (parts.path.rpartition("/")[0] + "/7", parts.query),
    ):
        assert cell.sandbox.request("GET", f"{path}?{query}").status == 403, query
    pending = create(cell)
    assert (
        fetch(cell, first.replace(str(parts.path.rpartition("/")[2]), str(pending))).status == 403
    )


def test_credentials_that_come_along_are_refused_unless_switched(cell: Cell) -> None:
    """§5: who forwards the Basic header is caught; wholecell.download_refuses_credentials."""
    url = completed(cell, create(cell))["url"]
    answer = fetch(cell, url, auth=cell.auth)
    assert (answer.status, answer.json()) == (400, {"error": "Bad request"})
    cell.sandbox.set_quirk("wholecell.download_refuses_credentials", False)
    assert fetch(cell, url, auth=cell.auth).status == 200
    assert fetch(cell, url, auth=("nobody", "knows")).status == 200


def test_the_clock_completes_a_report_that_nobody_asks_for(cell: Cell) -> None:
    """§5: T virtual seconds, wholecell.stock_levels_report_ms; by then, not by the next poll."""
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


def test_what_the_polls_completed_the_clock_leaves_alone(cell: Cell) -> None:
    """§5."""
    report = create(cell)
    url = completed(cell, report)["url"]
    cell.event("receive_units", sku=SKU, count=4)
    told = fetch(cell, url).text
    cell.sandbox.advance("10s")
    assert fetch(cell, poll(cell, report)["url"]).text == told


def test_with_a_second_a_call_a_report_takes_a_few_polls() -> None:
    """§5: what a manual clock with a tick of a second makes of the defaults."""
    with Sandbox(SIMULATORS, tick=1000) as sandbox:
        cell = Cell(sandbox)
        report = create(cell)
        seen = [poll(cell, report)["status"] for _ in range(4)]
    assert seen[0] in ("pending", "processing")
    assert seen[-1] == "complete"


def test_a_report_fails_while_the_quirk_is_on(cell: Cell) -> None:
    """§5: wholecell.stock_levels_report_fails; no URL, and no way back."""
    cell.sandbox.set_quirk("wholecell.stock_levels_report_fails", True)
    by_polls, by_clock = create(cell), create(cell)
    assert [poll(cell, by_polls)["status"] for _ in range(3)][-1] == "failed"
    cell.sandbox.advance("10s")
    cell.sandbox.set_quirk("wholecell.stock_levels_report_fails", False)
    for report in (by_polls, by_clock):
        shown = poll(cell, report)
        assert (shown["status"], shown["url"]) == ("failed", None)
    assert completed(cell, create(cell))["url"]


def test_a_planted_fault_lets_one_report_fail_between_two_polls(cell: Cell) -> None:
    """§5: `interleave` with the event, at the n-th poll."""
    failure = {"simulator": "wholecell", "event": "fail_stock_levels_report"}
    cell.sandbox.plant("wholecell", "get_stock_levels_report", "interleave", nth=2, event=failure)
    report = create(cell)
    assert [poll(cell, report)["status"] for _ in range(3)] == ["pending", "failed", "failed"]
    other = create(cell)
    assert completed(cell, other)
    with pytest.raises(Conflict):
        cell.event("fail_stock_levels_report", id=other)
    for named in ({}, {"id": 7}):
        with pytest.raises(NotFound):
            cell.event("fail_stock_levels_report", **named)


def test_the_other_spelling_of_the_path_is_the_same(cell: Cell) -> None:
    """§5: the true plural is unknown."""
    made = cell.send("POST", "/stock_level_reports").json()
    assert cell.get(f"/stock_level_reports/{made['id']}").json() == made
    assert poll(cell, made["id"])["status"] == "processing"


def test_an_app_needs_the_right_to_ask_for_a_report_and_to_read_it(cell: Cell) -> None:
    """§1, §13 scenario 20: the URL asks for none."""
    asking = cell.app("stock_levels_reports:create")
    reading = cell.app("stock_levels_reports:read")
    report = create(asking)
    assert reading.send("POST", PATH).status == 403
    assert asking.get(f"{PATH}/{report}").status == 403
    assert fetch(cell, completed(reading, report)["url"]).status == 200
    assert reading.get(f"{PATH}/7").status == 404


def test_a_report_comes_wrapped_where_single_objects_do(cell: Cell) -> None:
    """§2.3: wholecell.wrapped_object."""
    cell.sandbox.set_quirk("wholecell.wrapped_object", True)
    made = cell.send("POST", PATH).json()
    assert cell.get(f"{PATH}/{made['data']['id']}").json() == made


def test_the_limit_counts_apps_and_nobody_who_only_has_the_url(cell: Cell) -> None:
    """§1.1."""
    url = completed(cell, create(cell))["url"]
    cell.sandbox.set_quirk("wholecell.rate_limit", "on")
    cell.sandbox.advance("1s")
    assert [fetch(cell, url).status for _ in range(5)] == [200] * 5
