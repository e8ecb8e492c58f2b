"""The simulators of a server as pages show them: a name, a colour, what they offer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from stocktake.client.control import Control

_HUES = 10  # as many as style.css has; further systems share one


@dataclass(frozen=True, slots=True)
class System:
    """A simulator: `hue` is its class in the stylesheet."""

    name: str
    title: str
    hue: str
    described: dict[str, Any]

    @property
    def operations(self) -> list[dict[str, Any]]:
        """The operations of all its APIs, each with the `api` that has it."""
        return [
            {**operation, "api": api["name"]}
            for api in self.described["apis"]
            for operation in api["operations"]
        ]

    @property
    def events(self) -> dict[str, Any]:
        """Its business events by name: `summary` and `schema`."""
        found: dict[str, Any] = self.described["events"]
        return found

    def evidence(self, operation: str | None) -> str:
        """Return what is known of an operation: documented, client, inferred or decided."""
        return next((o["evidence"] for o in self.operations if o["id"] == operation), "")


@dataclass(slots=True)
class Systems:
    """All simulators of a server.

    They are the same as long as the server lives, so they are asked for once and never again;
    base URLs differ by world and name, and are not taken from here.
    """

    all: tuple[System, ...] = ()
    fault_kinds: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    _learning: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def learn(self, control: Control) -> None:
        """Ask for them, unless they are known."""
        with self._learning:
            if self.all:
                return
            manifest = control.get_manifest()
            self.fault_kinds, self.version = manifest["fault_kinds"], manifest["version"]
            self.all = tuple(
                System(each["name"], each.get("title") or each["name"], f"h{i % _HUES}", each)
                for i, each in enumerate(manifest["simulators"])
            )

    def get(self, name: str | None) -> System | None:
        """Return a simulator; None for a name that none has."""
        return next((system for system in self.all if system.name == name), None)

    def title(self, name: str | None) -> str:
        """Return how a system is called."""
        system = self.get(name)
        return system.title if system else name or ""

    def hue(self, name: str | None) -> str:
        """Return the class of its colour; a grey for what is no system."""
        system = self.get(name)
        return system.hue if system else "eng"
