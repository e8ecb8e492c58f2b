"""An order as a file to save, PDF or Excel. Source: docs/reference/wholecell.md 7.2.

The same world gives the same bytes: files are dated by the world's time.
"""

from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.clock import to_datetime
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.wire import Row

from .export_pdf import write_pdf
from .export_xlsx import write_xlsx
from .rows import require_order
from .shown import show_orders

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_sales_order_pdf(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Return an order as a PDF (7.2)."""
    order = _require_shown(world, sales_order_id)
    made = to_datetime(world.now).astimezone(ZoneInfo(wire.read_zone(world)))
    content = write_pdf(_title(order), _tables(order), made)
    return _file(content, PDF, f"sales_order_{sales_order_id}.pdf")


def export_sales_order_xlsx(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Return an order as an Excel workbook (7.2)."""
    order = _require_shown(world, sales_order_id)
    content = write_xlsx(_title(order), _tables(order), to_datetime(world.now))
    return _file(content, XLSX, f"sales_order_{sales_order_id}.xlsx")


def _require_shown(world: World, order_id: int) -> Row:
    return show_orders(world, [require_order(world, order_id)["id"]])[0]


def _file(content: bytes, media_type: str, name: str) -> Reply:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(200, content, disposition, media_type=media_type)


def _title(order: Row) -> str:
    return f"Sales order {order['id']}"


def _tables(order: Row) -> dict[str, list[list[Any]]]:
    """Return the parts of a file, by title: rows of texts, numbers and None."""
    return {
        "Order": _head(order),
        "Items": [
            ["SKU", "Product", "Quantity", "Committed", "Sale price"],
            *(_item(each) for each in order["items"]),
        ],
        "Inventory": [
            ["ESN", "ID", "Sale price"],
            *(
                [unit["esn"] or "N/A", unit["hex_id"], _money(unit["sale_price"])]
                for unit in order["inventories"]
            ),
        ],
    }


def _head(order: Row) -> list[list[Any]]:
    customer = order["customer"] or {"name": None}
    address = ", ".join(str(part) for part in (order["shipping_address"] or {}).values() if part)
    tracking = (each["tracking_number"] for each in order["shipments"])
    return [
        ["Sales order", order["id"]],
        ["Transaction number", order["transaction_number"]],
        ["Status", order["status"]],
        ["Channel", order["channel"]],
        ["Customer", customer["name"]],
        ["Ship to", address or None],
        ["Created", order["created_at"]],
        ["Shipped", order["shipped_at"]],
        ["Tracking", ", ".join(filter(None, tracking))],
        ["Notes", order["notes"]],
        ["Total", _money(order["total"])],
    ]


def _item(item: Row) -> list[Any]:
    price = _money(item["sale_price"])
    return [item["sku"], _product(item), item["quantity"], item["committed_quantity"], price]


def _product(item: Row) -> str:
    """Return the product's name, or "Unknown SKU" where there is none (8.5)."""
    variation = item["product_variation"]
    if variation is None:
        return " ".join(filter(None, ("Unknown SKU", item["description"])))
    product = variation["product"]
    return " ".join([product["model"], product["capacity"], product["color"], variation["grade"]])


def _money(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


HANDLERS = (export_sales_order_pdf, export_sales_order_xlsx)
