"""What a round needs to know, read from the environment once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
"""The time zone in which the RetailCRM account writes dates."""

VARIABLES = {
    "wherefour": ("WHEREFOUR_BASE_URL", "WHEREFOUR_USERNAME", "WHEREFOUR_PASSWORD"),
    "whiplash": ("WHIPLASH_BASE_URL", "WHIPLASH_API_KEY"),
    "wholecell": ("WHOLECELL_BASE_URL", "WHOLECELL_APP_ID", "WHOLECELL_APP_SECRET"),
}
"""The variables with address and credentials of each warehouse system."""

_ALWAYS = (
    "RETAILCRM_BASE_URL",
    "RETAILCRM_API_KEY",
    "STOCKTAKE_STATE_DIR",
    "STOCKTAKE_NOW",
    "STOCKTAKE_MAP",
)


class SettingsError(Exception):
    """A variable is missing or wrong; the text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseSettings:
    """A warehouse that feeds a store of the shop; `access` are the values of its VARIABLES."""

    store: str
    warehouse: str
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the systems are, which warehouse feeds which store, and where state is kept.

    `flowing`: time passes by itself, so the vendors' rate limits are on. `listens` is the URL at
    which this engine takes callbacks, empty if it takes none.
    """

    retailcrm_url: str
    retailcrm_key: str
    links: tuple[WarehouseSettings, ...]
    state: Path
    now: datetime
    flowing: bool
    listens: str = ""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read every variable, or raise SettingsError naming all that are missing."""
    stores = _stores(environment["STOCKTAKE_MAP"]) if environment.get("STOCKTAKE_MAP") else {}
    wanted = [*_ALWAYS, *(name for warehouse in stores.values() for name in VARIABLES[warehouse])]
    missing = [name for name in wanted if not environment.get(name)]
    if missing:
        raise SettingsError(f"missing in the environment: {', '.join(missing)}")
    return Settings(
        retailcrm_url=environment["RETAILCRM_BASE_URL"],
        retailcrm_key=environment["RETAILCRM_API_KEY"],
        links=tuple(
            WarehouseSettings(
                store=store,
                warehouse=warehouse,
                access=tuple(environment[name] for name in VARIABLES[warehouse]),
            )
            for store, warehouse in stores.items()
        ),
        state=Path(environment["STOCKTAKE_STATE_DIR"]),
        now=_now(environment["STOCKTAKE_NOW"]),
        flowing=environment.get("STOCKTAKE_CLOCK") == "flowing",
    )


def _stores(text: str) -> dict[str, str]:
    """Read which store is which warehouse; stores of unknown ones belong to other engines."""
    try:
        stores = {str(store): warehouse for store, warehouse in json.loads(text).items()}
    except (ValueError, AttributeError):
        raise SettingsError(
            'STOCKTAKE_MAP is not a JSON object such as {"wherefour": "wherefour"}'
        ) from None
    mine = {store: warehouse for store, warehouse in stores.items() if warehouse in VARIABLES}
    if not mine or len(set(mine.values())) < len(mine):
        raise SettingsError(
            f"STOCKTAKE_MAP must give {' or '.join(VARIABLES)} one store each: {text}"
        )
    return mine


def _now(text: str) -> datetime:
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"STOCKTAKE_NOW is not an ISO 8601 time: {text}") from None
    if now.tzinfo is None:
        raise SettingsError(f"STOCKTAKE_NOW has no time zone: {text}")
    return now
