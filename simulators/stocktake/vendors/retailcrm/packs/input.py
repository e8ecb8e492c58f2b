"""The `pack` field of a request, read and checked.

Source: docs/reference/warehouse-module.md 7.9.
"""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import NOT_VALID, Errors, unknown_code
from stocktake.vendors.retailcrm.wire import read_date, read_number, read_text

Columns = dict[str, Any]

_TEXTS = {"invoiceNumber": "invoice_number", "deliveryNoteNumber": "delivery_note_number"}
_NUMBERS = {"quantity": "quantity", "purchasePrice": "purchase_price"}


def read_pack(world: World, sent: dict[str, Any]) -> tuple[Columns, Errors]:
    """Return the columns that a pack's fields set, and the errors in them."""
    columns: Columns = {
        column: read_text(sent[name]) for name, column in _TEXTS.items() if name in sent
    }
    errors: Errors = {}
    for name, column in _NUMBERS.items():
        if sent.get(name) is not None:
            columns[column] = read_number(sent[name])
    if columns.get("quantity") == 0:
        errors["quantity"] = NOT_VALID
    try:
        if "shipmentDate" in sent:
            columns["shipment_date"] = read_date(sent["shipmentDate"])
    except ValueError:
        errors["shipmentDate"] = NOT_VALID
    store = read_text(sent.get("store"))
    if store is not None:
        columns["store"] = store
        if world.value("SELECT 1 FROM retailcrm_store WHERE code = ?", (store,)) is None:
            errors["store"] = unknown_code("Store", store)
    return columns, errors
