"""Make docs/report.png: the head of a real report, as a browser shows it.

Plays a scenario with an engine of the zoo, which takes a few seconds, and has Chromium take the
picture; Pillow, which reportlab brings, makes it small. By hand, when the page's look changes.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "report.png"
ENGINE, SCENARIO = "stocktake.zoo.retries_blindly", "retry-after-timeout-duplicates"
WIDTH, HEIGHT = 900, 976  # of the page; it ends below the lines of the story that are the cause
COLORS = 32
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> int:
    """Write the picture; 2 where no browser is there."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"this needs a browser: {', '.join(BROWSERS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        report, taken = Path(folder) / "report", Path(folder) / "taken.png"
        subprocess.run(
            [
                Path(sys.executable).with_name("stocktake"), "check", "--connects", "wherefour",
                "--engine", f"python -m {ENGINE}", "--scenario", SCENARIO, "--report", report,
            ],
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--hide-scrollbars",
                f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={taken}",
                (report / "index.html").as_uri(),
            ],
            stderr=subprocess.DEVNULL, check=True, timeout=120,
        )  # fmt: skip
        kept = io.BytesIO()
        Image.open(taken).convert("RGB").quantize(COLORS).save(kept, "PNG", optimize=True)
    PICTURE.write_bytes(kept.getvalue())
    print(f"{PICTURE}: {len(kept.getvalue()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
