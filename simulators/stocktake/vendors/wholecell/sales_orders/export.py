"""An order as a file to keep: its PDF, its Excel sheet. Source: docs/reference/wholecell.md 7.2.

The same world gives the same bytes: whatever a file says of its making is the world's time.
"""

import io
import re
import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.clock import to_datetime
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.errors import not_found

from .shown import shown_orders

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_Cell = str | int | float | None
_Cells = list[_Cell]
_ITEM_HEADS: _Cells = ["SKU", "Product", "Quantity", "Committed", "Sale price"]
_UNIT_HEADS: _Cells = ["ESN", "ID", "Sale price"]
# Where a column of the page begins, in points from its left edge, and how many characters it holds.
_COLUMNS = ((40, 28), (190, 45), (415, 10), (465, 10), (520, 12))
_LINE = 76  # characters of a value that has its line to itself
_TOP, _BOTTOM, _LEADING = 800, 40, 14
# What no XML document may hold besides the control characters, which a sheet escapes.
_NO_XML = re.compile("[\ufffe\uffff]")


def export_sales_order_pdf(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Give an order as a PDF (7.2)."""
    order = _order(world, sales_order_id)
    made = to_datetime(world.now).astimezone(ZoneInfo(wire.zone(world)))
    return _file(_pdf(order, made), PDF, f"sales_order_{sales_order_id}.pdf")


def export_sales_order_xlsx(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Give an order as an Excel workbook (7.2)."""
    order = _order(world, sales_order_id)
    return _file(_xlsx(order, to_datetime(world.now)), XLSX, f"sales_order_{sales_order_id}.xlsx")


def _order(world: World, order_id: int) -> dict[str, Any]:
    if world.value("SELECT 1 FROM wholecell_sales_order WHERE id = ?", (order_id,)) is None:
        raise not_found()
    return shown_orders(world, [order_id])[0]


def _file(content: bytes, media_type: str, name: str) -> Reply:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(200, content, disposition, media_type=media_type)


def _head(order: dict[str, Any]) -> list[_Cells]:
    customer = order["customer"] or {"name": None}
    address = ", ".join(str(part) for part in (order["shipping_address"] or {}).values() if part)
    return [
        ["Sales order", order["id"]],
        ["Transaction number", order["transaction_number"]],
        ["Status", order["status"]],
        ["Channel", order["channel"]],
        ["Customer", customer["name"]],
        ["Ship to", address or None],
        ["Created", order["created_at"]],
        ["Shipped", order["shipped_at"]],
        ["Tracking", ", ".join(filter(None, (s["tracking_number"] for s in order["shipments"])))],
        ["Notes", order["notes"]],
        ["Total", _money(order["total"])],
    ]


def _items(order: dict[str, Any]) -> list[_Cells]:
    return [
        [item["sku"], _product(item), item["quantity"], item["committed_quantity"],
         _money(item["sale_price"])]
        for item in order["items"]
    ]  # fmt: skip


def _units(order: dict[str, Any]) -> list[_Cells]:
    return [
        [unit["esn"] or "N/A", unit["hex_id"], _money(unit["sale_price"])]
        for unit in order["inventories"]
    ]


def _product(item: dict[str, Any]) -> str:
    """The product's name; "Unknown SKU" stands in its place where there is none (8.5)."""
    variation = item["product_variation"]
    if variation is None:
        return " ".join(filter(None, ("Unknown SKU", item["description"])))
    told = variation["product"]
    return " ".join([told["model"], told["capacity"], told["color"], variation["grade"]])


def _money(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _pdf(order: dict[str, Any], made: datetime) -> bytes:
    # Imported at the first export: it takes as long as all the rest of the server.
    from reportlab.pdfgen.canvas import Canvas

    zone = made.strftime("%z")
    stamp = made.strftime("D:%Y%m%d%H%M%S") + f"{zone[:3]}'{zone[3:5]}'"
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(595, 842), pageCompression=0, invariant=1)
    canvas.setDateFormatter(lambda *now: stamp)
    canvas.setTitle(f"Sales order {order['id']}")
    canvas.setCreator("WholeCell")
    head = [part for row in _head(order) for part in _wrapped(row)]
    rows: list[_Cells] = [*head, [], _ITEM_HEADS, *_items(order)]
    if order["inventories"]:
        rows += [[], _UNIT_HEADS, *_units(order)]
    for start in range(0, len(rows), (_TOP - _BOTTOM) // _LEADING):
        canvas.setFont("Helvetica", 9)
        for place, row in enumerate(rows[start : start + (_TOP - _BOTTOM) // _LEADING]):
            for (left, width), cell in zip(_COLUMNS, row, strict=False):
                room = _LINE if len(row) == 2 else width
                canvas.drawString(left, _TOP - place * _LEADING, _printable(cell, room))
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def _wrapped(row: _Cells) -> list[_Cells]:
    """A name and its value, which may take several lines."""
    name, value = row
    if not isinstance(value, str):
        return [row]
    parts = textwrap.wrap(value, _LINE) or [""]
    return [[None if place else name, part] for place, part in enumerate(parts)]


def _printable(cell: _Cell, width: int) -> str:
    """Text that the page's own font has, as long as its column holds."""
    text = "" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
    return text.encode("cp1252", "replace").decode("cp1252")[:width]


def _xlsx(order: dict[str, Any], made: datetime) -> bytes:
    from xlsxwriter import Workbook  # as above

    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"title": f"Sales order {order['id']}", "created": made})
    for name, rows in (
        ("Order", _head(order)),
        ("Items", [_ITEM_HEADS, *_items(order)]),
        ("Inventory", [_UNIT_HEADS, *_units(order)]),
    ):
        _fill(book.add_worksheet(name), rows)
    book.close()
    return content.getvalue()


def _fill(sheet: Any, rows: Sequence[_Cells]) -> None:
    """Write rows; text stays text, also where it looks like a formula or an address."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, _NO_XML.sub("\ufffd", cell))


HANDLERS = (export_sales_order_pdf, export_sales_order_xlsx)
