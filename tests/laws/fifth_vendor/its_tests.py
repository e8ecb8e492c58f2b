"""Binhouse: its one operation."""

from stocktake.web.sandbox import Sandbox


def test_count_bin_sets_what_a_bin_holds(sandbox: Sandbox) -> None:
    key = {"X-Bin-Key": sandbox.env["BINHOUSE_KEY"]}
    answer = sandbox.request("PUT", "/binhouse/v1/bins/1", json={"count": 3}, headers=key)
    assert answer.json() == {"id": 1, "sku": "A", "count": 3}
