"""create_stock_levels_report, get_stock_levels_report, download_stock_levels_report.

Source: docs/reference/wholecell.md §5, §13 scenario 16.
"""

from urllib.parse import parse_qsl, urlsplit

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.wholecell.conftest import DEVICE, SKU, Cell
from tests.wholecell.stock_levels_reports.support import PATH, completed, create, fetch, poll, rows


def test_a_report_is_requested_polled_and_fetched(cell: Cell) -> None:
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


def test_an_account_without_skus_has_a_csv_with_only_a_header(empty: Cell) -> None:
    """§5."""
    download = fetch(empty, completed(empty, create(empty))["url"])
    assert download.text == "sku,on_hand,outstanding,available\n"


def test_the_values_are_those_of_completion(cell: Cell) -> None:
    """§5: not those of the request or of the download."""
    report = create(cell)
    before = {row["sku"]: row for row in cell.get("/stock_levels").json()["data"]}[SKU]
    cell.event("receive_units", sku=SKU, count=2)
    url = completed(cell, report)["url"]
    cell.event("receive_units", sku=SKU, count=5)
    level = {row["sku"]: row for row in rows(fetch(cell, url))}[SKU]
    assert level["on_hand"] == before["on_hand"] + 2


def test_the_statuses_of_the_body_narrow_the_units(cell: Cell) -> None:
    """§4, §5: the optional inventory_statuses; with an empty list all units count."""
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
    cell.sandbox.set_quirk("wholecell.stock_levels_report_url_ms", 60_000)
    short = completed(cell, create(cell))["url"]
    cell.sandbox.advance("2m")
    assert fetch(cell, short).status == 403


@pytest.mark.parametrize("tick", [0, 1])
def test_each_read_of_a_complete_report_signs_a_new_url_that_lives_its_own_hour(tick: int) -> None:
    """§5: the one that was read first expires first; the CSV stays that of completion."""
    with Sandbox(SIMULATORS, tick=tick) as sandbox:
        cell = Cell(sandbox)
        report = create(cell)
        first, second = completed(cell, report)["url"], poll(cell, report)["url"]
        queries = [dict(parse_qsl(urlsplit(url).query)) for url in (first, second)]
        assert all(queries[0][name] != queries[1][name] for name in ("nonce", "signature"))
        csv = fetch(cell, first).text
        sandbox.advance("40m")
        cell.event("receive_units", sku=SKU, count=4)
        third = poll(cell, report)["url"]
        assert [fetch(cell, url).text for url in (first, second, third)] == [csv] * 3
        sandbox.advance("20m")
        assert [fetch(cell, url).status for url in (first, second, third)] == [403, 403, 200]
        sandbox.advance("40m")
        assert fetch(cell, third).status == 403
        assert fetch(cell, poll(cell, report)["url"]).text == csv


def test_a_url_that_was_tampered_with_is_refused(cell: Cell) -> None:
    """§5: the expiry is signed too."""
    first, second = (completed(cell, create(cell))["url"] for _ in range(2))
    parts, other = urlsplit(first), urlsplit(second)
    expires, nonce, signature = parts.query.split("&")
    for path, query in (
        (parts.path, ""),
        (parts.path, other.query),
        (other.path, parts.query),
        (parts.path, parts.query.replace(expires, "expires=9999999999999")),
        (parts.path, parts.query.replace(expires, "expires=never")),
        (parts.path, parts.query.replace(nonce, "nonce=0")),
        (parts.path, parts.query.replace(signature, "signature=%D0%B0")),
        (parts.path, parts.query + "0"),
        (parts.path.rpartition("/")[0] + "/7", parts.query),
    ):
        assert cell.sandbox.request("GET", f"{path}?{query}").status == 403, query
    pending = create(cell)
    assert (
        fetch(cell, first.replace(str(parts.path.rpartition("/")[2]), str(pending))).status == 403
    )


def test_a_download_with_credentials_is_refused_while_the_quirk_is_on(cell: Cell) -> None:
    """§5: catches clients that forward the header; wholecell.download_refuses_credentials."""
    url = completed(cell, create(cell))["url"]
    answer = fetch(cell, url, auth=cell.auth)
    assert (answer.status, answer.json()) == (400, {"error": "Bad request"})
    cell.sandbox.set_quirk("wholecell.download_refuses_credentials", False)
    assert fetch(cell, url, auth=cell.auth).status == 200
    assert fetch(cell, url, auth=("nobody", "knows")).status == 200


def test_the_other_spelling_of_the_path_works_too(cell: Cell) -> None:
    """§5: the true plural is unknown."""
    made = cell.send("POST", "/stock_level_reports").json()
    assert cell.get(f"/stock_level_reports/{made['id']}").json() == made
    assert poll(cell, made["id"])["status"] == "processing"


def test_requesting_and_reading_a_report_need_their_permissions(cell: Cell) -> None:
    """§1, §13 scenario 20: the download needs none."""
    asking = cell.app("stock_levels_reports:create")
    reading = cell.app("stock_levels_reports:read")
    report = create(asking)
    assert reading.send("POST", PATH).status == 403
    assert asking.get(f"{PATH}/{report}").status == 403
    assert fetch(cell, completed(reading, report)["url"]).status == 200
    assert reading.get(f"{PATH}/7").status == 404


def test_a_report_is_wrapped_while_the_quirk_is_on(cell: Cell) -> None:
    """§2.3: wholecell.wrapped_object."""
    cell.sandbox.set_quirk("wholecell.wrapped_object", True)
    made = cell.send("POST", PATH).json()
    assert cell.get(f"{PATH}/{made['data']['id']}").json() == made


def test_downloads_by_url_are_not_limited(cell: Cell) -> None:
    """§1.1."""
    url = completed(cell, create(cell))["url"]
    cell.sandbox.set_quirk("wholecell.rate_limit", "on")
    cell.sandbox.advance("1s")
    assert [fetch(cell, url).status for _ in range(5)] == [200] * 5
