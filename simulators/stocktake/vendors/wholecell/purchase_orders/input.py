"""Reading the body of a purchase order into columns. Source: docs/reference/wholecell.md 6."""

from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.organizations import read_organization
from stocktake.vendors.wholecell.settings.statuses import read_status
from stocktake.vendors.wholecell.wire import Body, Columns

_EXPECTED = ("expected_inventory_count", "expected_total_price_paid")
_TEXTS = ("channel", "notes")


def read_columns(world: World, body: Body, order_id: int) -> Columns:
    """Return the columns that a body sets; refuse every invalid field at once."""
    return wire.read_fields(_READERS, world, body, order_id)


def _read_expected(world: World, body: Body, order_id: int) -> Columns:
    return {name: body[name] for name in _EXPECTED if name in body}


def _read_texts(world: World, body: Body, order_id: int) -> Columns:
    return {name: wire.read_text(body[name]) for name in _TEXTS if name in body}


def _read_number(world: World, body: Body, order_id: int) -> Columns:
    if "number" not in body:
        return {}
    return {"number": wire.read_text(body["number"]) or f"PO-{order_id}"}


def _read_status(world: World, body: Body, order_id: int) -> Columns:
    if "status" not in body:
        return {}
    return {"status_id": read_status(world, "PurchaseOrder", body["status"] or "Open")["id"]}


def _read_vendor(world: World, body: Body, order_id: int) -> Columns:
    if "vendor" not in body:
        return {}
    return {"vendor_id": read_organization(world, body["vendor"], field="vendor")}


_READERS = (_read_expected, _read_texts, _read_number, _read_status, _read_vendor)
