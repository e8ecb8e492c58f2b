"""What `POST /ws/orders/{id}` may say, read field by field.

Source: docs/reference/channels.md 1.3. Forms and JSON alike: numbers may come as texts.
"""

import re
from collections.abc import Mapping
from typing import Any

from stocktake.vendors.backmarket.errors import bad
from stocktake.vendors.backmarket.wire import read_time, read_whole

SHIPPERS = (
    "Chronopost", "Colissimo", "DHL Express", "DPD", "FedEx", "GLS", "Mondial Relay", "UPS", "USPS",
)  # fmt: skip
"""Names that a parcel's shipper can have."""
REASONS = (0, 1, 11, 12, 13, 21, 22, 23, 24, 25)
NEW_STATES = (2, 3, 4, 5, 6)
LONGEST_MESSAGE, LONGEST_TEXT = 500, 200
_VAT_TYPES = ("REGULAR", "MARGINAL")
_IMEI = re.compile(r"[0-9]{15}")
_SERIAL = re.compile(r"[A-Za-z0-9-]{1,50}")

Body = Mapping[str, Any]


def read_new_state(body: Body, order_id: int) -> int:
    """Return the state that is asked for; refused without one, and for another order's id."""
    if body.get("order_id") not in (None, "") and _number(body, "order_id") != order_id:
        raise bad("order_id is another one than in the path", "order_id")
    if body.get("vat_type") not in (None, "", *_VAT_TYPES):
        raise bad(f"vat_type is {' or '.join(_VAT_TYPES)}", "vat_type")
    if body.get("new_state") in (None, ""):
        raise bad("new_state is required", "new_state")
    state = _number(body, "new_state")
    if state not in NEW_STATES:
        raise bad("new_state is one of 2, 3, 4, 5, 6", "new_state")
    return state


def read_sku(body: Body) -> str:
    """Return the SKU whose lines are meant."""
    sku = _text(body, "sku")
    if not sku:
        raise bad("sku is required", "sku")
    return sku


def read_parcel(body: Body, *, now: int) -> dict[str, Any]:
    """Return the columns of an order that has left."""
    number = _text(body, "tracking_number").strip()
    if not number:
        raise bad("tracking_number is required", "tracking_number")
    shipper = _text(body, "shipper")
    if shipper and shipper not in SHIPPERS:
        raise bad(f"shipper is one of {', '.join(SHIPPERS)}", "shipper")
    return {
        "tracking_number": number,
        "tracking_url": _text(body, "tracking_url"),
        "shipper": shipper,
        "shipped_at": _date(body, now),
    }


def read_device(body: Body) -> dict[str, str]:
    """Return the imei and the serial number that are sent; refused for what is none."""
    sent = {name: _text(body, name) for name in ("imei", "serial_number")}
    if sent["imei"] and not _IMEI.fullmatch(sent["imei"]):
        raise bad("an imei has 15 digits", "imei")
    if sent["serial_number"] and not _SERIAL.fullmatch(sent["serial_number"]):
        raise bad("a serial number has at most 50 letters, digits and hyphens", "serial_number")
    return {name: value for name, value in sent.items() if value}


def read_return(body: Body) -> dict[str, Any]:
    """Return the columns of a line that came back."""
    columns: dict[str, Any] = {}
    if body.get("return_reason") not in (None, ""):
        columns["return_reason"] = _number(body, "return_reason")
        if columns["return_reason"] not in REASONS:
            raise bad(f"return_reason is one of {REASONS}", "return_reason")
    message = _text(body, "return_message", most=LONGEST_MESSAGE)
    return {**columns, **({"return_message": message} if message else {})}


def _date(body: Body, now: int) -> int:
    text = _text(body, "date_shipping")
    try:
        return read_time(text) if text else now
    except ValueError as error:
        raise bad(str(error), "date_shipping") from None


def _number(body: Body, name: str) -> int:
    try:
        return read_whole(body[name])
    except ValueError as error:
        raise bad(str(error), name) from None


def _text(body: Body, name: str, *, most: int = LONGEST_TEXT) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > most:
        raise bad(f"{name} is a text of at most {most} characters", name)
    return str(value)
