"""RetailCRM (Simla.com), API v5, as a warehouse system meets it.

Source: docs/reference/warehouse-module.md.
"""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import system
from .access import authenticate, environment, limit, unknown
from .errors import refuse
from .events import EVENTS
from .inventories import callbacks as inventory_callbacks
from .inventories import operations as inventories
from .modules import callbacks as module_callbacks
from .modules import operations as modules
from .orders import external_ids, history, upload
from .orders import operations as orders
from .packs import history as pack_history
from .packs import operations as packs
from .products import groups, prices, properties
from .products import operations as products
from .quirks import QUIRKS
from .references import dictionaries, sites, stores
from .requests import IDENTIFIES, normalize
from .role import ROLE
from .seed import seed
from .views import VIEWS
from .wire import render

SIMULATOR = Simulator(
    name="retailcrm",
    apis=(
        Api(
            name="retailcrm",
            document="retailcrm.yaml",
            handlers=(
                *system.HANDLERS,
                *modules.HANDLERS,
                *products.HANDLERS,
                *properties.HANDLERS,
                *groups.HANDLERS,
                *prices.HANDLERS,
                *inventories.HANDLERS,
                *stores.HANDLERS,
                *sites.HANDLERS,
                *dictionaries.HANDLERS,
                *orders.HANDLERS,
                *upload.HANDLERS,
                *external_ids.HANDLERS,
                *history.HANDLERS,
                *packs.HANDLERS,
                *pack_history.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
            unknown=unknown,
            identifies=IDENTIFIES,
            # reference, 1
            hosts=("*.retailcrm.ru", "*.retailcrm.pro", "*.retailcrm.es", "*.simla.com"),
        ),
    ),
    schema=read_schema(__package__),
    seed=seed,
    views=VIEWS,
    role=ROLE,
    events=EVENTS,
    environment=environment,
    quirks=QUIRKS,
    callbacks={**inventory_callbacks.CALLBACKS, **module_callbacks.CALLBACKS},
    callbacks_document="retailcrm-callbacks.yaml",
)
