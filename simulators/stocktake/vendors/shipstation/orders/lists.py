"""The list of orders: its filters and its order. Source: docs/reference/channels.md 4.2."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.shipstation.lists import Filters, list_page

from .shown import show_orders

_FILTERS = Filters(
    table="shipstation_order",
    where="t.active",
    conditions={
        "customer_name": "(instr(lower(json_extract(t.ship_to, '$.name')), lower(:customer_name))"
        " OR instr(lower(json_extract(t.bill_to, '$.name')), lower(:customer_name)))",
        "item_keyword": "EXISTS (SELECT 1 FROM shipstation_order_item i WHERE i.order_id = t.id AND"
        " instr(lower(coalesce(i.sku, '') || char(10) || coalesce(i.name, '') || char(10) ||"
        " i.options), lower(:item_keyword)))",
        "order_number": "substr(t.number, 1, length(:order_number)) = :order_number",
        "order_status": "t.status = :order_status",
        "store_id": "t.store_id = :store_id",
        "import_batch": "t.id IN (SELECT record_id FROM shipstation_batch_row"
        " WHERE batch = :import_batch)",
    },
    dates={
        "create_date": "t.created_at",
        "modify_date": "t.modified_at",
        "order_date": "t.ordered_at",
        "payment_date": "t.paid_at",
    },
    orders={
        "OrderDate": "t.ordered_at",
        "ModifyDate": "t.modified_at",
        "CreateDate": "t.created_at",
    },
)


def list_orders(world: World, call: Call, **query: Any) -> Page:
    """List the account's orders."""
    return list_page(world, _FILTERS, query, key="orders", show=show_orders)


HANDLERS = (list_orders,)
