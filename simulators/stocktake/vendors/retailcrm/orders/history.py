"""The history of orders: a record for each field that changed.

Source: docs/reference/warehouse-module.md 7.8.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import MANAGER_ID, Source
from stocktake.vendors.retailcrm.lists import show_history
from stocktake.vendors.retailcrm.wire import spell_number, spell_object, spell_time

from .shown import show_order_reference

_RECORDS = """FROM retailcrm_history history
              JOIN retailcrm_order crm_order ON crm_order.id = history.order_id"""


Fields = Mapping[str, tuple[str, Callable[[Any], Any]]]
"""Columns, each with the field's name in the history and how its value is shown there."""


def _as_is(value: Any) -> Any:
    return value


def show_code(value: str) -> dict[str, str]:
    """Return a code of a dictionary as records show it."""
    return {"code": value}


# In the order of the records of one change: the shipment last, as observed (7.8).
FIELDS: Fields = {
    "external_id": ("external_id", _as_is),
    "number": ("number", _as_is),
    "status": ("status", show_code),
    "customer_id": ("customer", lambda value: {"id": value}),
    "first_name": ("first_name", _as_is),
    "last_name": ("last_name", _as_is),
    "patronymic": ("patronymic", _as_is),
    "phone": ("phone", _as_is),
    "email": ("email", _as_is),
    "order_type": ("order_type", show_code),
    "country_iso": ("country", show_code),
    "customer_comment": ("customer_comment", _as_is),
    "manager_comment": ("manager_comment", _as_is),
    "delivery_cost": ("delivery_cost", spell_number),
    "delivery_address": ("delivery_address", json.loads),
}
SHIPPING_FIELDS: Fields = {
    "shipment_store": ("shipment_store", show_code),
    "shipment_date": ("shipment_date", _as_is),
    "shipped": ("shipped", bool),
}


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
    """Write one record; `shown` is the order as the record shows it from now on."""
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


def record_changes(
    world: World, before: dict[str, Any], after: dict[str, Any], fields: Fields, *, source: Source
) -> None:
    """Write a record for each of the fields that differs between two states of an order."""
    for column, (field, show) in fields.items():
        old, new = before[column], after[column]
        if old != new:
            record(
                world, after["id"], source, field=field, shown=show_order_reference(after),
                old=None if old is None else show(old), new=None if new is None else show(new),
            )  # fmt: skip


def _show(row: dict[str, Any], key_id: int, zone: ZoneInfo) -> dict[str, Any]:
    by_user = row["source"] == "user"
    shown = spell_object(
        {
            "id": row["id"],
            "createdAt": spell_time(row["created_at"], zone),
            "created": True if row["created"] else None,
            "source": row["source"],
            "user": {"id": MANAGER_ID} if by_user else None,
            "apiKey": None if by_user else {"current": row["api_key_id"] == key_id},
            "field": row["field"],
            "order": json.loads(row["shown"]),
            "item": json.loads(row["item"]) if row["item"] else None,
        }
    )
    # The only nulls that this API sends (1).
    return shown | {"oldValue": json.loads(row["old"]), "newValue": json.loads(row["new"])}


def get_orders_history(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return the records of the shops that the key sees, oldest first, after `filter[sinceId]`."""
    return show_history(
        world, call, _RECORDS, filters,
        conditions={}, number=page, size=limit,
        show=lambda row, zone: _show(row, call.account.key_id, zone),
    )  # fmt: skip


HANDLERS = (get_orders_history,)
