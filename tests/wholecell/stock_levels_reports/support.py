"""What tests of stock levels reports share."""

import csv
import io
from typing import Any
from urllib.parse import urlsplit

from stocktake.web.sandbox import Response

from tests.wholecell.conftest import Cell

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


def fetch(cell: Cell, url: str, **more: Any) -> Response:
    """Fetch a URL without an App."""
    parts = urlsplit(url)
    return cell.sandbox.request("GET", f"{parts.path}?{parts.query}", **more)


def rows(answer: Response) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.text
    return [
        {name: value if name == "sku" else int(value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(answer.text))
    ]
