"""What a play recorded: the only thing that checks may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property
from typing import Any

from stocktake.core.steps import Act, Fault, Request
from stocktake.harness.scenario import Scenario, Step
from stocktake.web.request_bodies import fields_of, object_in

CONTROL_PLANE = "_sim"
"""The simulator of journal rows that tell of a request to the control plane without its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the journal.

    `delivered` is false where the client never got the answer; `is_report`: the operation is a read
    that takes time, whatever its method.
    """

    seq: int
    at: int
    kind: str
    simulator: str | None
    operation: str | None
    method: str | None
    path: str | None
    query: str | None
    request_body: str | None
    status: int | None
    reply_headers: Mapping[str, str] | None
    reply_body: str | None
    fault: str | None
    delivered: bool
    note: Any
    is_report: bool = False
    request_headers: Mapping[str, str] | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any], *, is_report: bool = False) -> Entry:
        """Read the control plane's JSON; columns that no check needs are left out."""
        names = [each.name for each in fields(cls) if each.name != "is_report"]
        return cls(**{name: row[name] for name in names}, is_report=is_report)

    @property
    def name(self) -> str:
        """Its name in a story: several systems have a create_order."""
        if not self.operation:
            return f"{self.method} {self.path}"
        return f"{self.simulator}.{self.operation}"

    @property
    def is_write(self) -> bool:
        """Whether a client asked a vendor for a change."""
        asked = self.kind == "exchange" and self.simulator != CONTROL_PLANE
        return asked and self.method != "GET" and not self.is_report

    @property
    def wrote(self) -> bool:
        """Whether a client asked a vendor for a change, and the vendor carried it out."""
        return self.is_write and self.done

    @property
    def asked(self) -> dict[str, Any]:
        """The fields of the request's body: JSON, a form or multipart; else nothing."""
        return fields_of(self.request_headers, self.request_body)

    @property
    def answered(self) -> dict[str, Any]:
        """The answer where it is a JSON object, else nothing."""
        return object_in(self.reply_body)

    @property
    def done(self) -> bool:
        """Whether the system did what was asked, even if the client got no answer."""
        return self.status is not None and self.status < 400


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A line of the ledger: who changed which number in which turn."""

    seq: int
    turn: int
    at: int
    simulator: str
    what: str
    place: str | None
    sku: str | None
    reference: str | None
    delta: int | None
    after: int | None
    good: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """What a system holds, could ship and shows of a good at a place, in millionths of a unit.

    `good` is the system's own id; `why` a clause such as "it is picked by hand" that says what
    limits `sellable`. One that is `retired` carries its SKU no more.
    """

    simulator: str
    place: str | None
    sku: str | None
    physical: int | None
    sellable: int | None
    shown: int | None
    good: str | None = None
    why: str | None = None
    retired: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """What a system knows of one good of one order, in millionths of a unit.

    `place`, `told` (the date that it was told) are an outlet's, `customer` is the system's own id.
    """

    simulator: str
    id: str
    reference: str | None
    sku: str | None
    ordered: int
    shipped: int
    cancelled: int
    good: str | None = None
    place: str | None = None
    customer: str | None = None
    told: str | None = None

    @property
    def due(self) -> int:
        """What is neither shipped nor cancelled."""
        return max(0, self.ordered - self.shipped - self.cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRow:
    """What left with one shipment."""

    simulator: str
    id: str
    order_id: str
    reference: str | None
    sku: str | None
    quantity: int
    at: int | None
    good: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer of a warehouse."""

    simulator: str
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One bundle takes `count` whole units of a part; both are ids of goods."""

    simulator: str
    bundle: str
    part: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """What a warehouse holds of a good and may not be sold, with where and why."""

    simulator: str
    good: str
    place: str | None
    lot: str | None
    quantity: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodRow:
    """A good by its name, and how many pieces its unit of order holds if that is another."""

    simulator: str
    good: str
    name: str | None
    pieces: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """What every system holds after a journal number."""

    after: int
    stock: tuple[StockRow, ...]
    orders: tuple[OrderRow, ...]
    shipments: tuple[ShipmentRow, ...]
    customers: tuple[CustomerRow, ...] = ()
    parts: tuple[PartRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventResult:
    """A business event with its result, or why the world refused it, and its journal number.

    `first` is the journal number before it; `seen` is what every system held right after it, where
    an outlet asked the engine something.
    """

    event: Act
    result: Any
    refused: str
    seq: int
    first: int
    seen: Snapshot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFault:
    """A fault of the step with this index, as it went.

    `met` is how many requests it was waiting for, `struck` how many it spoiled; `refused` is why
    the world refused what an interleaved event wanted.
    """

    fault: Fault
    step: int
    met: int
    struck: int
    refused: str = ""


class Outcome(Enum):
    """How a round ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    KILLED = "was killed after its time was up"
    STRUCK = "was killed by the scenario"
    DIED = "died by a signal"
    GARBLED = "broke the protocol"
    LEFT = "found the engine gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run of the engine, between two journal numbers (after `first`, up to `last`).

    `faults` is how many faults struck it, `writes` how many writes were carried out; `definite` is
    its claim to have written nothing.
    """

    first: int
    last: int
    outcome: Outcome
    exit: int
    seconds: float
    output: str
    faults: int
    writes: int
    why: str = ""
    definite: bool = False

    @property
    def reason(self) -> str:
        """Why it ended as it did, or the last line that the engine printed."""
        lines = self.output.strip().splitlines()
        return self.why or (lines[-1] if lines else "it printed nothing")

    @property
    def completed(self) -> bool:
        """Whether the engine says that the round is complete."""
        return self.outcome is Outcome.COMPLETED

    @property
    def is_quiet(self) -> bool:
        """Whether it was completed and wrote nothing."""
        return self.completed and not self.writes


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHistory:
    """A step as it went: events, the world before the round, the round, the world after."""

    step: Step
    events: tuple[EventResult, ...]
    before: Snapshot
    round: Round
    after: Snapshot


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """A scenario as it went.

    `settling` are the rounds after its own steps, without faults; `quiet` is one more round after
    they ended in one without a write. `faults` are those planted. `waited_for` are acts that were
    refused, one line each, although a right engine would have made them possible. `canonical` is
    the journal as NDJSON, `held` and `goods` are what is known of goods in the end: all three only
    where a report was asked for. `issued` are the values that the world gave to its clients,
    credentials among them.
    """

    scenario: Scenario
    steps: tuple[StepHistory, ...]
    settling: tuple[StepHistory, ...]
    quiet: StepHistory | None
    journal: tuple[Entry, ...]
    ledger: tuple[LedgerLine, ...]
    faults: tuple[PlantedFault, ...] = ()
    waited_for: tuple[str, ...] = ()
    canonical: str = ""
    held: tuple[HeldRow, ...] = ()
    goods: tuple[GoodRow, ...] = ()
    issued: frozenset[str] = frozenset()

    @cached_property
    def all_steps(self) -> tuple[StepHistory, ...]:
        """The scenario's steps, the settling rounds and the quiet one."""
        return self.steps + self.settling + ((self.quiet,) if self.quiet else ())

    @property
    def final(self) -> Snapshot:
        """What every system holds in the end."""
        return self.all_steps[-1].after

    @cached_property
    def staff_exchanges(self) -> frozenset[int]:
        """The journal numbers of exchanges of staff and other programs."""
        return frozenset(
            seq
            for step in self.all_steps
            for result in step.events
            if isinstance(result.event, Request)
            for seq in range(result.first + 1, result.seq + 1)
        )

    @cached_property
    def sent(self) -> tuple[Entry, ...]:
        """The engine's own exchanges."""
        others = self.staff_exchanges
        return tuple(
            entry
            for entry in self.journal
            if entry.kind == "exchange"
            and entry.simulator != CONTROL_PLANE
            and entry.seq not in others
        )

    @property
    def control_attempts(self) -> tuple[Entry, ...]:
        """Requests to the control plane without its key: nobody but the engine sends them."""
        return tuple(entry for entry in self.journal if entry.simulator == CONTROL_PLANE)

    @property
    def died(self) -> Round | None:
        """The round in which the engine died by a signal, if it did."""
        rounds = [step.round for step in self.all_steps]
        return next((round_ for round_ in rounds if round_.outcome is Outcome.DIED), None)

    @property
    def never_completed(self) -> bool:
        """Whether no round without faults was ever completed."""
        return not any(step.round.completed and not step.round.faults for step in self.all_steps)

    def where(self, *, simulator: str, operation: str | None = None) -> tuple[Entry, ...]:
        """Return the engine's exchanges with a vendor, of one operation if it is given."""
        found = self._sent_to.get(simulator, ())
        if operation is None:
            return tuple(found)
        return tuple(entry for entry in found if entry.operation == operation)

    @cached_property
    def _sent_to(self) -> dict[str | None, list[Entry]]:
        found: dict[str | None, list[Entry]] = {}
        for entry in self.sent:
            found.setdefault(entry.simulator, []).append(entry)
        return found

    @cached_property
    def shown(self) -> dict[tuple[str | None, str | None], list[LedgerLine]]:
        """The numbers that outlets showed, by place and SKU, in their order."""
        found: dict[tuple[str | None, str | None], list[LedgerLine]] = {}
        for line in self.ledger:
            if line.what == "shown":
                found.setdefault((line.place, line.sku), []).append(line)
        return found
