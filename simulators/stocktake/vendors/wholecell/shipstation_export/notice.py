"""A notice of ShipStation: what its query says and its XML repeats.

Source: docs/reference/channels.md 4.2 (carrier codes), 4.6.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace

from stocktake.vendors.wholecell.errors import invalid

# ShipStation's own codes, and the names that channels know (4.2); any other stays as it is.
_CARRIERS = {
    "stamps_com": "USPS", "endicia": "USPS", "usps": "USPS", "ups": "UPS", "ups_walleted": "UPS",
    "fedex": "FedEx", "dhl_express": "DHL", "ontrac": "OnTrac",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """A parcel of an order, as ShipStation tells of it."""

    order_number: str
    carrier: str = ""
    service: str = ""
    number: str = ""
    order_id: str | None = None


def read_notice(raw: bytes, said: Notice) -> Notice:
    """Return what a notice says: in the query (`said`), else in its XML."""
    root = _root(raw)
    told = {} if root is None else {child.tag: (child.text or "").strip() for child in root}
    carrier = said.carrier or told.get("Carrier", "")
    return replace(
        said,
        carrier=_CARRIERS.get(carrier.strip().lower(), carrier),
        service=said.service or told.get("Service", ""),
        number=said.number or told.get("TrackingNumber", ""),
        order_id=told.get("OrderID") or None,
    )


def _root(raw: bytes) -> ET.Element | None:
    """Return the XML of a body, None without a body; refuse what is none."""
    if not raw.strip():
        return None
    if re.search(rb"<!(DOCTYPE|ENTITY)", raw, re.I):
        raise invalid("body", "declares a document type")
    try:
        root = ET.fromstring(raw)
    except (ET.ParseError, LookupError, ValueError):
        raise invalid("body", "is not XML") from None
    if root.tag != "ShipNotice":
        raise invalid("body", "is not a ShipNotice")
    return root
