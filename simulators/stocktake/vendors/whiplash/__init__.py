"""Whiplash: a third-party logistics service, V1 of its API. Source: docs/reference/whiplash.md."""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import bundle_items
from .access import HOSTS, authenticate, environment, limit
from .errors import refuse
from .events import EVENTS
from .items import lists as item_lists
from .items import operations as items
from .items.street_dates import JOBS
from .order_items import operations as order_items
from .orders import actions as order_actions
from .orders import lists as order_lists
from .orders import operations as orders
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .shipnotice_items import operations as shipnotice_items
from .shipnotices import operations as shipnotices
from .stock import transactions, warehouse_quantities
from .views import VIEWS
from .web_hooks import operations as web_hooks
from .web_hooks.callbacks import CALLBACKS

SIMULATOR = Simulator(
    name="whiplash",
    apis=(
        Api(
            name="whiplash",
            document="whiplash.yaml",
            handlers=(
                *items.HANDLERS,
                *item_lists.HANDLERS,
                *transactions.HANDLERS,
                *warehouse_quantities.HANDLERS,
                *bundle_items.HANDLERS,
                *orders.HANDLERS,
                *order_lists.HANDLERS,
                *order_actions.HANDLERS,
                *order_items.HANDLERS,
                *shipnotices.HANDLERS,
                *shipnotice_items.HANDLERS,
                *web_hooks.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            normalize=normalize,
            not_found_for_wrong_method=True,
            limit=limit,
            hosts=HOSTS,
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
    callbacks=CALLBACKS,
    callbacks_document="whiplash-callbacks.yaml",
)
