"""The Control: one world's control plane, every call of it a method.

It has a method for each operation of openapi/control.yaml (operations.py); here are short names for
what tests say most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from .answers import Json, as_object, given
from .interception import intercepting
from .operations import DEFAULT as DEFAULT
from .operations import Operations

_PORTION = 10_000  # rows of one answer, the most that the control plane gives
_MOST_A_PAGE = 1000


class SetsVariables(Protocol):
    """What sets environment variables for a test: pytest's `monkeypatch`."""

    def setenv(self, name: str, value: str) -> None:
        """Set a variable until the test is over."""


@dataclass(frozen=True, slots=True)
class Control(Operations):
    """The control plane of one world of the server at `root`; `transport` sends its calls.

    A refusal of the control plane is raised as a `Refusal` whose message says what to do.
    """

    @property
    def env(self) -> dict[str, str]:
        """The variables that clients of this world want: base URLs and credentials."""
        return self.get_env()

    def in_world(self, name: str) -> "Control":
        """Return the Control of another world of the same server, which must be there."""
        return replace(self, world_name=name)

    def setenv(self, monkeypatch: SetsVariables) -> None:
        """Set the variables of `env` until pytest's `monkeypatch` takes them back."""
        for name, value in self.env.items():
            monkeypatch.setenv(name, value)

    def fault(
        self, /, simulator: str, operation: str, kind: str, *, nth: int = 1, times: int = 1,
        **arguments: Any,
    ) -> int:  # fmt: skip
        """Plant a fault for the n-th matching call from now on; return its id."""
        planted = self.plant_fault(simulator, operation, kind, nth=nth, times=times, **arguments)
        return int(planted["id"])

    def event(self, /, simulator: str, event: str, **arguments: Any) -> Any:
        """Trigger a business event; return what it returned."""
        return self.trigger_event(simulator, event, **arguments)["result"]

    def advance(self, by: str) -> Json:
        """Move the clock on by a span such as `2h`; return the time and what fell due."""
        return self.advance_clock(by)

    def clock(self) -> Json:
        """Return the time and how it moves."""
        return self.get_clock()

    def journal(
        self,
        *,
        kind: str | None = "exchange",
        simulator: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        after: int | None = None,
        before: int | None = None,
        text: str | None = None,
        fault: str | int | None = None,
        noted: str | None = None,
        refused: bool | None = None,
        write: bool | None = None,
        client: str | None = None,
        bodies: bool = True,
    ) -> list[Json]:
        """Return every row of the journal that matches, oldest first; all kinds when it is None.

        `fault` is `any` or the number of one that struck, `noted` is `any`; `text` is in the
        request or the answer, `client` in the User-Agent.
        """
        rows: list[Json] = []
        seq, more = after or 0, True
        while more:
            portion = self.get_journal(
                after=seq, limit=_PORTION, kind=kind, simulator=simulator, operation=operation,
                status=status, before=before, text=text, fault=fault, noted=noted,
                refused=refused, write=write,
                client=client, bodies=bodies,
            )["entries"]  # fmt: skip
            rows += portion
            more = len(portion) == _PORTION
            seq = portion[-1]["seq"] if portion else seq
        return rows

    def wait_for(
        self,
        *,
        kind: str | None = None,
        simulator: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        after: int = 0,
        count: int = 1,
        timeout: str = "2s",
    ) -> list[Json]:
        """Wait until `count` rows of the journal match; return them.

        TimeoutError when there are fewer after so much real time. In the process of a test nothing
        happens meanwhile: it does not wait.
        """
        match = given(
            {"kind": kind, "simulator": simulator, "operation": operation, "status": status}
        )
        found = self.wait_for_journal(match=match, count=count, after=after, timeout=timeout)
        rows: list[Json] = found["entries"]
        if not found["matched"]:
            wanted = ", ".join(f"{name} {value}" for name, value in match.items()) or "any kind"
            last = self.get_journal(limit=1)["last"]
            raise TimeoutError(
                f"{len(rows)} of {count} journal rows ({wanted}) came within {timeout};"
                f" the journal's last row is {last}: journal(kind=None) shows them all"
            )
        return rows

    def ledger(
        self,
        *,
        turn: int | None = None,
        simulator: str | None = None,
        sku: str | None = None,
        reference: str | None = None,
    ) -> list[Json]:
        """Return every line of the ledger that matches, oldest first; quantities in millionths."""
        lines: list[Json] = []
        more = True
        while more:
            after = lines[-1]["seq"] if lines else 0
            portion = self.get_ledger(
                after=after, limit=_PORTION, turn=turn, simulator=simulator, sku=sku,
                reference=reference,
            )["entries"]  # fmt: skip
            lines += portion
            more = len(portion) == _PORTION
        return lines

    def stock(
        self,
        *,
        sku: str | None = None,
        simulator: str | None = None,
        state: str | None = None,
    ) -> list[Json]:
        """Return what systems hold, can promise and show of each SKU; disagreements first."""
        return self._every(self.get_stock, sku=sku, simulator=simulator, state=state)

    def disagreements(self, *, sku: str | None = None, simulator: str | None = None) -> list[Json]:
        """Return the SKUs of which a shop shows a number that is not right: since when, and why."""
        return self._every(self.get_disagreements, sku=sku, simulator=simulator)

    def orders(self, *, order: str | None = None, state: str | None = None) -> list[Json]:
        """Return the shops' orders, oldest first: documents, shipments, what the shop was told."""
        return self._every(self.get_orders, order=order, state=state)

    def _every(self, portion: Callable[..., Json], **query: Any) -> list[Json]:
        """Return the rows of all pages of a list."""
        rows: list[Json] = []
        after: str | None = None
        while True:
            page = portion(**query, after=after, limit=_MOST_A_PAGE)
            rows += page["rows"]
            after = page["next"]
            if after is None:
                return rows

    def sql(self, sql: str, parameters: Sequence[Any] = ()) -> list[Json]:
        """Ask a question in SQL; return a dict for each row. It changes nothing."""
        answer = self.run_sql(sql, parameters)
        return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]

    def quirk(self, name: str, value: Any) -> Any:
        """Give a quirk `<simulator>.<name>` a value; return it."""
        return self.set_quirk(name, value)["value"]

    def quirks(self) -> Json:
        """Return every quirk with its value in this world."""
        return as_object(self.get_quirks()["quirks"])

    def faults(self) -> list[Json]:
        """Return the faults planned, with how often each was met and struck."""
        return list(self.get_faults()["faults"])

    def callbacks(self) -> list[Json]:
        """Return the log of callbacks, oldest first: attempts, answers, reasons."""
        return list(self.get_callbacks(limit=_PORTION)["callbacks"])

    def deliver(self) -> list[Json]:
        """Wait until every callback that is due has been made; return what this call did."""
        return list(self.deliver_callbacks()["happened"])

    intercepting = intercepting

    def reset(self) -> Json:
        """Put this world back to its beginning; return its clock."""
        return self.reset_world()

    def snapshot(self, name: str) -> Json:
        """Keep this world as it is, under a name, to come back to."""
        return self.take_snapshot(name)

    def restore(self, name: str) -> Json:
        """Put this world back to a snapshot of it: journal, faults, clock and all."""
        return self.restore_snapshot(name)

    def fork(self, name: str) -> "Control":
        """Make a new world with the rows, clock and quirks of this one; return its Control."""
        self.create_world(name, from_=self.world_name)
        return self.in_world(name)

    def worlds(self) -> list[Json]:
        """Return the worlds of the server: name, path and clock of each."""
        return list(self.get_worlds()["worlds"])
