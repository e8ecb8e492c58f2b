"""Requests made uniform before the document sees them: one path, one name for each parameter.

Source: docs/reference/channels.md 4.1, 4.2, 7. The framework tells neither paths nor names of query
parameters apart by their case.
"""

import re

from stocktake.core.simulator import Call

_NAMES = {
    name.lower(): name
    for name in (
        "customerName", "itemKeyword", "createDateStart", "createDateEnd", "modifyDateStart",
        "modifyDateEnd", "orderDateStart", "orderDateEnd", "paymentDateStart", "paymentDateEnd",
        "orderNumber", "orderStatus", "storeId", "importBatch", "sortBy", "sortDir", "page",
        "pageSize", "recipientName", "orderId", "carrierCode", "serviceCode", "trackingNumber",
        "shipDateStart", "shipDateEnd", "voidDateStart", "voidDateEnd", "batchId",
        "includeShipmentItems", "fulfillmentId", "showInactive", "marketplaceId",
    )
}  # fmt: skip
_CHOICES = {
    "sortBy": ("OrderDate", "ModifyDate", "CreateDate", "ShipDate"),
    "sortDir": ("ASC", "DESC"),
    "orderStatus": (
        "awaiting_payment", "awaiting_shipment", "pending_fulfillment", "shipped", "on_hold",
        "cancelled", "rejected_fulfillment",
    ),
}  # fmt: skip
_SPELLED = {
    (name, choice.lower()): choice for name, choices in _CHOICES.items() for choice in choices
}
_ALIASES = {"/orders/list": "/orders"}
# An id is a number: any other word after these leads nowhere, whatever the method.
_NO_ID = re.compile(
    r"/(?:orders/(?!(?:createorders?|markasshipped|markshipped|createlabelfororder|holduntil"
    r"|restorefromhold)$)|webhooks/(?!subscribe$))(?![0-9]+$)[^/]+"
)


def normalize(call: Call) -> Call:
    """Return the call with its path and its parameters as the document names them.

    A parameter without a value is one that was left out.
    """
    path = re.sub(r"/+", "/", call.path).rstrip("/").lower() or "/"
    path = _ALIASES.get(path, path)
    if _NO_ID.fullmatch(path):
        path += "/"  # no path of the document ends so
    query = tuple(_parameter(name, value) for name, value in call.query if value)
    return call.but(path=path, query=query)


def _parameter(name: str, value: str) -> tuple[str, str]:
    name = _NAMES.get(name.lower(), name)
    return name, _SPELLED.get((name, value.lower()), value)
