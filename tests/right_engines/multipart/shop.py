"""What the shop is asked for, and the engine's module in it."""

import os
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from .service import LostError, NoError, Row, Service
from .world import World


def all_pages(shop: Service, path: str, key: str, **query: Any) -> list[Row]:
    """A list of the shop to its totalPageCount, each row once."""
    rows: dict[int, Row] = {}
    page = pages = 1
    while page <= pages:
        answer = shop.get(path, page=page, **query)
        rows.update((row["id"], row) for row in answer[key])
        page, pages = page + 1, answer["pagination"]["totalPageCount"]
    if len(rows) < answer["pagination"]["totalCount"]:
        raise LostError(f"{path} is short")
    return list(rows.values())


def shop_zone(shop: Service) -> Any:
    """The account's zone, or its distance from UTC as the shop's own clock shows it."""
    if os.environ.get("STOCKTAKE_ZONE"):
        return ZoneInfo(os.environ["STOCKTAKE_ZONE"])
    answer = shop.get("/orders/history", **{"filter[sinceId]": 2000000000})
    here = datetime.fromisoformat(answer["generatedAt"])
    there = parsedate_to_datetime(shop.date).replace(tzinfo=None)
    return timezone(timedelta(minutes=round((here - there) / timedelta(minutes=1))))


def catch_up(world: World) -> None:
    """Learn from the history which orders were taken up again since the last round."""
    query = {"filter[sinceId]": world.facts.get("since", 0), "limit": 100}
    rows = all_pages(world.shop, "/orders/history", "history", **query)
    facts: Row = {"since": max([row["id"] for row in rows], default=query["filter[sinceId]"])}
    for row in rows:
        if row["field"] == "status" and (row["oldValue"] or {}).get("code") in world.cancel:
            facts[f"again/{row['order']['id']}"] = True
    world.keep(**facts)


def register(shop: Service) -> None:
    """Be the shop's warehouse system, switched on."""
    code = "multipart-module"
    try:
        if shop.get(f"/integration-modules/{code}")["integrationModule"]["active"]:
            return
    except NoError:
        pass
    module: Row = {"code": code, "integrationCode": code, "name": "Multipart", "clientId": code}
    module |= {"baseUrl": "http://127.0.0.1/m", "active": True, "integrations": {"store": {}}}
    shop.post(f"/integration-modules/{code}/edit", integrationModule=module)
