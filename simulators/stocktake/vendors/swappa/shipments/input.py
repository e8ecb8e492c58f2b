"""A body with a parcel as values. Source: docs/reference/channels.md 3; 15, row 31."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.swappa.errors import FieldError
from stocktake.vendors.swappa.orders.rows import is_wanted
from stocktake.vendors.swappa.wire import spell_line

Row = dict[str, Any]
Devices = dict[int, str | None]
"""The IMEI of what leaves, by the id of its line; None for what is no device."""

_CARRIERS = frozenset({"UPS", "USPS", "FedEx", "DHL"})


def check_label(world: World, body: Mapping[str, Any]) -> None:
    """Refuse a carrier and a number that are of no known form, where a quirk says so."""
    if not world.quirk("swappa.checks_carrier"):
        return
    if body["carrier"] not in _CARRIERS:
        raise FieldError("carrier", f"There are {', '.join(sorted(_CARRIERS))}")
    if not re.fullmatch("[A-Za-z0-9]+", body["tracking_number"]):
        raise FieldError("tracking_number", "Letters and digits only")


def read_devices(lines: Sequence[Row], sent: Sequence[Mapping[str, Any]]) -> Devices:
    """Return what a body lets leave; a line leaves whole.

    FieldError for a line that the order does not have or that is named twice, and for a device
    without an IMEI of its own; Conflict for a line that has left or is not wanted any more.
    """
    known = {spell_line(line["order_id"], line["number"]): line for line in lines}
    used = {line["imei"] for line in lines if line["imei"]}
    devices: Devices = {}
    for place, each in enumerate(sent):
        line = known.get(each["line_id"])
        if line is None or line["id"] in devices:
            why = "is no line of this order" if line is None else "is there twice"
            raise FieldError(f"items.{place}.line_id", f"{each['line_id'][:40]} {why}")
        if not is_wanted(line):
            raise Conflict(f"Line {each['line_id']} has left, or is not wanted any more")
        imei = each.get("imei") or None
        if line["device"] and imei is None:
            raise FieldError(f"items.{place}.imei", "A device has an IMEI")
        if imei in used:
            raise FieldError(f"items.{place}.imei", "Another line of this order has this IMEI")
        devices[line["id"]] = imei
        used |= {imei} - {None}
    return devices
