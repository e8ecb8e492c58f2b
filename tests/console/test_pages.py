"""Each page in an empty world, in a busy one, in one of 10,000 rows, with hostile names."""

import re
from collections.abc import Iterator

import pytest
from stocktake import Sandbox

from tests.console.conftest import BEGINS
from tests.console.pages import PAGES, UI, Browser, Element, ask_as_engine, read, with_console

LONG = "WAREHOUSE-9/SHELF-04/BIN-17/" + "REFURBISHED-GRADE-A+/" * 4 + "DO-NOT-RESTOCK"
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><b>", "\u202egnirts",
    "{{ 7 * 7 }}", LONG[:120],
)  # fmt: skip


def check_frame(page: Element) -> None:
    """Say what every page has."""
    (html,) = page.all("html")
    assert html.attributes["lang"] == "en"
    (title,) = next(page.all("head")).all("title")
    assert title.text.endswith("· Stocktake")
    assert len([*page.all("h1")]) == 1
    tabs = [each.text for each in page.by_id("tabs").all("a")]
    plain = [re.sub(r" [\d,]+ (disagree|wrong)$", "", each) for each in tabs]
    assert plain == [
        "Overview", "Traffic", "Stock", "Orders", "Worlds and time", "APIs", "Reports",
    ]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_in_an_empty_world(empty: Browser, path: str) -> None:
    check_frame(empty.get(path))


@pytest.mark.parametrize(
    "path", [*PAGES, "/stock/sku?sku=COF-GUJI-340", "/traffic?show=1", "/traffic/1"]
)
def test_a_page_stands_in_a_busy_world(busy: Browser, path: str) -> None:
    page = busy.get(path)
    check_frame(page)
    assert "waits" in page.by_id("strip").text
    assert "requests" in page.by_id("strip").text


def test_every_page_has_a_title_of_its_own(busy: Browser) -> None:
    titles = [next(busy.get(path).all("title")).text for path in PAGES]
    assert len(set(titles)) == len(titles)


def test_an_empty_world_says_what_to_do_first(empty: Browser) -> None:
    page = empty.get("/")
    assert [each.text for each in page.all("h2")][:3] == [
        "1. Give your client the addresses", "2. Or ask one thing right now",
        "3. Then break something",
    ]  # fmt: skip
    assert "stocktake env --url" in page.by_id("step-1").text
    assert "No request has come yet" in empty.get("/traffic").text


def test_the_overview_says_what_disagrees_what_waits_and_what_came_last(busy: Browser) -> None:
    page = busy.get("/")
    assert next(page.all("h1")).text.startswith("Shop and warehouses disagree on")
    assert "An order was made twice" in page.by_id("findings").text
    assert "list_stock_levels" in page.by_id("waiting").text
    assert "The clock was moved on" in page.by_id("last").text
    picture = next(page.by_id("activity").all("svg"))
    assert picture.attributes["aria-label"].endswith("the list of traffic says the same in words")
    assert any("create_order" in each.text for each in picture.all("title"))


@pytest.fixture(scope="module")
def large() -> Iterator[Browser]:
    """A world whose journal has 10,000 rows, and has dropped some."""
    with with_console(Sandbox(seed_set="shelf", journal=10_000, **BEGINS)) as sandbox:
        with sandbox.world().turn():
            pass
        ask_as_engine(sandbox, "/inventory")
        world = sandbox.world()
        world.run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10100)"
            " INSERT INTO journal (seq, at, kind, status, delivered, size, simulator, operation,"
            " method, path, query) SELECT i + 10, 1772442000000 + i * 250, 'exchange', 200, 1, 60,"
            " 'wherefour', 'create_order', CASE WHEN i % 20 THEN 'GET' ELSE 'POST' END,"
            " '/api/v1/inventory', '' FROM n"
        )
        world.db.execute("DELETE FROM journal WHERE seq <= 110")
        world.run("UPDATE journal_state SET dropped = 110")
        yield Browser(sandbox)


@pytest.mark.parametrize("path", ["/", "/traffic", "/traffic?fold=0", "/world", "/apis"])
def test_a_page_stays_small_with_ten_thousand_rows(large: Browser, path: str) -> None:
    answer = large.sandbox.request("GET", UI + path)
    assert answer.status == 200
    assert len(answer.body) < 300_000
    rows = [each for each in read(answer).all("tr") if "data-row" in each.attributes]
    assert len(rows) <= 320 if path == "/apis" else len(rows) <= 200


def test_older_rows_are_reached_by_links_down_to_the_oldest(large: Browser) -> None:
    page = large.get("/traffic?fold=0")
    older = next(each for each in page.all("a") if each.text == "Older")
    second = large.get(older.attributes["href"].removeprefix(UI))
    numbers = [
        int(each.attributes["data-row"])
        for each in second.all("tr")
        if each.attributes.get("data-row")
    ]
    assert (numbers[0], len(numbers)) == (9910, 200)
    answer = large.sandbox.request("GET", f"{UI}/traffic/oldest?fold=0")
    last = large.get(answer.headers["location"].removeprefix(UI))
    assert "Rows 111 to" in last.text
    assert not [each for each in last.all("a") if each.text == "Older"]
    assert "110 older ones are gone" in last.text


@pytest.fixture(scope="module")
def hostile() -> Iterator[Browser]:
    """A world in which others chose the names."""
    with with_console(Sandbox(seed_set="shelf", **BEGINS)) as sandbox:
        for i, name in enumerate(HOSTILE):
            item = {"name": name, "sku": name, "unit_of_measure": "each", "category_name": name}
            ask_as_engine(sandbox, "/inventory", method="POST", json=item)
            ask_as_engine(sandbox, f"/inventory?q={i}", headers={"user-agent": "<b>engine</b>"})
            sandbox.request("GET", f"/wherefour/<script>/{i}?<b>=<img>")
        ask_as_engine(sandbox, "/inventory", method="POST", data=b"\xff\xfe\x00no text <script>")
        sandbox.event(
            "wherefour",
            "receive_stock",
            sku="COF-GUJI-340",
            count=1,
            location="MAIN",
            lot_code="<i>lot</i>",
        )
        yield Browser(sandbox)


def test_names_that_others_chose_are_text_on_every_page(hostile: Browser) -> None:
    last = hostile.sandbox.get_journal(limit=1)["last"]
    rows = [f"/traffic/{seq}" for seq in range(1, last + 1)]
    found = [
        "/traffic?q=<script>",
        "/traffic?q=<b>&system=<i>",
        "/apis?q=<script>",
        f"/stock/sku?sku={LONG}",
    ]
    for path in [*PAGES, *rows, *found, "/traffic?show=1", "/orders?text=<b>"]:
        answer = hostile.sandbox.request("GET", UI + path)
        assert answer.status in (200, 404), path
        check_harmless(read(answer), path)


def check_harmless(page: Element, path: str) -> None:
    """Nothing that others wrote is markup, an address or a letter that turns the text."""
    for each in page.all():
        assert each.tag not in ("img", "b>", "i>"), path
        if each.tag == "script":
            assert set(each.attributes) == {"src", "defer"}, path
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "formaction"):
            where = each.attributes.get(name, "#")
            assert where.startswith(("/", "#")), (path, where)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.text), path


def test_a_token_is_asked_for_once_and_kept_in_a_cookie_that_scripts_cannot_read() -> None:
    with with_console(Sandbox(seed_set="shelf", token="geheim", **BEGINS)) as sandbox:
        browser = Browser(sandbox)
        page = browser.get("/traffic?q=a", 401)
        assert next(page.all("h1")).text == "A token is wanted"
        assert "strip" not in [each.attributes.get("id") for each in page.all()]
        wrong = browser.post("/token", 401, token="falsch", following="/traffic?q=a")
        assert "does not take this token" in read(wrong).text
        right = browser.post("/token", token="geheim", following="/traffic?q=a")
        assert right.headers["location"] == f"{UI}/traffic?q=a"
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        given = cookie.partition(";")[0]
        assert browser.get("/traffic?q=a", cookie=given)
        for elsewhere in ("//evil.example", "http://evil.example", "\\evil"):
            led = browser.post("/token", token="geheim", following=elsewhere)
            assert led.headers["location"] == f"{UI}/"


@pytest.mark.parametrize(
    "path",
    ["/", "/reports/files/x/index.html", "/traffic/1/request", "/traffic.har", "/world/database"],
)
def test_nothing_is_shown_without_the_token(path: str) -> None:
    with with_console(Sandbox(seed_set="shelf", token="geheim", **BEGINS)) as sandbox:
        browser = Browser(sandbox)
        right = browser.post("/token", token="geheim", following="/")
        given = right.headers["set-cookie"].partition(";")[0]
        browser.get("/", cookie=given)  # what is remembered now belongs to who has the token
        browser.get(path, 401)


def test_a_form_of_another_origin_is_refused(empty: Browser) -> None:
    for headers in (
        {"origin": "http://localhost:3000", "host": "localhost:8700"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
    ):
        answer = empty.sandbox.request(
            "POST", f"{UI}/world/advance", form={"by": "1h"}, headers=headers
        )
        assert answer.status == 403
        assert next(read(answer).all("h1")).text == "Only pages of this console may do that"
    assert empty.sandbox.clock()["now"] == "2026-03-02T09:00:00.000Z"
    own = {"origin": "http://localhost:8700", "host": "localhost:8700"}
    assert (
        empty.sandbox.request("POST", f"{UI}/world/advance", form={"by": "1h"}, headers=own).status
        == 303
    )


def test_every_answer_says_what_its_page_may_load(empty: Browser) -> None:
    for path in (*PAGES, "/static/style.css", "/nothing/here"):
        policy = empty.sandbox.request("GET", UI + path).headers["content-security-policy"]
        assert policy.startswith(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            " form-action 'self'; frame-ancestors 'none'"
        ), path


def test_the_root_leads_a_browser_to_the_console_and_tells_a_program_what_is_here(
    empty: Browser,
) -> None:
    sandbox = empty.sandbox
    led = sandbox.request(
        "GET", "/", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    )
    assert (led.status, led.headers["location"]) == (302, UI)
    told = sandbox.request("GET", "/", headers={"accept": "*/*"})
    assert (told.status, told.json()["console"], told.json()["control"]) == (200, UI, "/_sim")
    sandbox.fork("w1")
    other = sandbox.request("GET", "/w/w1/", headers={"accept": "text/html"})
    assert other.headers["location"] == f"/w/w1{UI}"
    page = Browser(sandbox, f"/w/w1{UI}").get("/world")
    assert "World w1" in page.by_id("strip").text
    assert all(each.attributes["href"].startswith("/w/w1/") for each in page.by_id("tabs").all("a"))


def test_without_a_console_its_address_is_404_and_says_so() -> None:
    with Sandbox(seed_set="shelf", **BEGINS) as sandbox:
        answer = sandbox.request("GET", UI, headers={"accept": "text/html"})
        assert answer.status == 404
        assert answer.json()["error"]["message"] == (
            "no console is served here: `stocktake serve` has one without --no-ui"
        )
        root = sandbox.request("GET", "/", headers={"accept": "text/html"})
        assert (root.status, "console" in root.json()) == (200, False)


def test_without_flask_a_page_says_in_one_line_what_to_install(
    empty: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "flask", None)
    answer = empty.sandbox.request("GET", UI)
    assert answer.status == 503
    assert answer.json()["error"]["message"] == (
        "the console needs packages that are not installed: pip install 'stocktake[console]'"
    )
