"""Make docs/report.png, the head of a real report in a browser, and docs/img/report-*.webp.

Plays a scenario with an engine of the zoo, which takes a few seconds, and has Chromium take the
pictures, wide and narrow, light and dark; Pillow, which reportlab brings, makes them small. By
hand, when the page's look changes.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).resolve().parents[1] / "docs"
ENGINE, SCENARIO = "stocktake.zoo.retries_blindly", "retry-after-timeout-duplicates"
HEAD = (900, 640)  # of the page; it ends below the box of the cause
SIZES = ((1280, 1600), (390, 1700))
COLORS = 64
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
DARK = "--blink-settings=preferredColorScheme=0"


def make_report(folder: Path) -> Path:
    """Play the scenario and return the page of its report, in the folder."""
    subprocess.run(
        [
            Path(sys.executable).with_name("stocktake"), "check", "--connects", "wherefour",
            "--engine", f"python -m {ENGINE}", "--scenario", SCENARIO, "--report", folder,
        ],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return folder / "index.html"


def take(browser: str, page: Path, size: tuple[int, int], *, dark: bool = False) -> bytes:
    """Return a picture of the top of a page, with few colours."""
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder) / "taken.png"
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--hide-scrollbars", *([DARK] * dark),
                f"--window-size={size[0]},{size[1]}", f"--user-data-dir={folder}/profile",
                f"--screenshot={taken}", page.as_uri(),
            ],
            stderr=subprocess.DEVNULL, check=True, timeout=120,
        )  # fmt: skip
        kept = io.BytesIO()
        Image.open(taken).convert("RGB").quantize(COLORS).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def take_all(browser: str, page: Path, folder: Path) -> list[Path]:
    """Take a page wide and narrow, light and dark, as report-<width>-<light or dark>.webp."""
    folder.mkdir(exist_ok=True)
    files = []
    for size in SIZES:
        for dark in (False, True):
            file = folder / f"report-{size[0]}-{'dark' if dark else 'light'}.webp"
            taken = Image.open(io.BytesIO(take(browser, page, size, dark=dark))).convert("RGB")
            taken.save(file, lossless=True, quality=50, method=3)
            files.append(file)
    return files


def main() -> int:
    """Write the pictures; 2 where no browser is there."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"this needs a browser: {', '.join(BROWSERS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        page = make_report(Path(folder) / "report")
        (DOCS / "report.png").write_bytes(take(browser, page, HEAD))
        written = [DOCS / "report.png", *take_all(browser, page, DOCS / "img")]
    for file in written:
        print(f"{file}: {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
