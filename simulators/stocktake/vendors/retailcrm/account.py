"""Who asks. Source: docs/reference/warehouse-module.md 1.1, 1.3."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """An API key: what it may do (`scopes`) and which shops it sees (`sites`)."""

    key_id: int
    selective: bool
    scopes: tuple[str, ...]
    sites: tuple[str, ...]

    @property
    def visible(self) -> str | None:
        """Return the shops as JSON for a query, None for a key that sees all of them."""
        return json.dumps(self.sites) if self.selective else None
