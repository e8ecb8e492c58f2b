"""What a round needs to know, read from the environment once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .order import NUMBERED

ZONE = "America/Los_Angeles"
"""The time zone of the shop's account where nobody says another: there it writes its dates."""
SHOP = "retailcrm"
"""The outlet of the routes that this engine serves; those of others belong to other engines."""

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
    """A warehouse and the stores of the shop that it feeds; `access`: values of its VARIABLES."""

    stores: tuple[str, ...]
    warehouse: str
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the systems are, which warehouse feeds which store, and where state is kept.

    `flowing`: time passes by itself, so the vendors' rate limits are on. `listens` is the URL at
    which this engine takes callbacks, empty if it takes none. `reference` is how its
    documents are numbered.
    """

    retailcrm_url: str
    retailcrm_key: str
    links: tuple[WarehouseSettings, ...]
    state: Path
    now: datetime
    zone: ZoneInfo
    flowing: bool
    listens: str = ""
    reference: str = NUMBERED


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read every variable, or raise SettingsError naming all that are missing."""
    stores = _stores(environment) if environment.get("STOCKTAKE_MAP") else {}
    wanted = [*_ALWAYS, *(name for warehouse in stores for name in VARIABLES[warehouse])]
    missing = [name for name in wanted if not environment.get(name)]
    if missing:
        raise SettingsError(f"missing in the environment: {', '.join(missing)}")
    return Settings(
        retailcrm_url=environment["RETAILCRM_BASE_URL"],
        retailcrm_key=environment["RETAILCRM_API_KEY"],
        links=tuple(
            WarehouseSettings(
                stores=tuple(fed),
                warehouse=warehouse,
                access=tuple(environment[name] for name in VARIABLES[warehouse]),
            )
            for warehouse, fed in stores.items()
        ),
        state=Path(environment["STOCKTAKE_STATE_DIR"]),
        now=_now(environment["STOCKTAKE_NOW"]),
        zone=_zone(environment.get("STOCKTAKE_ZONE") or ZONE),
        flowing=environment.get("STOCKTAKE_CLOCK") == "flowing",
        reference=_reference(environment.get("STOCKTAKE_ROUTES") or "[]"),
    )


def _stores(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Read which stores each warehouse feeds; those of unknown ones belong to other engines."""
    if routes := environment.get("STOCKTAKE_ROUTES"):
        name, pairs = "STOCKTAKE_ROUTES", _routes(routes)
    else:
        name, pairs = "STOCKTAKE_MAP", _map(environment["STOCKTAKE_MAP"])
    fed: dict[str, list[str]] = {}
    for store, warehouse in pairs:
        if warehouse in VARIABLES and store not in fed.setdefault(warehouse, []):
            fed[warehouse].append(store)
    stores = [store for each in fed.values() for store in each]
    if not stores or len(set(stores)) < len(stores):
        raise SettingsError(
            f"{name} must let {' or '.join(VARIABLES)} feed a store, and each store be fed by one:"
            f" {environment[name]}"
        )
    return fed


def _routes(text: str) -> list[tuple[str, str]]:
    try:
        routes = [(each["outlet"], each["place"], each["warehouse"]) for each in json.loads(text)]
    except (ValueError, TypeError, KeyError):
        raise SettingsError(
            'STOCKTAKE_ROUTES is not a JSON list of {"outlet", "place", "warehouse"}'
        ) from None
    return [(str(place), str(warehouse)) for outlet, place, warehouse in routes if outlet == SHOP]


def _reference(text: str) -> str:
    """Read how documents are numbered; one who gives the routes by hand need not say it."""
    ours = (each for each in json.loads(text) if each["outlet"] == SHOP)
    return next((str(each.get("reference", NUMBERED)) for each in ours), NUMBERED)


def _map(text: str) -> list[tuple[str, str]]:
    try:
        return [(str(store), str(warehouse)) for store, warehouse in json.loads(text).items()]
    except (ValueError, AttributeError):
        raise SettingsError(
            'STOCKTAKE_MAP is not a JSON object such as {"wherefour": "wherefour"}'
        ) from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"STOCKTAKE_ZONE is no time zone: {name}") from None


def _now(text: str) -> datetime:
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"STOCKTAKE_NOW is not an ISO 8601 time: {text}") from None
    if now.tzinfo is None:
        raise SettingsError(f"STOCKTAKE_NOW has no time zone: {text}")
    return now
