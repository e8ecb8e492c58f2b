"""The history of orders: a record for each field that changed.

Source: docs/reference/warehouse-module.md 7.8.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import MANAGER_ID, Source
from stocktake.vendors.retailcrm.lists import show_history
from stocktake.vendors.retailcrm.wire import read_zone, spell_object, spell_time

from .fields import DELIVERY, IDENTIFIER, JSON, ORDER, Field, Row, record_value, snake
from .shown import show_order_reference

_RECORDS = """FROM retailcrm_history history
              JOIN retailcrm_order crm_order ON crm_order.id = history.order_id"""


_CUSTOMER = Field("customer", "customer_id", IDENTIFIER, "customer")
_ADDRESS = Field("address", "delivery_address", JSON, "delivery_address")
# In the order of the records of one change; the shipment comes last, as observed (7.8).
FIELDS = (*ORDER, _CUSTOMER, *DELIVERY, _ADDRESS)
_MAPS: Mapping[str, Callable[[str], str]] = {
    "contragent": lambda key: f"contragent.{snake(key)}",
    "delivery_data": lambda key: f"integration_delivery_data.{snake(key)}",
    "custom_fields": lambda key: f"custom_{key}",
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
    payment: dict[str, Any] | None = None,
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
        payment=None if payment is None else json.dumps(payment),
    )


def record_changes(
    world: World, before: Row, after: Row, fields: Sequence[Field], *, source: Source
) -> None:
    """Write a record for each of the fields that differs between two states of an order."""
    zone = read_zone(world)
    for field in fields:
        if field.history and before[field.column] != after[field.column]:
            record(
                world, after["id"], source, field=field.history,
                old=record_value(before, field, zone), new=record_value(after, field, zone),
                shown=show_order_reference(after),
            )  # fmt: skip


def record_map_changes(world: World, before: Row, after: Row, *, source: Source) -> None:
    """Write a record for each key that differs in the maps of two states of an order (7.8)."""
    for column, spell in _MAPS.items():
        old, new = json.loads(before[column] or "{}"), json.loads(after[column] or "{}")
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                record(
                    world, after["id"], source, field=spell(key), old=old.get(key),
                    new=new.get(key), shown=show_order_reference(after),
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
            "payment": json.loads(row["payment"]) if row["payment"] else None,
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
