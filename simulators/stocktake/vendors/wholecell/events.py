"""Business events: what people and the vendor do that no operation of the API does.

Source: docs/reference/wholecell.md; the events themselves are this suite's.
"""

from . import inventory_reports
from .catalog import events as catalog
from .channels import events as channels
from .inventories import events as inventories
from .purchase_orders import events as purchase_orders
from .sales_order_items import events as sales_order_items
from .sales_orders import events as sales_orders
from .sales_orders import undoing
from .settings import apps, locations, statuses
from .shipstation_export import settings as shipstation_export
from .stock_levels_reports import events as stock_levels_reports

EVENTS = {
    event.__name__: event
    for event in (
        *inventories.EVENTS,
        *catalog.EVENTS,
        *sales_orders.EVENTS,
        *undoing.EVENTS,
        *sales_order_items.EVENTS,
        *channels.EVENTS,
        *shipstation_export.EVENTS,
        *apps.EVENTS,
        *statuses.EVENTS,
        *locations.EVENTS,
        *inventory_reports.EVENTS,
        *purchase_orders.EVENTS,
        *stock_levels_reports.EVENTS,
    )
}
