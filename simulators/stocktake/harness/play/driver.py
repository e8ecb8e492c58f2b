"""What the runner asks of an engine, whichever mode of docs/protocol.md it is driven in."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from stocktake.client.child_environment import Interception
from stocktake.harness.history import Outcome

KEPT_OUTPUT = 4000
_COMPLAINT = 200
OURS = "STOCKTAKE_"
"""What begins the names of variables that are no vendor's."""


class CannotStartError(Exception):
    """The command is not there or cannot be run."""


class DoesNotListen(Exception):  # noqa: N818  # a reason to skip a scenario, not an error
    """The engine takes no callbacks; the message says so in the table of scenarios."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInput:
    """What an engine is told of a play and of the time now.

    `places` says which warehouse feeds which place of the outlet; `client_id` is what the outlet
    names in its callbacks; `clock` is manual or flowing; `routes` are all pairs of an outlet's
    place and a warehouse; `zone` is the time zone of the shop's account (IANA). In run mode
    `at_once` processes run the round. With an `interception` vendors' own hosts lead to this play.
    """

    variables: Mapping[str, str]
    state: Path
    places: Mapping[str, str]
    now: str
    client_id: str
    clock: str = "manual"
    routes: Sequence[Mapping[str, str]] = ()
    zone: str = "UTC"
    at_once: int = 1
    interception: Interception | None = None

    @property
    def told(self) -> dict[str, str]:
        """The variables of ours that both modes give beside the vendors'."""
        return {
            "STOCKTAKE_ROUTES": json.dumps([dict(route) for route in self.routes]),
            "STOCKTAKE_ZONE": self.zone,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRun:
    """How a round went, or the end of an engine.

    `why` is one line from the engine or about it; `definite` is its claim to have written nothing.
    """

    outcome: Outcome
    exit: int
    seconds: float
    output: str
    why: str = ""
    definite: bool = False


class Driver(Protocol):
    """A running engine, for one play after another; leaving its context kills it.

    It is intercepted unless `allow_hosts` is None: those are the hosts that are let through.
    """

    @property
    def allow_hosts(self) -> Sequence[str] | None: ...

    def listens_at(self, given: EngineInput) -> str:
        """Return where it takes callbacks, empty when it is down; DoesNotListen if nowhere."""

    def round(self, given: EngineInput) -> EngineRun:
        """Run one round."""

    def stop(self) -> EngineRun | None:
        """Ask it to stop; None where nothing was running."""

    def kill(self) -> None:
        """Kill what runs of it, from another thread: the scenario says so, and the round fails."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of an engine: ours, `more`, and no proxy on the way to us.

    Variables of our own are left out: some say where a control plane is, and its token.
    """
    local = "127.0.0.1,localhost"
    past_the_proxy = ",".join(filter(None, [os.environ.get("NO_PROXY"), local]))
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**theirs, **more, "NO_PROXY": past_the_proxy, "no_proxy": past_the_proxy}


def tail(output: bytes) -> str:
    """Return the end of what an engine printed."""
    return output.decode(errors="replace")[-KEPT_OUTPUT:]


def complaint_in(output: str) -> str:
    """Return the first line that says why a program ended: one with an error, else the first."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return next(iter(errors or lines), "")[:_COMPLAINT]
