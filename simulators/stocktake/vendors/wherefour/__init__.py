"""Wherefour: stock by lots, and auto-ship. Source: docs/reference/wherefour.md."""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import activities, categories, facilities, formulas, locations, purchases, settings, vendors
from .access import authenticate, environment, limit
from .billing import credits, invoices, quotes
from .customers import operations as customers
from .errors import refuse
from .events import EVENTS
from .inventory import operations as inventory
from .orders import operations as orders
from .parents import find_parents
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .shipments import operations as shipments
from .stocks import adjustments
from .stocks import operations as stocks
from .views import VIEWS
from .wire import render

SIMULATOR = Simulator(
    name="wherefour",
    apis=(
        Api(
            name="wherefour",
            document="wherefour.yaml",
            handlers=(
                *categories.HANDLERS,
                *inventory.HANDLERS,
                *stocks.HANDLERS,
                *adjustments.HANDLERS,
                *activities.HANDLERS,
                *customers.HANDLERS,
                *orders.HANDLERS,
                *shipments.HANDLERS,
                *invoices.HANDLERS,
                *quotes.HANDLERS,
                *credits.HANDLERS,
                *purchases.HANDLERS,
                *vendors.HANDLERS,
                *facilities.HANDLERS,
                *locations.HANDLERS,
                *formulas.HANDLERS,
                *settings.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            find_parents=find_parents,
            limit=limit,
            normalize=normalize,
            not_found_for_wrong_method=True,
            hosts=("my.wherefour.com", "sandbox.wherefour.com"),  # reference, 1.1
        ),
    ),
    schema=read_schema(__package__),
    seed=seed,
    views=VIEWS,
    role=ROLE,
    events=EVENTS,
    environment=environment,
    quirks=QUIRKS,
)
