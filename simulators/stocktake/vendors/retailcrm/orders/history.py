"""What happened to orders, one record a changed field.

Source: docs/reference/warehouse-module.md 7.8.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import select_page
from stocktake.vendors.retailcrm.errors import NOT_VALID, bad_input
from stocktake.vendors.retailcrm.lists import Values, where
from stocktake.vendors.retailcrm.wire import moment, read_moment, without_nulls, zone_of

_RECORDS = "SELECT history.*"
_MATCHING = """
  FROM retailcrm_history history
  JOIN retailcrm_order crm_order ON crm_order.id = history.order_id
"""
_CONDITIONS = {
    "visible": "crm_order.site IN (SELECT value FROM json_each(:visible))",
    "since_id": "history.id > :since_id",
    "order_id": "history.order_id = :order_id",
    "external_id": "crm_order.external_id = :external_id",
    "start_date": "history.created_at >= :start_date",
    "end_date": "history.created_at < :end_date",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who changed an order: a user, or a key of the API (None: the shop's own, nobody else's)."""

    kind: Literal["api", "user"]
    key_id: int | None = None


SHOP = Source("api")
MANAGER = Source("user")
MANAGER_ID = 1


def record(
    world: World,
    order_id: int,
    source: Source,
    *,
    field: str,
    old: Any,
    new: Any,
    shown: dict[str, Any],
    created: bool = False,
    item: dict[str, Any] | None = None,
) -> None:
    """Write one record; `shown` is the order as the record will always show it."""
    world.insert(
        "retailcrm_history",
        order_id=order_id,
        created_at=world.now,
        source=source.kind,
        api_key_id=source.key_id,
        created=int(created),
        field=field,
        old=json.dumps(old),
        new=json.dumps(new),
        shown=json.dumps(shown),
        item=None if item is None else json.dumps(item),
    )


def get_orders_history(
    world: World,
    call: Call,
    *,
    limit: int = 20,
    page: int = 1,
    filter_since_id: int | None = None,
    filter_order_id: int | None = None,
    filter_order_external_id: str | None = None,
    filter_start_date: str | None = None,
    filter_end_date: str | None = None,
) -> Page:
    """Return the records of the shops that the key sees, oldest first, after `filter[sinceId]`."""
    zone = zone_of(world)
    values: Values = {
        "visible": call.account.visible,
        "since_id": filter_since_id,
        "order_id": filter_order_id,
        "external_id": filter_order_external_id,
        **read_period(world, filter_start_date, filter_end_date),
    }
    rows, total = select_page(
        world,
        _RECORDS,
        _MATCHING + where(_CONDITIONS, values),
        order="history.id",
        values=values,
        number=page,
        size=limit,
    )
    records = [_record(row, call.account.key_id, zone) for row in rows]
    made = {"generatedAt": moment(world.now, zone)}
    return Page(records, total, page, limit, key="history", extra=made)


def read_period(world: World, start: str | None, end: str | None) -> Values:
    """Return the bounds of `filter[startDate]` and `filter[endDate]`, both inclusive seconds."""
    first, last = _moment(world, start, "startDate"), _moment(world, end, "endDate")
    return {"start_date": first, "end_date": None if last is None else last + 1000}


def _moment(world: World, text: str | None, name: str) -> int | None:
    try:
        return None if text is None else read_moment(text, zone_of(world))
    except ValueError:
        raise bad_input({f"children[{name}]": NOT_VALID}) from None


def _record(row: dict[str, Any], key_id: int, zone: Any) -> dict[str, Any]:
    by_user = row["source"] == "user"
    shown = without_nulls(
        {
            "id": row["id"],
            "createdAt": moment(row["created_at"], zone),
            "created": True if row["created"] else None,
            "source": row["source"],
            "user": {"id": MANAGER_ID} if by_user else None,
            "apiKey": None if by_user else {"current": row["api_key_id"] == key_id},
            "field": row["field"],
            "order": json.loads(row["shown"]),
            "item": json.loads(row["item"]) if row["item"] else None,
        }
    )
    # The only nulls that this API ever sends (1).
    return shown | {"oldValue": json.loads(row["old"]), "newValue": json.loads(row["new"])}
