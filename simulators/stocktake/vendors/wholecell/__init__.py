"""WholeCell: serialized units, not quantities. Source: docs/reference/wholecell.md."""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import inventory_reports, stock_levels
from .access import authenticate, environment, limit
from .errors import refuse
from .events import EVENTS
from .inventories import operations as inventories
from .purchase_orders import operations as purchase_orders
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .sales_orders import export
from .sales_orders import operations as sales_orders
from .seed import seed
from .shipstation_export import operations as shipstation_export
from .stock_levels_reports import operations as stock_levels_reports
from .stock_levels_reports.jobs import JOBS
from .views import VIEWS
from .wire import render

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
                *sales_orders.HANDLERS,
                *export.HANDLERS,
                *shipstation_export.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
            hosts=("api.wholecell.io",),  # reference, 1
        ),
    ),
    schema=read_schema(__package__),
    seed=seed,
    views=VIEWS,
    role=ROLE,
    events=EVENTS,
    environment=environment,
    quirks=QUIRKS,
    jobs=JOBS,
)
