"""What a world knows between turns without asking SQLite again: one owner, one rule.

The rule: a row that is inserted makes its table not empty, a change of a quirk or of the clock is
made through `World.set_quirk` and `Clock`, and whatever undoes rows (ROLLBACK, a savepoint, a
restore) forgets all of it. tests/laws/test_memory.py forbids SQL that goes round this.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class ClockRow:
    """The row of the table world, as far as the clock moves by it. The Clock alone changes it."""

    turn: int
    now: int
    mode: str
    tick: int
    factor: float
    anchor: int
    wall: int
    idle: int


class Memory:
    """The facts that a world need not look up: True only while nothing has changed them.

    `empty` are tables in which nothing is planned, `quirks` values by name, `clock` the clock's
    row. The journal has room for `rows` and `size` bytes more before its oldest rows are dropped;
    None where that is not known. `oldest` are rows that a full journal drops next, the first one
    last: their seq, their size, and whether no long body goes with them.
    """

    __slots__ = ("clock", "empty", "oldest", "quirks", "rows", "size")

    def __init__(self) -> None:
        self.empty: set[str] = set()
        self.quirks: dict[str, Any] = {}
        self.forget()

    def forget(self) -> None:
        """Forget everything: rows may have changed behind it."""
        self.empty.clear()
        self.quirks.clear()
        self.clock: ClockRow | None = None
        self.rows: int | None = None
        self.oldest: list[tuple[int, int, int]] = []
        self.size = 0
