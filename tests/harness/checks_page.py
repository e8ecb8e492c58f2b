"""Write docs/checks.md: `.venv/bin/python -m tests.harness.checks_page` (some minutes)."""

from pathlib import Path

from tests.harness.engines import checks_page, play_everything

PAGE = Path(__file__).resolve().parents[2] / "docs" / "checks.md"

if __name__ == "__main__":
    PAGE.write_text(checks_page(play_everything()))
