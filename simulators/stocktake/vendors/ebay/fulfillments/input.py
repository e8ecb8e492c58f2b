"""Bodies of parcels as values. Source: docs/reference/channels.md 2.4."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.ebay.errors import fulfillment_error
from stocktake.vendors.ebay.wire import read_time

Row = dict[str, Any]
Units = dict[int, int]
"""How many units, by the id of their line."""

_NUMBER = re.compile(r"[A-Za-z0-9]{1,100}")


def read_label(body: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return number and carrier of a parcel, empty and None where it has neither.

    Refused with 32300 for one without the other, and for a number that is not letters and digits.
    """
    number, carrier = body.get("trackingNumber") or "", body.get("shippingCarrierCode") or None
    if bool(number) != (carrier is not None):
        raise fulfillment_error(32300, "Give the carrier and the tracking number, or neither")
    if number and not _NUMBER.fullmatch(number):
        raise fulfillment_error(
            32300, "Invalid tracking number: letters and digits only", trackingNumber=number[:100]
        )
    return number, carrier


def read_date(world: World, body: Mapping[str, Any]) -> int:
    """Return when a parcel left, now where the body does not say; refused with 32500."""
    sent = body.get("shippedDate")
    try:
        at = world.now if sent is None else read_time(sent)
    except ValueError as error:
        raise fulfillment_error(32500, f"Invalid shipped date: {error}") from None
    if at > world.now:
        raise fulfillment_error(32500, "The shipped date lies in the future")
    return at


def read_units(lines: Sequence[Row], sent: Sequence[Mapping[str, Any]] | None) -> Units | None:
    """Return the units that a body names by line, None where it names no lines.

    Without a quantity, all that are left of a line. Refused with 32200 for a line that the order
    does not have, 32210 for one that is there twice, 32600 for no whole number of units.
    """
    if not sent:
        return None
    left = {str(line["id"]): (line["id"], left_of(line)) for line in lines}
    units: Units = {}
    for each in sent:
        name = str(each.get("lineItemId", ""))
        if name not in left:
            raise fulfillment_error(32200, "Invalid line item ID", lineItemId=name)
        line, rest = left[name]
        if line in units:
            raise fulfillment_error(32210, "The line item is there twice", lineItemId=name)
        quantity = each.get("quantity", rest)
        if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
            raise fulfillment_error(32600, "Invalid quantity", lineItemId=name)
        units[line] = quantity
    return units


def left_of(line: Row) -> int:
    """Return how many units of a line are wanted and have not left."""
    return int(max(0, line["quantity"] - line["cancelled"] - line["shipped"]))
