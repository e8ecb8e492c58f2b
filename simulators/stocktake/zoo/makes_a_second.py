"""Makes another document for an order that was taken up again, although the first still stands."""

import sys
from typing import Any

from stocktake.engine import follow, rounds
from stocktake.engine.__main__ import main
from stocktake.engine.follow import bring_in_step as really_bring


def bring_in_step(now: Any, side: Any, tracked: Any, document: Any) -> Any:
    """Take any later change of an order for a new order; Whiplash refuses a number used before."""
    paper = now.state.paper(tracked.order.id, side.name)
    changed = paper.agreed not in (None, tracked.version) and not tracked.order.cancelled
    if changed and side.name != "whiplash":
        document = side.warehouse.make(tracked.order)
        now.state.remember_document(tracked.order.id, side.name, document.id)
    return really_bring(now, side, tracked, document)


follow.bring_in_step = bring_in_step
rounds.withdraw = lambda *_: False

if __name__ == "__main__":
    sys.exit(main())
