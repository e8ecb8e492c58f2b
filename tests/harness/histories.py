"""Histories of one round, made of their parts by hand; `made.Made` is for longer ones."""

import json
from typing import Any

from stocktake.harness.history import (
    Entry,
    History,
    LedgerLine,
    OrderRow,
    Outcome,
    Round,
    ShipmentRow,
    Snapshot,
    StepHistory,
    StockRow,
)
from stocktake.harness.scenario import Scenario, Step

from tests.harness.classic import TOPOLOGY

MICRO = 1_000_000
SHOP = "retailcrm"


def exchange(seq: int, operation: str, **changes: Any) -> Entry:
    """Return an exchange of the engine with the warehouse, unless it says otherwise."""
    plain = {
        "seq": seq, "at": seq * 1000, "kind": "exchange", "simulator": "wherefour",
        "operation": operation, "method": "POST", "path": f"/{operation}", "query": None,
        "request_body": None, "status": 200, "reply_headers": {}, "reply_body": "{}",
        "fault": None, "delivered": True, "note": None,
    }  # fmt: skip
    body = changes.pop("asked", None)
    if body is not None:
        changes["request_body"] = json.dumps(body)
    return Entry(**{**plain, **changes})


def order(
    simulator: str, ordered: int, shipped: int = 0, cancelled: int = 0, **changes: Any
) -> Any:
    """Return a row of the order R1 for the SKU A."""
    plain = {"simulator": simulator, "id": "1", "reference": "R1", "sku": "A", "good": "A"}
    counts = {"ordered": ordered, "shipped": shipped, "cancelled": cancelled}
    return OrderRow(**{**plain, **{n: v * MICRO for n, v in counts.items()}, **changes})


def stock(sellable: int = 10) -> StockRow:
    """Return what the warehouse could ship of A."""
    held = sellable * MICRO
    return StockRow(
        simulator="wherefour",
        place="MAIN",
        sku="A",
        physical=held,
        sellable=held,
        shown=None,
        good="A",
    )


def history(
    *entries: Entry,
    ledger: tuple[LedgerLine, ...] = (),
    orders: tuple[OrderRow, ...] = (),
    shipped_on: int | None = None,
    output: str = "",
    first: int = 10,
    quiet: bool = False,
) -> History:
    """Return a history of one round, between journal numbers `first` and 100, or a quiet one."""
    shipments = (
        ()
        if shipped_on is None
        else (
            ShipmentRow(
                simulator="wherefour", id="1", order_id="1", reference="R1", sku="A",
                quantity=2 * MICRO, at=shipped_on,
            ),
        )
    )  # fmt: skip
    seen = Snapshot(after=100, stock=(stock(),), orders=orders, shipments=shipments)
    ran = Round(
        first=first, last=100, outcome=Outcome.COMPLETED, exit=0, seconds=0.1, output=output,
        faults=0, writes=sum(entry.is_write for entry in entries),
    )  # fmt: skip
    step = StepHistory(step=Step("One."), events=(), before=seen, round=ran, after=seen)
    return History(
        scenario=Scenario(
            name="small", sentence="Small.", topology=TOPOLOGY, steps=(Step("One."),)
        ),
        steps=() if quiet else (step,),
        settling=(),
        quiet=step if quiet else None,
        journal=entries,
        ledger=ledger,
    )
