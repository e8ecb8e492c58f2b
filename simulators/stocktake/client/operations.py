"""Every operation of openapi/control.yaml as a method, by its operationId."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from .answers import Json, Transport, as_object, given

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Operations:
    """The calls of one world's control plane, with the arguments and the answers of the document.

    `transport` sends them to the server at `root`. A refusal of the control plane is raised as a
    `Refusal` whose message says what to do.
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
        asked = urlencode({name: _spelled(value) for name, value in given(query or {}).items()})
        target = f"{'' if at_root else self._prefix}/_sim{path}" + (f"?{asked}" if asked else "")
        return self.transport(method, target, content, media).read()

    def get_health(self) -> Json:
        """Say that the server answers, and for which worlds."""
        return as_object(self.ask("GET", "/health"))

    def get_manifest(self) -> Json:
        """Return every simulator with its operations, events and quirks; the fault kinds."""
        return as_object(self.ask("GET", "/manifest"))

    def get_env(self, *, spelling: str = "path") -> dict[str, str]:
        """Return the variables for clients; `spelling`: path, host, port or all."""
        return as_object(self.ask("GET", "/env", query={"spelling": spelling}))

    def get_clock(self) -> Json:
        """Return the time and how it moves."""
        return as_object(self.ask("GET", "/clock"))

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
        return as_object(self.ask("PUT", "/clock", body=given(body)))

    def advance_clock(self, by: str) -> Json:
        """Move the clock on by a span such as `2h`; return the time and what fell due."""
        return as_object(self.ask("POST", "/clock/advance", body={"by": by}))

    def get_journal(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        kind: str | None = None,
        simulator: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        before: int | None = None,
        order: str = "asc",
        text: str | None = None,
        fault: str | int | None = None,
        noted: str | None = None,
        refused: bool | None = None,
        write: bool | None = None,
        client: str | None = None,
        bodies: bool = True,
        format: str = "json",
    ) -> Any:
        """Return rows of the journal, oldest first unless `order="desc"`.

        `fault` is `any` or a number, `noted` is `any`; `format="ndjson"`: all of it as text,
        `format="har"`: the rows as an HTTP Archive.
        """
        query = {
            "after": after, "limit": limit, "kind": kind, "simulator": simulator,
            "operation": operation, "status": status, "before": before, "order": order,
            "text": text, "fault": fault, "noted": noted, "refused": refused,
            "write": write, "client": client,
            "bodies": bodies, "format": format,
        }  # fmt: skip
        return self.ask("GET", "/journal", query=query)

    def get_journal_entry(self, seq: int) -> Json:
        """Return one row of the journal by its number."""
        return as_object(self.ask("GET", f"/journal/{seq}"))

    def get_stats(self) -> Json:
        """Return how many requests, writes and refusals there were of each operation."""
        return as_object(self.ask("GET", "/stats"))

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
        bodies: bool = True,
    ) -> Json:
        """Wait until so many rows match, at most so long in real time; return those that do."""
        body = {
            "match": match, "count": count, "after": after, "timeout": timeout, "bodies": bodies,
        }  # fmt: skip
        return as_object(self.ask("POST", "/journal/wait", body=given(body)))

    def get_ledger(
        self,
        *,
        after: int = 0,
        limit: int = 10_000,
        turn: int | None = None,
        simulator: str | None = None,
        sku: str | None = None,
        reference: str | None = None,
    ) -> Json:
        """Return lines of the ledger, oldest first; quantities in millionths."""
        query = {
            "after": after, "limit": limit, "turn": turn, "simulator": simulator, "sku": sku,
            "reference": reference,
        }  # fmt: skip
        return as_object(self.ask("GET", "/ledger", query=query))

    def get_stock(
        self,
        *,
        sku: str | None = None,
        simulator: str | None = None,
        state: str | None = None,
        text: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Json:
        """Return a page of what systems hold, can promise and show; disagreements first."""
        query = {
            "sku": sku, "simulator": simulator, "state": state, "text": text, "after": after,
            "limit": limit,
        }  # fmt: skip
        return as_object(self.ask("GET", "/stock", query=query))

    def get_disagreements(
        self,
        *,
        sku: str | None = None,
        simulator: str | None = None,
        text: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Json:
        """Return a page of the SKUs of which a shop shows a number that is not right, and why."""
        query = {
            "sku": sku, "simulator": simulator, "text": text, "after": after, "limit": limit,
        }  # fmt: skip
        return as_object(self.ask("GET", "/disagreements", query=query))

    def get_skus(
        self,
        *,
        simulator: str | None = None,
        text: str | None = None,
        disagree: bool | None = None,
        shared: bool | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Json:
        """Return a page of SKUs, each with its rows at all systems; disagreements first."""
        query = {
            "simulator": simulator, "text": text, "disagree": disagree, "shared": shared,
            "after": after, "limit": limit,
        }  # fmt: skip
        return as_object(self.ask("GET", "/skus", query=query))

    def get_sku(self, sku: str, *, limit: int = 200) -> Json:
        """Return how the numbers of one SKU came about, where it stands and what is owed of it."""
        return as_object(self.ask("GET", "/sku", query={"sku": sku, "limit": limit}))

    def get_findings(self) -> Json:
        """Return what is wrong or out of date: one finding for each cause, and what came of it."""
        return as_object(self.ask("GET", "/findings"))

    def get_orders(
        self,
        *,
        order: str | None = None,
        state: str | None = None,
        text: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Json:
        """Return a page of the shops' orders, oldest first, with what became of them."""
        query = {"order": order, "state": state, "text": text, "after": after, "limit": limit}
        return as_object(self.ask("GET", "/orders", query=query))

    def repeat_exchange(self, seq: int) -> Json:
        """Send a request of the journal again, as it was; return its new row."""
        return as_object(self.ask("POST", f"/exchanges/{seq}/again"))

    def get_routes(self) -> Json:
        """Return which warehouse feeds which place of which outlet."""
        return as_object(self.ask("GET", "/routes"))

    def set_routes(self, routes: Sequence[Mapping[str, str]]) -> Json:
        """Say which warehouse feeds which place of an outlet; none: those of its name."""
        return as_object(self.ask("PUT", "/routes", body={"routes": [dict(x) for x in routes]}))

    def get_faults(self) -> Json:
        """Return the faults planned, with how often each was met and struck."""
        return as_object(self.ask("GET", "/faults"))

    def plant_fault(
        self, /, simulator: str, operation: str, kind: str, *, nth: int = 1, times: int = 1,
        **arguments: Any,
    ) -> Json:  # fmt: skip
        """Plan a fault for the n-th matching call from now on; return its id."""
        address = {
            "simulator": simulator, "operation": operation, "kind": kind, "nth": nth,
            "times": times,
        }  # fmt: skip
        return as_object(self.ask("POST", "/faults", body=address | arguments))

    def clear_faults(self) -> Json:
        """Forget every fault; return how many there were."""
        return as_object(self.ask("DELETE", "/faults"))

    def clear_fault(self, fault_id: int) -> Json:
        """Forget one fault."""
        return as_object(self.ask("DELETE", f"/faults/{fault_id}"))

    def get_worlds(self) -> Json:
        """Return the worlds of the server."""
        return as_object(self.ask("GET", "/worlds", at_root=True))

    def create_world(self, /, name: str, **settings: Any) -> Json:
        """Make a world: with `from_` a fork of that one, else a new one that begins as said.

        Settings: `seed`, `scale`, `seed_set`, `clock`, `tick`, `idle_advance`, `now`,
        `journal`, `quirks`.
        """
        origin = {"from": settings.pop("from_")} if "from_" in settings else {}
        body = {"name": name, **origin, **settings}
        return as_object(self.ask("POST", "/worlds", body=body, at_root=True))

    def delete_world(self, name: str) -> None:
        """Let a world go."""
        self.ask("DELETE", f"/worlds/{quote(name, safe='')}", at_root=True)

    def reset_world(self) -> Json:
        """Put this world back to its beginning; return its clock."""
        return as_object(self.ask("POST", "/reset"))

    def trigger_event(self, /, simulator: str, event: str, **arguments: Any) -> Json:
        """Trigger a business event; return its turn, its result and the callbacks it asked for."""
        body = {"simulator": simulator, "event": event, **arguments}
        return as_object(self.ask("POST", "/events", body=body))

    def get_callbacks(self, *, after: int = 0, limit: int = 1000) -> Json:
        """Return the log of callbacks, oldest first: attempts, answers, reasons."""
        return as_object(self.ask("GET", "/callbacks", query={"after": after, "limit": limit}))

    def deliver_callbacks(self) -> Json:
        """Return once every callback that is due has been made, with what this call did."""
        return as_object(self.ask("POST", "/callbacks/deliver"))

    def get_database(self) -> bytes:
        """Return the whole world as an SQLite file."""
        content: bytes = self.ask("GET", "/database")
        return content

    def put_database(self, content: bytes) -> Json:
        """Put the world to what a saved file holds, once all of it is found right."""
        return as_object(self.ask("PUT", "/database", content=content))

    def get_snapshots(self) -> Json:
        """Return the snapshots of this world, oldest first."""
        return as_object(self.ask("GET", "/snapshots"))

    def take_snapshot(self, name: str) -> Json:
        """Keep the world as it is, in memory, under a name."""
        return as_object(self.ask("POST", "/snapshots", body={"name": name}))

    def delete_snapshot(self, name: str) -> None:
        """Forget a snapshot."""
        self.ask("DELETE", f"/snapshots/{quote(name, safe='')}")

    def restore_snapshot(self, name: str) -> Json:
        """Put the world back to a snapshot: journal, faults, clock and all."""
        return as_object(self.ask("POST", f"/snapshots/{quote(name, safe='')}/restore"))

    def get_views(self) -> Json:
        """Return what every system holds: stock, orders, shipments, customers and parts."""
        return as_object(self.ask("GET", "/views"))

    def run_sql(self, sql: str, parameters: Sequence[Any] = ()) -> Json:
        """Ask a question in SQL; return columns and rows. It changes nothing."""
        return as_object(
            self.ask("POST", "/sql", body={"sql": sql, "parameters": list(parameters)})
        )

    def get_quirks(self) -> Json:
        """Return every quirk with its value in this world."""
        return as_object(self.ask("GET", "/quirks"))

    def set_quirk(self, name: str, value: Any) -> Json:
        """Give a quirk `<simulator>.<name>` a value."""
        path = f"/quirks/{quote(name, safe='')}"
        return as_object(self.ask("PUT", path, body={"value": value}))

    def get_authority(self) -> bytes:
        """Return the PEM of the throw-away authority behind TLS."""
        return bytes(self.ask("GET", "/ca.pem"))

    def open_interceptor(self, *, allow_hosts: Sequence[str] = ()) -> Json:
        """Open a proxy and a port of TLS of this world; return them, and what they simulate."""
        return as_object(self.ask("POST", "/interceptors", body={"allow_hosts": [*allow_hosts]}))

    def close_interceptor(self, interceptor_id: int) -> Json:
        """Close an interceptor of this world; return how often it has refused which hosts."""
        return as_object(self.ask("DELETE", f"/interceptors/{interceptor_id}"))


def _spelled(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
