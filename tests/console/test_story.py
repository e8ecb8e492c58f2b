"""One story in a real browser, and how wide pages are; left out where there is no Chromium."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from stocktake.client.control import Control

if TYPE_CHECKING:
    from playwright.sync_api import Browser

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

import make_screenshots as shots  # noqa: E402  # needs Playwright

from tests.console.pages import PAGES, UI  # noqa: E402

pytestmark = pytest.mark.skipif(
    shots.chromium() is None,
    reason="no Chromium on this machine: apt-get install chromium, or set STOCKTAKE_CHROMIUM",
)
WIDTHS = (320, 390, 768, 1280)


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with shots.browser() as started:
        yield started


@pytest.fixture(scope="module")
def world() -> Iterator[Control]:
    """A server in whose world nothing has happened."""
    with shots.served(seed_set="shelf", clock="manual", tick=250, now=shots.NOW) as control:
        yield control


def run_beside(control: Control, state: str) -> threading.Thread:
    """Run a round of the engine while the page is looked at."""
    thread = threading.Thread(target=shots.run_engine, args=(control, state))
    thread.start()
    return thread


def test_a_developer_sees_breaks_follows_moves_and_goes_back(
    opened: Browser, world: Control
) -> None:
    page = opened.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.extend([said.text] if said.type == "error" else []))
    expect = playwright.expect
    with tempfile.TemporaryDirectory() as state:
        # Open: nothing has happened, and the page says what to do.
        page.goto(f"{world.url}{UI}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ready. No request has come yet.")
        # Traffic comes live while an engine runs.
        page.keyboard.press("g")
        page.keyboard.press("t")
        expect(page.get_by_text("No request has come yet")).to_be_visible()
        running = run_beside(world, state)
        expect(page.get_by_text("upload_inventories").first).to_be_visible(timeout=60_000)
        running.join()
        expect(page.locator("#strip")).to_contain_text("requests")
        world.snapshot("before-orders")
        # Plant a lost reply.
        page.goto(f"{world.url}{UI}/apis?q=create_order&system=wherefour")
        page.get_by_role("link", name="Plant a fault at create_order").first.click()
        page.get_by_label("What goes wrong").select_option("lost_reply")
        page.get_by_role("button", name="Plant it").click()
        expect(page.locator("#faults")).to_contain_text("not met yet")
        # A shopper orders, by form; the engine makes the order twice.
        page.goto(f"{world.url}{UI}/world?simulator=retailcrm&event=place_order")
        page.locator("#e-store").fill("wherefour")
        page.locator("#e-lines-0-sku").fill("COF-GUJI-340")
        page.locator("#e-lines-0-quantity").fill("3")
        page.get_by_role("button", name="Let it happen").click()
        expect(page.locator("#notice")).to_have_text("It happened.")
        page.goto(f"{world.url}{UI}/traffic")
        run_beside(world, state).join()
        # The duplicate is coloured; follow it to the request.
        twice = page.locator("tr.hit", has_text="made again: it stands twice")
        expect(twice).to_be_visible(timeout=30_000)
        colour = twice.locator(".flag.bad").first.evaluate("e => getComputedStyle(e).color")
        assert colour == "rgb(179, 38, 30)"
        twice.get_by_role("link", name="/orders").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("POST /api/v1/customers/")
        expect(page.locator("main")).to_contain_text("and the reply was lost")
        # Advance the clock, from the strip.
        before = page.locator("#now").inner_text()
        page.get_by_role("button", name="Move the clock on by an hour").click()
        expect(page.locator("#notice")).to_contain_text("The clock was moved on")
        assert page.locator("#now").inner_text() != before
        # Go back to the snapshot: the duplicate never happened.
        page.goto(f"{world.url}{UI}/world")
        page.get_by_role("button", name="Restore before-orders").click()
        expect(page.locator("#notice")).to_contain_text("Back at before-orders, row")
        page.goto(f"{world.url}{UI}/traffic")
        expect(page.locator("tr.hit")).to_have_count(0)
    assert failures == []
    page.close()


def test_keys_walk_rows_open_them_and_show_their_help(opened: Browser, world: Control) -> None:
    page, expect = opened.new_page(), playwright.expect
    world.event("wherefour", "receive_stock", sku="COF-GUJI-340", count=1, location="MAIN")
    page.goto(f"{world.url}{UI}/traffic")
    page.keyboard.press("j")
    expect(page.locator("tr.sel")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(r"^Row \d+ · Stocktake$"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    page.goto(f"{world.url}{UI}/traffic")
    page.keyboard.press("p")
    expect(page.locator("#held")).to_contain_text("On hold.")
    world.advance("1m")
    expect(page.locator("#held")).to_contain_text("1 row has come since.")
    page.keyboard.press("p")
    expect(page.get_by_text("moved on by 1 min").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("gone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="No row matches")).to_be_visible()
    page.close()


def test_no_page_scrolls_sideways(opened: Browser, world: Control) -> None:
    page = opened.new_page()
    for path in (*PAGES, "/traffic?show=1", "/traffic/1", "/stock/sku?sku=COF-GUJI-340", "/no"):
        page.goto(f"{world.url}{UI}{path}", wait_until="domcontentloaded")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, width, wide)
    page.close()


def test_swagger_ui_starts_under_the_policy_of_its_page(opened: Browser, world: Control) -> None:
    page = opened.new_page()
    page.goto(f"{world.url}{UI}/apis/swagger/wherefour")
    playwright.expect(page.locator("#swagger .swagger-ui").first).to_be_attached()
    page.close()
