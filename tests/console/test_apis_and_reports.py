"""APIs with their evidence, and the reports of a folder, of which nothing else is served."""

import os
from pathlib import Path

import pytest
from stocktake import Sandbox

from tests.console.conftest import BEGINS
from tests.console.pages import UI, Browser, with_console

JUNIT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="stocktake check --engine python {engine}.py" tests="2" time="3.2">
<testsuite name="one shelf" tests="1" time="3.2"><testcase name="converged" time="3.2">{case}
</testcase></testsuite></testsuites>"""
FAILURE = '<failure message="It shows &lt;b&gt; 74. More follows." type="D1">told</failure>'


def test_each_operation_is_told_with_its_evidence_and_how_often_it_was_called(
    busy: Browser,
) -> None:
    page = busy.get("/apis")
    assert next(page.all("h1")).text.endswith("operations, each with its evidence")
    row = next(each for each in page.all("tr") if "create_sales_order" in each.text)
    assert "decided" in row.text
    called = busy.get("/apis?which=called&system=wherefour")
    names = [each.text for each in called.all("code")]
    assert {"create_order", "get_inventory_items"} <= set(names)
    assert "list_quotes" not in names
    (found,) = [
        each for each in busy.get("/apis?q=auto_pick_and_ship&system=wherefour").all("tr")
        if "auto_pick_and_ship " in f"{each.text} " and "POST" in each.text
    ][:1]  # fmt: skip
    assert "documented" in found.text
    assert "No operation matches" in busy.get("/apis?q=zzz").text
    assert "1 Plant a fault" in busy.get("/apis?q=list_stock_levels").text


def test_an_operation_has_a_page_and_an_unknown_one_is_404(busy: Browser) -> None:
    page = busy.get("/apis/wherefour/create_order")
    assert "Documented: the vendor’s documents say so." in page.text
    assert "has no operation create_orders" in busy.get("/apis/wherefour/create_orders", 404).text
    busy.get("/apis/nobody/create_order", 404)


def test_swagger_ui_comes_from_its_package_and_from_this_server_alone(busy: Browser) -> None:
    page = busy.get("/apis/swagger/wherefour")
    assert page.by_id("swagger").attributes["data-document"] == "/wherefour/openapi.json"
    scripts = [each.attributes["src"] for each in page.all("script")]
    assert all(each.startswith(f"{UI}/") for each in scripts)
    assert busy.sandbox.request("GET", scripts[0]).status == 200
    for name in ("LICENSE", "..%2f__init__.py", "swagger-ui.js"):
        assert busy.sandbox.request("GET", f"{UI}/apis/swagger/files/{name}").status == 404
    busy.get("/apis/swagger/nobody", 404)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with reports, and with what is none of anybody's business."""
    for name, case in {"wrong": FAILURE, "deep/er/right": ""}.items():
        report = tmp_path / "reports" / name
        report.mkdir(parents=True)
        (report / "index.html").write_text("<!doctype html><title>A report</title><h1>Wrong</h1>")
        (report / "junit.xml").write_text(JUNIT.format(engine="sync", case=case))
        (report / "one-shelf.har").write_text("{}")
    bad = tmp_path / "reports" / "broken"
    bad.mkdir()
    (bad / "index.html").write_text("<h1>Broken</h1>")
    (bad / "junit.xml").write_text('<!DOCTYPE x [<!ENTITY a "b">]><testsuites name="&a;"/>')
    (tmp_path / "reports" / "wrong" / "engine.py").write_text("SECRET = 1")
    (tmp_path / "reports" / ".hidden.html").write_text("hidden")
    (tmp_path / "outside.html").write_text("a secret of the folder above")
    os.symlink(tmp_path / "outside.html", tmp_path / "reports" / "link.html")
    return tmp_path / "reports"


def test_the_reports_below_a_folder_are_listed_with_their_verdicts(folder: Path) -> None:
    with with_console(Sandbox(seed_set="shelf", **BEGINS), reports=folder) as sandbox:
        page = Browser(sandbox).get("/reports")
        rows = {next(reversed([*row.all("code")])).text: row.text for row in [*page.all("tr")][1:]}
        assert set(rows) == {"wrong/", "deep/er/right/", "broken/"}
        assert rows["wrong/"].startswith("wrong one shelf: It shows <b> 74 python sync.py 1 of 1")
        assert rows["deep/er/right/"].startswith("right Right in all that was played")
        assert rows["broken/"].startswith("unread Open it")


def test_a_report_is_served_as_it_is_and_can_do_nothing(folder: Path) -> None:
    with with_console(Sandbox(seed_set="shelf", **BEGINS), reports=folder) as sandbox:
        answer = sandbox.request("GET", f"{UI}/reports/files/wrong/index.html")
        assert answer.body == (folder / "wrong" / "index.html").read_bytes()
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]
        archive = sandbox.request("GET", f"{UI}/reports/files/wrong/one-shelf.har")
        assert archive.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.html", "%2e%2e/outside.html", "wrong/../../outside.html", "..%2foutside.html",
        "link.html", ".hidden.html", "wrong/engine.py", "wrong", "wrong/", "nothing.html",
        "wrong/index.html%00", "....//outside.html", "~/x.html",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder_or_to_what_is_no_report(folder: Path, path: str) -> None:
    with with_console(Sandbox(seed_set="shelf", **BEGINS), reports=folder) as sandbox:
        answer = sandbox.request("GET", f"{UI}/reports/files/{path}")
        assert answer.status in (308, 404), path
        assert b"a secret" not in answer.body
        absolute = sandbox.request("GET", f"{UI}/reports/files/{folder.parent}/outside.html")
        assert absolute.status in (308, 404)


def test_without_a_folder_the_page_says_how_a_report_comes_there(empty: Browser) -> None:
    page = empty.get("/reports")
    assert "stocktake serve --reports ." in page.text
    assert "--report report" in page.text
    empty.get("/reports/files/index.html", 404)
