"""The activity report: operation 41, the adjustments of lots between two times.

Source: docs/reference/wherefour.md 3.13, 4 and 5.5.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.dialects.rails_requests import read_id
from stocktake.rules.quantity import MICRO, Rounding, convert

from . import lists, wire
from .columns import columns

_DECIMALS = frozenset(
    columns("purchase_conversion change purchase_change cost_per_unit cost_applied")
)
_SHOWN = columns("""
id organization_id organization_name created_at effective_at category_name inventory inventory_id
property sku unit_of_use unit_of_purchase purchase_conversion lot_code barcode serial_number
active_stock_id order_id order_number customer_id customer_display_name wo_number work_order_id
vendor purchase_number purchase_id reason change purchase_change cost_per_unit cost_applied
old_location location transfer_request_number note system_note backdated superseded user
global_identifier
""")
# Always null here: no operation moves or corrects a lot, and there are no work orders.
_NULLS = dict.fromkeys(
    columns("wo_number work_order_id transfer_request_number system_note backdated superseded")
)
# Vendor and purchase are shown where stock came in, order and customer where it went out (5.5).
_MATCHING = """
FROM wherefour_adjustment a
JOIN wherefour_user u ON u.id = a.user_id
JOIN wherefour_organization g ON g.id = a.organization_id
JOIN wherefour_stock s ON s.id = a.stock_id
JOIN wherefour_inventory i ON i.id = s.inventory_id
LEFT JOIN wherefour_category c ON c.id = i.category_id
LEFT JOIN wherefour_location l ON l.id = s.location_id
LEFT JOIN wherefour_vendor v ON v.id = s.vendor_id AND a.reason = 'purchase'
LEFT JOIN wherefour_purchase p ON p.id = s.purchase_id AND a.reason = 'purchase'
LEFT JOIN wherefour_shipment_item si ON si.id = a.shipment_item_id
LEFT JOIN wherefour_shipment sh ON sh.id = si.shipment_id
LEFT JOIN wherefour_order o ON o.id = sh.order_id
LEFT JOIN wherefour_customer cu ON cu.id = o.customer_id
WHERE a.effective_at BETWEEN :start AND :end
AND (:activity_types IS NULL
  OR lower(a.reason) IN (SELECT lower(value) FROM json_each(:activity_types)))
AND (:category_ids IS NULL OR i.category_id IN (SELECT value FROM json_each(:category_ids)))
AND (:customer_ids IS NULL OR o.customer_id IN (SELECT value FROM json_each(:customer_ids)))
AND (:inventory_ids IS NULL OR s.inventory_id IN (SELECT value FROM json_each(:inventory_ids)))
AND (:location_ids IS NULL OR s.location_id IN (SELECT value FROM json_each(:location_ids)))
AND (:statuses IS NULL OR s.status IN (SELECT lower(value) FROM json_each(:statuses)))
AND (:user_ids IS NULL OR a.user_id IN (SELECT value FROM json_each(:user_ids)))
AND (:vendor_ids IS NULL OR v.id IN (SELECT value FROM json_each(:vendor_ids)))
AND (:lot_code IS NULL OR a.lot_code IN (SELECT value FROM json_each(:lot_code)))
AND (:barcode IS NULL OR a.barcode IN (SELECT value FROM json_each(:barcode)))
AND (:serial_number IS NULL OR s.serial_number IN (SELECT value FROM json_each(:serial_number)))
"""
_SELECT = """
SELECT a.id, a.organization_id, g.name AS organization_name, a.created_at, a.effective_at,
  c.name AS category_name, i.name AS inventory, s.inventory_id, i.property, i.sku, i.unit_of_use,
  i.unit_of_purchase, i.purchase_conversion, a.lot_code, a.barcode, s.serial_number,
  s.id AS active_stock_id, o.id AS order_id, o.order_number, o.customer_id,
  cu.display_name AS customer_display_name, v.display_name AS vendor, p.purchase_number,
  p.id AS purchase_id, a.reason, a.change, a.cost, s.base_count, l.name AS old_location,
  l.name AS location, a.note, u.first_name || ' ' || u.last_name AS user, s.global_identifier
"""
_TEXT_FILTERS = columns("activity_types statuses lot_code barcode serial_number")
_ID_FILTERS = columns("category_ids customer_ids inventory_ids location_ids user_ids vendor_ids")

Filters = Mapping[str, Sequence[str]]


# Input


def _read_texts(filters: Filters, name: str) -> str | None:
    values = _split(filters, name)
    return json.dumps(values) if values else None


def _read_ids(filters: Filters, name: str) -> str | None:
    values = [read_id(name, value) for value in _split(filters, name)]
    if not all(value.isdecimal() for value in values):
        raise invalid(name, "is not a number")
    # No id has 19 digits or more: a longer number matches nothing.
    return json.dumps([int(value) for value in values if len(value) < 19]) if values else None


def _split(filters: Filters, name: str) -> list[str]:
    # `x=1&x=2` or `x=1,2` (4).
    parts = [part.strip() for value in filters.get(name, ()) for part in value.split(",")]
    return [part for part in parts if part]


# Shown


def _shown_activities(world: World, rows: lists.Rows) -> list[dict[str, Any]]:
    return [_shown(row) for row in rows]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an adjustment as the report shows it (3.13, 5.5)."""
    computed = {
        "purchase_change": _share(row["change"], MICRO, of=row["purchase_conversion"]),
        "cost_per_unit": _share(row["cost"], MICRO, of=row["base_count"]),
        "cost_applied": _share(row["cost"], abs(row["change"]), of=row["base_count"]),
    }
    shown = wire.spell_row({**row, **computed, **_NULLS}, _SHOWN, decimals=_DECIMALS)
    return shown | {"custom_fields": []}


def _share(amount: int, part: int, *, of: int) -> int | None:
    # ValueError: a lot of nothing has no price of one, and one of almost nothing none that fits.
    try:
        return convert(amount, part, denominator_micro=of, rounding=Rounding.HALF_EVEN)
    except ValueError:
        return None


# Operations


def activity_report(
    world: World,
    call: Call,
    *,
    start_date_time: str,
    end_date_time: str,
    page: str | None = None,
    per_page: str | None = None,
    **filters: Sequence[str],
) -> Page:
    """List what happened to lots from one time to another, both included (4, operation 41)."""
    zone = call.account.zone
    times = {"start_date_time": start_date_time, "end_date_time": end_date_time}
    values = {
        "start": wire.read_required_time(times, "start_date_time", zone=zone),
        "end": wire.read_required_time(times, "end_date_time", zone=zone),
        **{name: _read_texts(filters, name) for name in _TEXT_FILTERS},
        **{name: _read_ids(filters, name) for name in _ID_FILTERS},
    }
    return lists.show_rows(
        world, _SELECT, _MATCHING,
        order="a.effective_at, a.id", values=values, page=page, per_page=per_page,
        show=_shown_activities,
    )  # fmt: skip


HANDLERS = (activity_report,)
