"""The Control: one world's control plane, every call of it a method.

The first part has a method for each operation of openapi/control.yaml, by its operationId, with its
arguments and its answer. The second has short names for what tests say most.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from .answers import Json, Transport
from .answers import as_object as _object
from .answers import given as _given
from .interception import intercepting

DEFAULT = "default"
_PORTION = 10_000  # rows of one answer, the most that the control plane gives


class SetsVariables(Protocol):
    """What sets environment variables for a test: pytest's `monkeypatch`."""

    def setenv(self, name: str, value: str) -> None:
        """Set a variable until the test is over."""


@dataclass(frozen=True, slots=True)
class Control:
    """The control plane of one world of the server at `root`; `transport` sends its calls.

    A refusal of the control plane is raised as a `Refusal` whose message says what to do.
    """

    root: str
    world_name: str
    transport: Transport = field(repr=False)

    @property
    def _prefix(self) -> str:
        """What stands before the paths of this world."""
        return "" if self.world_name == DEFAULT else f"/w/{self.world_name}"

    @property
    def url(self) -> str:
        """Where this world answers; empty in the process, where requests need no host."""
        return f"{self.root}{self._prefix}"

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

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes = b"",
        at_root: bool = False,
    ) -> Any:
        """Send one call to `/_sim` of this world, or of the default one; return what it answers.

        What is None in the query is left out. `content` is a body that is a file.
        """
        media = "application/vnd.sqlite3" if content else ""
        if body is not None:
            content, media = json.dumps(body).encode(), "application/json"
        asked = urlencode(_given(query or {}))
        target = f"{'' if at_root else self._prefix}/_sim{path}" + (f"?{asked}" if asked else "")
        return self.transport(method, target, content, media).read()

    # The operations of control.yaml

    def get_health(self) -> Json:
        """Say that the server answers, and for which worlds."""
        return _object(self.ask("GET", "/health"))

    def get_manifest(self) -> Json:
        """Return every simulator with its operations, events and quirks; the fault kinds."""
        return _object(self.ask("GET", "/manifest"))

    def get_env(self, *, spelling: str = "path") -> dict[str, str]:
        """Return the variables for clients; `spelling`: path, host, port or all."""
        return _object(self.ask("GET", "/env", query={"spelling": spelling}))

    def get_clock(self) -> Json:
        """Return the time and how it moves."""
        return _object(self.ask("GET", "/clock"))

    def set_clock(
        self,
        *,
        now: str | None = None,
        mode: str | None = None,
        tick_ms: int | None = None,
        factor: float | None = None,
        idle_advance: bool | None = None,
    ) -> Json:
        """Set the time and how it moves; what is None stays."""
        body = {
            "now": now, "mode": mode, "tick_ms": tick_ms, "factor": factor,
            "idle_advance": idle_advance,
        }  # fmt: skip
        return _object(self.ask("PUT", "/clock", body=_given(body)))

    def advance_clock(self, by: str) -> Json:
        """Move the clock on by a span such as `2h`; return the time and what fell due."""
        return _object(self.ask("POST", "/clock/advance", body={"by": by}))

    def get_journal(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        kind: str | None = None,
        simulator: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        format: str = "json",
    ) -> Any:
        """Return rows of the journal, oldest first; `format="ndjson"`: all of it, as text."""
        query = {
            "after": after, "limit": limit, "kind": kind, "simulator": simulator,
            "operation": operation, "status": status, "format": format,
        }  # fmt: skip
        return self.ask("GET", "/journal", query=query)

    def clear_journal(self) -> None:
        """Empty the journal."""
        self.ask("DELETE", "/journal")

    def wait_for_journal(
        self,
        *,
        match: Mapping[str, Any] | None = None,
        count: int = 1,
        after: int = 0,
        timeout: str = "10s",
    ) -> Json:
        """Wait until so many rows match, at most so long in real time; return those that do."""
        body = {"match": match, "count": count, "after": after, "timeout": timeout}
        return _object(self.ask("POST", "/journal/wait", body=_given(body)))

    def get_ledger(self, *, after: int = 0, limit: int = 10_000) -> Json:
        """Return lines of the ledger, oldest first; quantities in millionths."""
        return _object(self.ask("GET", "/ledger", query={"after": after, "limit": limit}))

    def get_faults(self) -> Json:
        """Return the faults planned, with how often each was met and struck."""
        return _object(self.ask("GET", "/faults"))

    def plant_fault(
        self, /, simulator: str, operation: str, kind: str, *, nth: int = 1, times: int = 1,
        **arguments: Any,
    ) -> Json:  # fmt: skip
        """Plan a fault for the n-th matching call from now on; return its id."""
        address = {
            "simulator": simulator, "operation": operation, "kind": kind, "nth": nth,
            "times": times,
        }  # fmt: skip
        return _object(self.ask("POST", "/faults", body=address | arguments))

    def clear_faults(self) -> Json:
        """Forget every fault; return how many there were."""
        return _object(self.ask("DELETE", "/faults"))

    def clear_fault(self, fault_id: int) -> Json:
        """Forget one fault."""
        return _object(self.ask("DELETE", f"/faults/{fault_id}"))

    def get_worlds(self) -> Json:
        """Return the worlds of the server."""
        return _object(self.ask("GET", "/worlds", at_root=True))

    def create_world(self, /, name: str, **settings: Any) -> Json:
        """Make a world: with `from_` a fork of that one, else a new one that begins as said.

        Settings: `seed`, `scale`, `seed_set`, `clock`, `tick`, `idle_advance`, `now`,
        `journal`, `quirks`.
        """
        origin = {"from": settings.pop("from_")} if "from_" in settings else {}
        body = {"name": name, **origin, **settings}
        return _object(self.ask("POST", "/worlds", body=body, at_root=True))

    def delete_world(self, name: str) -> None:
        """Let a world go."""
        self.ask("DELETE", f"/worlds/{quote(name, safe='')}", at_root=True)

    def reset_world(self) -> Json:
        """Put this world back to its beginning; return its clock."""
        return _object(self.ask("POST", "/reset"))

    def trigger_event(self, /, simulator: str, event: str, **arguments: Any) -> Json:
        """Trigger a business event; return its turn, its result and the callbacks it asked for."""
        body = {"simulator": simulator, "event": event, **arguments}
        return _object(self.ask("POST", "/events", body=body))

    def get_callbacks(self, *, after: int = 0, limit: int = 1000) -> Json:
        """Return the log of callbacks, oldest first: attempts, answers, reasons."""
        return _object(self.ask("GET", "/callbacks", query={"after": after, "limit": limit}))

    def deliver_callbacks(self) -> Json:
        """Return once every callback that is due has been made, with what this call did."""
        return _object(self.ask("POST", "/callbacks/deliver"))

    def get_database(self) -> bytes:
        """Return the whole world as an SQLite file."""
        return bytes(self.ask("GET", "/database"))

    def put_database(self, content: bytes) -> Json:
        """Put the world to what a saved file holds, once all of it is found right."""
        return _object(self.ask("PUT", "/database", content=content))

    def get_snapshots(self) -> Json:
        """Return the snapshots of this world, oldest first."""
        return _object(self.ask("GET", "/snapshots"))

    def take_snapshot(self, name: str) -> Json:
        """Keep the world as it is, in memory, under a name."""
        return _object(self.ask("POST", "/snapshots", body={"name": name}))

    def delete_snapshot(self, name: str) -> None:
        """Forget a snapshot."""
        self.ask("DELETE", f"/snapshots/{quote(name, safe='')}")

    def restore_snapshot(self, name: str) -> Json:
        """Put the world back to a snapshot: journal, faults, clock and all."""
        return _object(self.ask("POST", f"/snapshots/{quote(name, safe='')}/restore"))

    def run_sql(self, sql: str, parameters: Sequence[Any] = ()) -> Json:
        """Ask a question in SQL; return columns and rows. It changes nothing."""
        return _object(self.ask("POST", "/sql", body={"sql": sql, "parameters": list(parameters)}))

    def get_quirks(self) -> Json:
        """Return every quirk with its value in this world."""
        return _object(self.ask("GET", "/quirks"))

    def set_quirk(self, name: str, value: Any) -> Json:
        """Give a quirk `<simulator>.<name>` a value."""
        path = f"/quirks/{quote(name, safe='')}"
        return _object(self.ask("PUT", path, body={"value": value}))

    def get_authority(self) -> bytes:
        """Return the PEM of the throw-away authority behind TLS."""
        return bytes(self.ask("GET", "/ca.pem"))

    def open_interceptor(self, *, allow_hosts: Sequence[str] = ()) -> Json:
        """Open a proxy and a port of TLS of this world; return them, and what they simulate."""
        return _object(self.ask("POST", "/interceptors", body={"allow_hosts": [*allow_hosts]}))

    def close_interceptor(self, interceptor_id: int) -> Json:
        """Close an interceptor of this world; return how often it has refused which hosts."""
        return _object(self.ask("DELETE", f"/interceptors/{interceptor_id}"))

    # Short names

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
    ) -> list[Json]:
        """Return every row of the journal that matches, oldest first; all kinds when it is None."""
        rows: list[Json] = []
        seq, more = after or 0, True
        while more:
            portion = self.get_journal(
                after=seq, limit=_PORTION, kind=kind, simulator=simulator, operation=operation,
                status=status,
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
        match = _given(
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

    def ledger(self) -> list[Json]:
        """Return every line of the ledger, oldest first; quantities in millionths."""
        lines: list[Json] = []
        more = True
        while more:
            after = lines[-1]["seq"] if lines else 0
            portion = self.get_ledger(after=after, limit=_PORTION)["entries"]
            lines += portion
            more = len(portion) == _PORTION
        return lines

    def sql(self, sql: str, parameters: Sequence[Any] = ()) -> list[Json]:
        """Ask a question in SQL; return a dict for each row. It changes nothing."""
        answer = self.run_sql(sql, parameters)
        return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]

    def quirk(self, name: str, value: Any) -> Any:
        """Give a quirk `<simulator>.<name>` a value; return it."""
        return self.set_quirk(name, value)["value"]

    def quirks(self) -> Json:
        """Return every quirk with its value in this world."""
        return _object(self.get_quirks()["quirks"])

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
