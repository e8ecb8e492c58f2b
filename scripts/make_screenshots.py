"""Makes docs/img/: every page of the console, at 1280 and 390 pixels, light and dark.

A world is lived through first: an engine that repeats an order whose reply was lost runs three
rounds, people sell, count and ship, faults strike. It wants Chromium (Debian's `chromium`, or what
STOCKTAKE_CHROMIUM names) and Playwright, and takes half a minute:

    python scripts/make_screenshots.py
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from stocktake import Sandbox, connect
from stocktake.client.control import Control
from stocktake.console.asks import asks_over_http
from stocktake.console.mount import Console

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "docs" / "img"
MAP = {"wherefour": "wherefour", "wholecell": "wholecell", "whiplash": "whiplash"}
NOW = "2026-03-02T09:00:00Z"
# It counts goods that are held, repeats an order whose reply was lost, and keeps the surplus.
ENGINE = """
import sys
import stocktake.zoo.counts_what_is_held, stocktake.zoo.retries_blindly
import stocktake.zoo.keeps_the_surplus
from stocktake.engine.__main__ import main
sys.exit(main())
"""
WIDTHS = {1280: 900, 390: 844}  # and how high a window is
_MOST_HIGH = {1280: 1500, 390: 1700}  # pixels of a page that are shown
_COLOURS = 96


def chromium() -> str | None:
    """Return the Chromium of this machine; None where there is none."""
    named = os.environ.get("STOCKTAKE_CHROMIUM")
    found = (named, *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return next((path for path in found if path and Path(path).exists()), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start it without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield started
        finally:
            started.close()


@contextmanager
def served(reports: Path | None = None, **settings: Any) -> Iterator[Control]:
    """Serve a sandbox with its console, as `stocktake serve` does."""
    with Sandbox(**settings) as sandbox, sandbox.listening() as url:
        sandbox.host.pages = Console(asks_over_http(url), reports=reports)
        yield connect(url)


def run_engine(control: Control, state: str) -> None:
    """Run one round of an engine that is wrong in three ways."""
    variables = {
        "STOCKTAKE_STATE_DIR": state,
        "STOCKTAKE_NOW": control.clock()["now"],
        "STOCKTAKE_MAP": json.dumps(MAP),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    subprocess.run(
        [sys.executable, "-c", ENGINE], env={**os.environ, **control.env, **variables}, check=False
    )


def sell(control: Control, store: str, sku: str, quantity: int) -> None:
    """Let a shopper order."""
    lines = [{"sku": sku, "quantity": quantity}]
    control.event("retailcrm", "place_order", store=store, lines=lines)


def live_through(control: Control) -> None:
    """Let happen what the pictures show."""
    with tempfile.TemporaryDirectory() as state:
        run_engine(control, state)
        control.snapshot("before-orders")
        control.advance("12m")
        sell(control, "wherefour", "COF-GUJI-340", 3)
        sell(control, "wholecell", "GALA13-32-BLU-B", 1)
        sell(control, "whiplash", "TEE-ALDER-M", 3)
        control.fault("wherefour", "create_order", "lost_reply")
        run_engine(control, state)
        control.advance("5m")
        control.event("whiplash", "adjust_inventory", sku="HOOD-FOG-M", change=-6)
        control.fault("retailcrm", "upload_inventories", "status", status=503, times=3)
        run_engine(control, state)
    control.advance("90s")
    control.snapshot("after-duplicate")
    control.event("wherefour", "receive_stock", sku="COF-GUJI-340", count=24, location="MAIN")
    control.fault("whiplash", "order.shipped", "delay")
    control.fault("wholecell", "list_stock_levels", "stale_read", times=2)
    control.fork("pr-214")


def pages_of(control: Control) -> dict[str, str]:
    """Return the pages to be shown, each with its address below the console."""
    rows = control.journal(kind=None, bodies=False)
    lost = next((row["seq"] for row in rows if row["fault"] and not row["delivered"]), 1)
    return {
        "overview": "/",
        "traffic": f"/traffic?show={lost}",
        "row": f"/traffic/{lost}",
        "plant": "/faults/new?simulator=wherefour&operation=create_order&kind=lost_reply",
        "stock": "/stock",
        "sku": "/stock/sku?sku=COF-GUJI-340",
        "orders": "/orders",
        "world": "/world",
        "apis": "/apis",
        "reports": "/reports",
    }


def shoot(opened: Browser, control: Control, pages: dict[str, str], folder: Path) -> None:
    """Take every picture."""
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            context = opened.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme,
                reduced_motion="reduce",
            )  # fmt: skip
            for name, address in pages.items():
                page = context.new_page()
                page.goto(f"{control.url}/_sim/ui{address}", wait_until="load")
                whole = page.evaluate("document.documentElement.scrollHeight")
                taken = page.screenshot(
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": min(whole, _MOST_HIGH[width])},
                )
                page.close()
                _save(taken, folder / f"{name}-{width}-{scheme}.webp")
            context.close()


def _save(taken: bytes, file: Path) -> None:
    """Write a picture with few colours; those of the systems are among them, however rare."""
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    few = image.quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.convert("RGB").save(file, lossless=True, quality=100, method=6)


def main(arguments: Sequence[str]) -> int:
    """Make them all, or those whose names are given."""
    if chromium() is None:
        print("there is no Chromium here: apt-get install chromium", file=sys.stderr)
        return 2
    MADE.mkdir(exist_ok=True)
    begins: dict[str, Any] = {"seed_set": "both", "clock": "manual", "tick": 250, "now": NOW}
    with served(**begins) as control, browser() as opened:
        live_through(control)
        pages = pages_of(control)
        chosen = {name: pages[name] for name in arguments or pages}
        shoot(opened, control, chosen, MADE)
    print(f"{sum(file.stat().st_size for file in MADE.glob('*.webp')) / 1e6:.2f} MB in {MADE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
