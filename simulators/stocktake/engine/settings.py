"""What a round needs to know, read from the environment once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .order import NUMBERED, SHOP

ZONE = "America/Los_Angeles"
"""The time zone of the shop's account where nobody says another: there it writes its dates."""
VARIABLES = {
    "wherefour": ("WHEREFOUR_BASE_URL", "WHEREFOUR_USERNAME", "WHEREFOUR_PASSWORD"),
    "whiplash": ("WHIPLASH_BASE_URL", "WHIPLASH_API_KEY"),
    "wholecell": ("WHOLECELL_BASE_URL", "WHOLECELL_APP_ID", "WHOLECELL_APP_SECRET"),
}
"""The variables with address and credentials of each warehouse system."""
OUTLETS = {
    "ebay": ("EBAY_BASE_URL", "EBAY_CLIENT_ID", "EBAY_CLIENT_SECRET", "EBAY_REFRESH_TOKEN"),
    "backmarket": ("BACKMARKET_BASE_URL", "BACKMARKET_TOKEN"),
    "swappa": ("SWAPPA_BASE_URL", "SWAPPA_TOKEN"),
}
"""The same of each outlet whose place is the account itself."""
TOOL = ("SHIPSTATION_BASE_URL", "SHIPSTATION_API_KEY", "SHIPSTATION_API_SECRET")
"""The same of the tool that buys labels, where a route names it."""
ALSO = ("SWAPPA_CLIENT_ID", "SWAPPA_CLIENT_SECRET", "SWAPPA_REFRESH_TOKEN")
"""Variables that may be missing: without them a token that is over stays so."""

_SHOP = ("RETAILCRM_BASE_URL", "RETAILCRM_API_KEY")
_ALWAYS = ("STOCKTAKE_STATE_DIR", "STOCKTAKE_NOW", "STOCKTAKE_MAP")


class SettingsError(Exception):
    """A variable is missing or wrong; the text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseSettings:
    """A warehouse and the stores of the shop that it feeds; `access`: values of its VARIABLES."""

    stores: tuple[str, ...]
    warehouse: str
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletSettings:
    """An outlet that is a place by itself, and the warehouse that feeds it.

    `access`: values of its OUTLETS; `reference`: how documents of its orders are numbered.
    """

    outlet: str
    warehouse: str
    reference: str
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the systems are, which warehouse feeds which store, and where state is kept.

    `flowing`: time passes by itself, so the vendors' rate limits are on. `listens` is the URL at
    which this engine takes callbacks, empty if it takes none. `reference` is how documents of the
    shop's orders are numbered. `outlets` are those besides the shop, `tool` the values of TOOL and
    `also` what is there of ALSO.
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
    outlets: tuple[OutletSettings, ...] = ()
    tool: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def has_shop(self) -> bool:
        """Whether a route names the shop."""
        return any(link.stores for link in self.links)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read every variable, or raise SettingsError naming all that are missing."""
    routes = _read_routes(environment)
    stores = _stores(environment, routes)
    outlets = [each for each in routes if each.outlet in OUTLETS and each.warehouse in VARIABLES]
    warehouses = dict.fromkeys([*stores, *(each.warehouse for each in outlets)])
    wanted = [*(_SHOP if stores or not outlets else ()), *_ALWAYS[: 2 if outlets else 3]]
    wanted += [name for warehouse in warehouses for name in VARIABLES[warehouse]]
    wanted += [name for each in outlets for name in OUTLETS[each.outlet]]
    missing = [name for name in wanted if not environment.get(name)]
    if missing:
        raise SettingsError(f"missing in the environment: {', '.join(missing)}")
    tool = tuple(environment.get(name, "") for name in TOOL)
    return Settings(
        retailcrm_url=environment.get(_SHOP[0], ""),
        retailcrm_key=environment.get(_SHOP[1], ""),
        links=tuple(
            WarehouseSettings(
                stores=tuple(stores.get(warehouse, ())),
                warehouse=warehouse,
                access=tuple(environment[name] for name in VARIABLES[warehouse]),
            )
            for warehouse in warehouses
        ),
        state=Path(environment["STOCKTAKE_STATE_DIR"]),
        now=_now(environment["STOCKTAKE_NOW"]),
        zone=_zone(environment.get("STOCKTAKE_ZONE") or ZONE),
        flowing=environment.get("STOCKTAKE_CLOCK") == "flowing",
        reference=next((each.reference for each in routes if each.outlet == SHOP), NUMBERED),
        outlets=tuple(_outlet(each, environment) for each in outlets),
        tool=tool if any(each.labels for each in routes) and all(tool) else (),
        also=tuple(environment.get(name, "") for name in ALSO),
    )


def _outlet(route: _Route, environment: Mapping[str, str]) -> OutletSettings:
    return OutletSettings(
        outlet=route.outlet,
        warehouse=route.warehouse,
        reference=route.reference,
        access=tuple(environment[name] for name in OUTLETS[route.outlet]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    outlet: str
    place: str
    warehouse: str
    reference: str
    labels: str


def _read_routes(environment: Mapping[str, str]) -> list[_Route]:
    """Read STOCKTAKE_ROUTES; one given by hand need not say how documents are numbered."""
    try:
        return [
            _Route(
                outlet=each["outlet"],
                place=str(each["place"]),
                warehouse=str(each["warehouse"]),
                reference=each.get("reference") or (NUMBERED if each["outlet"] == SHOP else "{id}"),
                labels=str(each.get("labels") or ""),
            )
            for each in json.loads(environment.get("STOCKTAKE_ROUTES") or "[]")
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SettingsError(
            'STOCKTAKE_ROUTES is not a JSON list of {"outlet", "place", "warehouse"}'
        ) from None


def _stores(environment: Mapping[str, str], routes: Sequence[_Route]) -> dict[str, list[str]]:
    """Read which stores each warehouse feeds; those of unknown ones belong to other engines."""
    if environment.get("STOCKTAKE_ROUTES"):
        name = "STOCKTAKE_ROUTES"
        pairs = [(each.place, each.warehouse) for each in routes if each.outlet == SHOP]
    else:
        name, pairs = "STOCKTAKE_MAP", _map(environment.get("STOCKTAKE_MAP") or "{}")
    fed: dict[str, list[str]] = {}
    for store, warehouse in pairs:
        if warehouse in VARIABLES and store not in fed.setdefault(warehouse, []):
            fed[warehouse].append(store)
    stores = [store for each in fed.values() for store in each]
    elsewhere = {each.outlet for each in routes if each.warehouse in VARIABLES} & OUTLETS.keys()
    wrong = not (stores or elsewhere or not environment.get(name)) or len(set(stores)) < len(stores)
    if wrong:
        raise SettingsError(
            f"{name} must let {' or '.join(VARIABLES)} feed a store, and each store be fed by one:"
            f" {environment[name]}"
        )
    return fed


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
