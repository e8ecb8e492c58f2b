"""Wherefour: stock by lots, and auto-ship. Source: docs/reference/wherefour.md."""

from importlib import resources

from stocktake.core.simulator import Api, Simulator

from . import (
    activities,
    adjustments,
    categories,
    credits,
    customer_changes,
    customers,
    delivery_methods,
    events,
    facilities,
    formulas,
    inventory,
    invoices,
    legacy_shipping,
    locations,
    new_items,
    new_lots,
    order_changes,
    order_lists,
    orders,
    purchases,
    quotes,
    settings,
    shipments,
    shipping,
    stocks,
    vendors,
    versions,
)
from .accounts import PASSWORD, USERNAME, authenticate
from .pages import render
from .quirks import QUIRKS
from .refusals import refuse
from .requests import normalize
from .role import ROLE
from .seed import seed
from .views import VIEWS

_SCHEMAS = ("schema", "documents", "paperwork", "purchases", "formulas")


def _schema() -> str:
    package = resources.files(__package__)
    return "\n".join(package.joinpath(f"{name}.sql").read_text() for name in _SCHEMAS)


def environment(base_url: str) -> dict[str, str]:
    """Return what a client of this API wants to know (1.1)."""
    return {
        "WHEREFOUR_BASE_URL": f"{base_url}/api/v1",
        "WHEREFOUR_USERNAME": USERNAME,
        "WHEREFOUR_PASSWORD": PASSWORD,
    }


SIMULATOR = Simulator(
    name="wherefour",
    apis=(
        Api(
            name="wherefour",
            document="wherefour.yaml",
            handlers=(
                categories.get_categories,
                inventory.get_inventory_items,
                new_items.create_inventory_item,
                adjustments.get_last_stock_lot_change,
                inventory.search_inventory,
                stocks.list_stock_lots,
                new_lots.add_stock_lot,
                customers.get_customers,
                customers.create_customer,
                customers.get_customer_kinds,
                customer_changes.update_customer,
                customers.get_customer,
                customers.search_customers,
                orders.create_order,
                orders.get_order,
                order_changes.update_order,
                order_lists.list_orders,
                order_lists.list_all_orders,
                order_lists.search_orders,
                shipments.list_shipments,
                shipments.get_last_shipment,
                shipments.get_shipments,
                shipments.search_shipments,
                legacy_shipping.auto_pick_and_ship_legacy,
                shipping.auto_pick_and_ship,
                delivery_methods.get_delivery_methods,
                locations.search_locations,
                locations.get_locations,
                facilities.search_facilities,
                invoices.list_customer_invoices,
                invoices.create_invoice,
                invoices.update_invoice,
                invoices.list_invoices,
                invoices.get_invoice,
                invoices.search_invoices,
                quotes.get_quote,
                quotes.create_quote,
                quotes.update_quote,
                quotes.get_quotes,
                quotes.search_quotes,
                quotes.list_quotes,
                purchases.list_purchases,
                purchases.search_purchase_orders,
                vendors.list_vendors,
                vendors.get_vendor,
                vendors.search_vendors,
                activities.activity_report,
                credits.list_customer_credits,
                credits.create_credit,
                credits.update_credit,
                settings.get_sales_channels,
                settings.get_salespeople,
                settings.get_payment_terms,
                settings.get_order_statuses,
                formulas.list_formulas,
                formulas.search_formulas,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            limit=versions.limit,
            normalize=normalize,
            not_found_for_wrong_method=True,
        ),
    ),
    schema=_schema(),
    seed=seed,
    views=VIEWS,
    role=ROLE,
    events={
        "receive_stock": events.receive_stock,
        "cycle_count": events.cycle_count,
        "ship_order": events.ship_order,
    },
    environment=environment,
    quirks=QUIRKS,
)
