"""What a new RetailCRM account holds: keys, shops, stores, and the catalogue as offers.

No vendor page publishes an example account, so the seed set `documented` adds nothing here. No
offer has stock in a new world: the engine has to upload it.
Source: docs/reference/duties.md (topology), docs/reference/warehouse-module.md 4.1, 6.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.config import WorldConfig
from stocktake.core.world import World

from .access import FULL_KEY, SECOND_KEY
from .references.dictionaries import GROUPS
from .scopes import SCOPES
from .seed_busy import OPENED_AGO, seed_busy
from .seed_catalogue import seed_catalogue
from .seed_leftovers import read_goods, show_goods

FIRST_ID = 1001
_COUNTRY = "US"
_NUMBERED = (
    "site", "store", "group", "product", "offer", "customer", "order", "order_item", "pack",
)  # fmt: skip


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account, with what `config.seeds` asks for."""
    busy = "busy" in config.seeds
    with world.earlier(OPENED_AGO if busy else 0):
        _open_account(world, config, catalogue)
    if busy:
        seed_busy(world, catalogue, scale=config.scale)


def _open_account(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    for table in _NUMBERED:
        world.insert("sqlite_sequence", name=f"retailcrm_{table}", seq=FIRST_ID - 1)
    sites = catalogue["sites"]
    world.insert(
        "retailcrm_account",
        id=1, currency=catalogue["currency"], country=_COUNTRY,
        url=sites[0]["url"], created_at=world.now,
    )  # fmt: skip
    for site in sites:
        world.insert("retailcrm_site", code=site["code"], name=site["name"], url=site["url"])
    for warehouse in catalogue["warehouses"]:
        world.insert(
            "retailcrm_store",
            code=warehouse["code"], name=warehouse["name"], type="store-type-warehouse",
        )  # fmt: skip
    for category, group in GROUPS.items():
        for code in group.statuses:
            world.insert("retailcrm_status", code=code, category=category)
    _keys(world, [site["code"] for site in sites])
    if "catalogue" in config.seeds:
        seed_catalogue(world, catalogue)
        if catalogue.get("shown"):  # goods of a seed file: somebody's engine has been at work
            show_goods(world, read_goods(catalogue["items"]))
        for customer in catalogue["customers"]:
            _customer(world, customer, sites[0]["code"])


def _keys(world: World, sites: list[str]) -> None:
    """Write two keys; the second sees one shop and may not register modules."""
    scopes = list(SCOPES)
    world.insert(
        "retailcrm_api_key",
        value=FULL_KEY, selective=0, scopes=json.dumps(scopes), sites=json.dumps(sites),
    )  # fmt: skip
    scopes.remove("integration_write")
    world.insert(
        "retailcrm_api_key",
        value=SECOND_KEY, selective=1, scopes=json.dumps(scopes), sites=json.dumps(sites[:1]),
    )  # fmt: skip


def _customer(world: World, person: Mapping[str, Any], site: str) -> None:
    address = person["address"]
    world.insert(
        "retailcrm_customer",
        site=site,
        first_name=person["first_name"],
        last_name=person["last_name"],
        email=person["email"],
        phone=person["phone"],
        created_at=world.now,
        address=json.dumps(
            {
                "index": address["postal_code"],
                "countryIso": address["country"],
                "region": address["region"],
                "city": address["city"],
                "text": address["line1"],
            }
        ),
    )
