"""What ShipStation asks of a Custom Store and tells it. Source: docs/reference/channels.md 4.6."""

from datetime import UTC, datetime

from stocktake.core.clock import from_datetime
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.dialects.paging import read_page, select_page
from stocktake.rules.paging import page_of
from stocktake.vendors.wholecell.errors import invalid
from stocktake.vendors.wholecell.lists import PAGE_SIZE
from stocktake.vendors.wholecell.sales_orders.input import status_columns
from stocktake.vendors.wholecell.sales_orders.parcels import Parcel, add_parcel, read_parcels
from stocktake.vendors.wholecell.sales_orders.rows import changing
from stocktake.vendors.wholecell.settings.statuses import first_shipped_status, get_status
from stocktake.vendors.wholecell.wire import Row, read_text

from .notice import Notice, read_notice
from .orders import CHOSEN, find_told_order
from .xml_orders import write_orders

_XML = "application/xml"
_MINUTE_MS = 60_000
# Windows are whole minutes, so the last one counts to its end.
_EXPORTED = (
    "FROM wholecell_sales_order t JOIN wholecell_status s ON s.id = t.status_id"
    " WHERE s.sync_to_shipstation AND t.updated_at >= :start AND t.updated_at < :end AND "
) + CHOSEN


def export_orders_to_shipstation(
    world: World, call: Call, *, action: str, start_date: str, end_date: str, page: str = "1"
) -> Reply:
    """Show the orders of statuses with the ShipStation flag that changed in a window of time."""
    values = {
        "start": _read_minute("start_date", start_date),
        "end": _read_minute("end_date", end_date) + _MINUTE_MS,
        "channels": call.account.channels,
    }
    found = select_page(
        world, "SELECT t.id", _EXPORTED,
        order="t.updated_at, t.id", values=values, number=read_page(world, page), size=PAGE_SIZE,
        simulator="wholecell",
    )  # fmt: skip
    pages = page_of(found.number, found.size, total=found.total).last
    text = write_orders(world, [row["id"] for row in found.rows], pages=pages)
    return Reply(200, text, media_type=_XML)


def take_notice_of_shipstation(
    world: World,
    call: Call,
    *,
    action: str,
    order_number: str,
    carrier: str = "",
    service: str = "",
    tracking_number: str = "",
    body: object = None,
) -> Reply:
    """Add the parcel of a label to its order and mark that shipped; the same number is one."""
    notice = read_notice(
        call.raw, Notice(order_number, carrier=carrier, service=service, number=tracking_number)
    )
    order = find_told_order(
        world, number=order_number, order_id=notice.order_id, channels=call.account.channels
    )
    if order is not None:
        _take(world, order, notice)
    return Reply(200)


def _take(world: World, order: Row, notice: Notice) -> None:
    status = get_status(world, order["status_id"])
    if not status["open"] and order["shipped_at"] is None:
        raise invalid("order_number", f"is that of an order that is {status['title']}")
    told = {"tracking_number": notice.number, "carrier": notice.carrier, "service": notice.service}
    new: list[Parcel] = read_parcels(world, [told], order["id"])
    if not new and order["shipped_at"] is not None:
        return
    after = status if status["shipped"] else first_shipped_status(world)
    with changing(world, order["id"]):
        world.update("wholecell_sales_order", order["id"], **status_columns(world, after, order))
        for parcel in new:
            add_parcel(world, order["id"], parcel)


def _read_minute(name: str, text: str) -> int:
    try:
        found = datetime.strptime(read_text(text) or "", "%m/%d/%Y %H:%M")
    except ValueError:
        raise invalid(name, "is not a time like 03/02/2026 09:00") from None
    return from_datetime(found.replace(tzinfo=UTC))


HANDLERS = (export_orders_to_shipstation, take_notice_of_shipstation)
