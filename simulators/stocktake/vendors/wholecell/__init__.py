"""WholeCell: serialized units, not quantities. Source: docs/reference/wholecell.md."""

from importlib import resources

from stocktake.core.simulator import Api, Simulator

from . import (
    events,
    inventories,
    inventory_reports,
    purchase_orders,
    settings,
    stock_levels,
    stock_levels_reports,
)
from .access import APP_ID, APP_SECRET, authenticate, limit
from .errors import refuse
from .orders import export, operations, staff
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .views import VIEWS
from .wire import render


def environment(base_url: str) -> dict[str, str]:
    """Return what a client of this API wants to know (1)."""
    return {
        "WHOLECELL_BASE_URL": f"{base_url}/api/v1",
        "WHOLECELL_APP_ID": APP_ID,
        "WHOLECELL_APP_SECRET": APP_SECRET,
    }


SIMULATOR = Simulator(
    name="wholecell",
    apis=(
        Api(
            name="wholecell",
            document="wholecell.yaml",
            handlers=(
                *inventories.HANDLERS,
                *inventory_reports.HANDLERS,
                *purchase_orders.HANDLERS,
                *stock_levels.HANDLERS,
                *stock_levels_reports.HANDLERS,
                *operations.HANDLERS,
                *export.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
        ),
    ),
    schema=resources.files(__package__).joinpath("schema.sql").read_text(),
    seed=seed,
    views=VIEWS,
    role=ROLE,
    events={
        "receive_units": events.receive_units,
        "move_unit": events.move_unit,
        "set_unit_status": events.set_unit_status,
        "add_variation": events.add_variation,
        "commit_units": staff.commit_units,
        "release_units": staff.release_units,
        "ship_order": staff.ship_order,
        "cancel_order": staff.cancel_order,
        "match_order_items": staff.match_order_items,
        "refresh_item": staff.refresh_item,
        "connect_item": staff.connect_item,
        "add_app": settings.add_app,
        "change_app": settings.change_app,
        "remove_app": settings.remove_app,
        "add_status": settings.add_status,
        "add_location": settings.add_location,
        "save_inventory_report": settings.save_inventory_report,
        "price_lot": purchase_orders.price_lot,
        "add_cost": purchase_orders.add_cost,
        "fail_stock_levels_report": stock_levels_reports.fail_stock_levels_report,
    },
    environment=environment,
    quirks=QUIRKS,
    jobs=stock_levels_reports.JOBS,
)
