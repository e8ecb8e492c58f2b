"""A client of one world's control plane: all that the referee knows of a simulator.

It makes the calls of openapi/control.yaml, by any transport: a check's sandbox is in its own
process, and its calls need no socket.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from stocktake.client.answers import Answer
from stocktake.client.child_environment import Interception
from stocktake.client.control import Control
from stocktake.core.config import WorldConfig
from stocktake.core.roles import Outlet
from stocktake.core.steps import Event, Fault
from stocktake.harness.history import (
    CustomerRow,
    Entry,
    GoodRow,
    HeldRow,
    LedgerLine,
    OrderRow,
    PartRow,
    ShipmentRow,
    Snapshot,
    StockRow,
)
from stocktake.harness.play.driver import OURS

PORTION = 1000
_IN_CONFLICT = 409
_MOST_REFUSALS = 60  # of half a second each: an engine may take long for a callback
Order = TypeVar("Order", OrderRow, ShipmentRow)
Row = TypeVar("Row", StockRow, OrderRow, ShipmentRow, CustomerRow, PartRow, HeldRow, GoodRow)


class ControlError(Exception):
    """The control plane refused: the scenario is wrong, not the engine."""


class ConflictError(ControlError):
    """Not now: a callback is being answered, or something of that name is there."""


class ControlClient:
    """The `/_sim` of a new world of `server`; ControlError where it cannot begin as `config` says.

    Orders of `outlets` are called as their documents are numbered, whatever the outlet calls them.
    """

    def __init__(
        self,
        server: Control,
        config: WorldConfig,
        *,
        world: str,
        outlets: Mapping[str, Outlet] | None = None,
    ) -> None:
        self.outlets = outlets or {}
        self._transport = server.transport
        self.send("POST", "/_sim/worlds", {"name": world, **config.describe()})
        self.prefix = f"/w/{world}"
        self.name = world
        self._environment: dict[str, str] = {}
        self._interception: Interception | None = None

    def close(self) -> None:
        """Delete the world."""
        self._ask("DELETE", f"/_sim/worlds/{self.name}")

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request and return its JSON; ControlError when it is refused."""
        answer = self._ask(method, path, body)
        if answer.status >= 400:
            kind = ConflictError if answer.status == _IN_CONFLICT else ControlError
            raise kind(f"{method} {path}: {answer.status} {_message(answer)}")
        return json.loads(answer.content) if answer.content else None

    def send_here(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request to this world's own control plane."""
        return self.send(method, f"{self.prefix}/_sim/{path}", body)

    def _ask(self, method: str, path: str, body: Any = None) -> Answer:
        if body is None:
            return self._transport(method, path, b"", "")
        return self._transport(method, path, json.dumps(body).encode(), "application/json")

    def environment(self) -> dict[str, str]:
        """Return where the vendors are and their credentials; they are read once."""
        if not self._environment:
            variables = self.send_here("GET", "env")
            self._environment = {
                name: value for name, value in variables.items() if not name.startswith(OURS)
            }
        return dict(self._environment)

    def interception(self, allow_hosts: Sequence[str] | None) -> Interception | None:
        """Return the interceptor of this world, opened when it is first asked for.

        None where `allow_hosts`, which are let through, is None. It is closed with the world.
        """
        if allow_hosts is not None and self._interception is None:
            asked = {"allow_hosts": list(allow_hosts)}
            self._interception = Interception.of(self.send_here("POST", "interceptors", asked))
        return self._interception

    def now(self) -> str:
        """Return the time in the world, ISO 8601."""
        return str(self.send_here("GET", "clock")["now"])

    def advance(self, by: str) -> None:
        """Move the clock on, after an engine has answered the callback that it is asked."""
        for _ in range(_MOST_REFUSALS):  # each takes a while, so nothing need wait here
            try:
                self.send_here("POST", "clock/advance", {"by": by})
                return
            except ConflictError as error:
                refused: ControlError = error
        raise refused

    def plant_fault(self, fault: Fault) -> int:
        """Plan a fault and return its id."""
        address = {
            "simulator": fault.simulator,
            "operation": fault.operation,
            "kind": fault.kind,
            "nth": fault.nth,
            "times": fault.times,
        }
        arguments = dict(fault.arguments)
        if isinstance(event := arguments.get("event"), dict):
            # The mark is the referee's own: the world knows of no excuses.
            arguments["event"] = {n: v for n, v in event.items() if n != "may_be_refused"}
        return int(self.send_here("POST", "faults", {**arguments, **address})["id"])

    def planted(self) -> dict[int, dict[str, Any]]:
        """Return the faults that are planted now, by their ids."""
        return {row["id"]: row for row in self.send_here("GET", "faults")["faults"]}

    def clear_faults(self) -> None:
        """Take back every fault that has not struck yet."""
        self.send_here("DELETE", "faults")

    def trigger_event(
        self, event: Event, arguments: Mapping[str, Any], *, after: int
    ) -> tuple[Any, str]:
        """Trigger a business event; return its result and, when the world refuses it, why.

        `after` is the number of the last journal row before it. ControlError for an event that the
        control plane does not understand.
        """
        body = {**arguments, "simulator": event.simulator, "event": event.name}
        answer = self._ask("POST", f"{self.prefix}/_sim/events", body)
        if answer.status == 200:
            return self._referred(event.simulator, json.loads(answer.content)["result"]), ""
        # The world journals what it refuses; a call that left no row was never understood.
        if answer.status >= 500 or self.last_seq() == after:
            raise ControlError(f"{event.simulator} {event.name}: {_message(answer)}")
        return None, _message(answer)

    def last_seq(self) -> int:
        """Return the number of the last journal row."""
        return int(self.send_here("GET", "journal?limit=1")["last"])

    def journal(
        self, after: int = 0, *, reports: Collection[tuple[str | None, str | None]] = ()
    ) -> tuple[Entry, ...]:
        """Return all journal rows after a number.

        `reports` are operations (simulator, operation) that are reads although no GET.
        """
        entries: list[Entry] = []
        while True:
            page = self.send_here("GET", f"journal?after={after}&limit={PORTION}")
            entries += [
                Entry.read(row, is_report=(row["simulator"], row["operation"]) in reports)
                for row in page["entries"]
            ]
            if not page["entries"] or entries[-1].seq >= page["last"]:
                return tuple(entries)
            after = entries[-1].seq

    def canonical(self) -> str:
        """Return the whole journal as NDJSON, without what differs between two equal runs."""
        answer = self._ask("GET", f"{self.prefix}/_sim/journal?format=ndjson")
        if answer.status != 200:
            raise ControlError(f"{self.name}: its journal: {_message(answer)}")
        return answer.content.decode()

    def ledger(self) -> tuple[LedgerLine, ...]:
        """Return every ledger line."""
        lines: list[LedgerLine] = []
        while True:
            after = lines[-1].seq if lines else 0
            page = self.send_here("GET", f"ledger?after={after}&limit={PORTION}")["entries"]
            lines += [LedgerLine(**self._renumbered(row["simulator"], row)) for row in page]
            if len(page) < PORTION:
                return tuple(lines)

    def snapshot(self, after: int) -> Snapshot:
        """Return what every system holds now, after a journal number."""
        views = self.send_here("GET", "views")
        return Snapshot(
            after=after,
            stock=_read(StockRow, views["stock"]),
            orders=self._numbered(_read(OrderRow, views["orders"])),
            shipments=self._numbered(_read(ShipmentRow, views["shipments"])),
            customers=_read(CustomerRow, views["customers"]),
            parts=_read(PartRow, views["parts"]),
        )

    def held(self) -> tuple[HeldRow, ...]:
        """Return what may not be sold now, and why."""
        view = self._asked("SELECT * FROM v_held WHERE quantity > 0")
        return tuple(row for row in _read(HeldRow, view) if row.why)

    def goods(self) -> tuple[GoodRow, ...]:
        """Return the goods that have a name or a unit of their own."""
        return _read(GoodRow, self._asked("SELECT * FROM v_goods"))

    def _asked(self, question: str) -> Any:
        return self.send_here("POST", "sql", {"sql": question})

    def _numbered(self, rows: Iterable[Order]) -> tuple[Order, ...]:
        return tuple(
            replace(row, reference=self.outlets[row.simulator].renumbered(row.reference))
            if row.simulator in self.outlets
            else row
            for row in rows
        )

    def _referred(self, simulator: str, values: Any) -> Any:
        """Return what an event answered; of an outlet's order always with its reference."""
        values = self._renumbered(simulator, values)
        if simulator in self.outlets and isinstance(values, dict) and "id" in values:
            return {"reference": self.outlets[simulator].reference_of(values["id"]), **values}
        return values

    def _renumbered(self, simulator: str, values: Any) -> Any:
        """Return what is told of an outlet's order with the number of its documents."""
        if simulator not in self.outlets or not isinstance(values, dict):
            return values
        number = self.outlets[simulator].renumbered(values.get("reference"))
        return {**values, "reference": number} if "reference" in values else values


_IDS = frozenset({"id", "order_id", "good", "customer", "bundle", "part"})


def _read(row: type[Row], view: Mapping[str, Any]) -> tuple[Row, ...]:
    """Read the rows of a view; ids are texts: some vendors count, and the ledger has texts."""
    known = {field.name for field in fields(row)}
    kept = [(name, number) for number, name in enumerate(view["columns"]) if name in known]
    texts = [(name, number) for name, number in kept if name in _IDS]
    plain = [(name, number) for name, number in kept if name not in _IDS]
    found = []
    for values in view["rows"]:
        named: dict[str, Any] = {name: values[number] for name, number in plain}
        for name, number in texts:
            named[name] = None if values[number] is None else str(values[number])
        found.append(row(**named))
    return tuple(found)


def _message(answer: Answer) -> str:
    try:
        return str(json.loads(answer.content)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer.content.decode(errors="replace")[:200]
