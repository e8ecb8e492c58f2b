"""Goes on where a round broke off, and skips what has changed before that place meanwhile."""

import sys
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.state import State

really_note = State.note_changes


def note_changes(self: State, changes: Any, *, watermark: int) -> None:
    """Note changes from the first order on that is still to be read."""
    first = self._one("SELECT min(id) FROM orders WHERE stale") or 0
    later = [change for change in changes if change.order_id >= first]
    really_note(self, later, watermark=watermark)


def stale(self: State) -> list[int]:
    """Return the orders that are still to be read, and no other."""
    return [order_id for (order_id,) in self.database.execute("SELECT id FROM orders WHERE stale")]


State.note_changes, State.stale = note_changes, stale  # type: ignore[method-assign]  # on purpose

if __name__ == "__main__":
    sys.exit(main())
