"""What tests share."""

from dataclasses import dataclass
from typing import Any

from simulators.web.sandbox import Sandbox


@dataclass(frozen=True)
class Listening:
    """A sandbox on a real socket: its `url`, and its methods as attributes."""

    sandbox: Sandbox
    url: str

    def env(self) -> dict[str, str]:
        """Return the variables that a client of this socket wants."""
        return self.sandbox.env(self.url)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sandbox, name)
