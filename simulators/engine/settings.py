"""What a round needs to know, read from the environment once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

WAREHOUSE = "wherefour"
ZONE = ZoneInfo("America/Los_Angeles")
"""The zone of the RetailCRM account, in which it writes dates."""


class SettingsError(Exception):
    """The environment lacks something; the text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where both systems are, whose store the warehouse is, and where the engine remembers."""

    wherefour_url: str
    wherefour_username: str
    wherefour_password: str
    retailcrm_url: str
    retailcrm_key: str
    store: str
    state: Path
    now: datetime


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read every variable, or raise SettingsError naming all that are missing."""
    names = {
        "wherefour_url": "WHEREFOUR_BASE_URL",
        "wherefour_username": "WHEREFOUR_USERNAME",
        "wherefour_password": "WHEREFOUR_PASSWORD",
        "retailcrm_url": "RETAILCRM_BASE_URL",
        "retailcrm_key": "RETAILCRM_API_KEY",
    }
    wanted = [*names.values(), "STOCKTAKE_STATE_DIR", "STOCKTAKE_NOW", "STOCKTAKE_MAP"]
    missing = [name for name in wanted if not environment.get(name)]
    if missing:
        raise SettingsError(f"missing in the environment: {', '.join(missing)}")
    return Settings(
        **{field: environment[name] for field, name in names.items()},
        store=_store(environment["STOCKTAKE_MAP"]),
        state=Path(environment["STOCKTAKE_STATE_DIR"]),
        now=_now(environment["STOCKTAKE_NOW"]),
    )


def _store(text: str) -> str:
    """Find the store that this engine's warehouse feeds; others belong to other engines."""
    try:
        stores = json.loads(text)
        mine = [store for store, warehouse in stores.items() if warehouse == WAREHOUSE]
    except (ValueError, AttributeError):
        raise SettingsError(
            'STOCKTAKE_MAP is not a JSON object such as {"wherefour": "wherefour"}'
        ) from None
    if len(mine) != 1:
        raise SettingsError(f"STOCKTAKE_MAP must give {WAREHOUSE} exactly one store: {text}")
    return str(mine[0])


def _now(text: str) -> datetime:
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"STOCKTAKE_NOW is not an ISO 8601 time: {text}") from None
    if now.tzinfo is None:
        raise SettingsError(f"STOCKTAKE_NOW has no time zone: {text}")
    return now
