"""What came of mistakes, by the row that made it: orders that stand twice."""

from __future__ import annotations

from stocktake.client.control import Control


def made_twice(control: Control) -> dict[int, str]:
    """Return a remark for each row that made a second document of an order."""
    remarks: dict[int, str] = {}
    for order in control.get_orders(state="wrong", limit=100)["rows"]:
        rows = sorted(
            document["made"]["row"] for document in order["documents"] if document["made"]
        )
        for again in rows[1:]:
            remarks[again] = f"{order['order']} made again: it stands {_often(len(rows))}"
    return remarks


def _often(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
