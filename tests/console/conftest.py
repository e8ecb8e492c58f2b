from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from stocktake import Sandbox
from stocktake.web.sandbox import ConnectionCut

from tests.console.pages import Browser, ask_as_engine, with_console
from tests.web.test_order_calls import ordered
from tests.web.test_stock_calls import COFFEE, put_in_step
from tests.wherefour.conftest import Warehouse

BEGINS: dict[str, Any] = {"clock": "manual", "tick": 250, "now": "2026-03-02T09:00:00Z"}


@pytest.fixture
def empty() -> Iterator[Browser]:
    """A world in which nothing has happened."""
    with with_console(Sandbox(seed_set="shelf", **BEGINS)) as sandbox:
        yield Browser(sandbox)


@pytest.fixture(scope="module")
def busy() -> Iterator[Browser]:
    """A world in which an order was made twice, and much else; tests only look at it."""
    with with_console(Sandbox(seed_set="both", **BEGINS)) as sandbox:
        live_through(sandbox)
        yield Browser(sandbox)


def live_through(sandbox: Sandbox) -> None:
    """Sell, lose the reply to an order, make it again, read much, be refused, move the clock."""
    put_in_step(sandbox)
    reference, _ = ordered(sandbox)
    warehouse = Warehouse(sandbox)
    sandbox.fault("wherefour", "create_order", "lost_reply")
    with suppress(ConnectionCut):
        warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    warehouse.order({"sku": COFFEE, "count": 3}, order_number=reference)
    for _ in range(4):
        ask_as_engine(sandbox, "/inventory")
    ask_as_engine(sandbox, "/inventories")
    ask_as_engine(sandbox, "/inventory?nonsense=1")
    sandbox.event("wherefour", "receive_stock", sku=COFFEE, count=24, location="MAIN")
    sandbox.advance("90s")
    sandbox.fault("wholecell", "list_stock_levels", "status", status=503, times=2)
    sandbox.snapshot("before")
