"""ShipStation: a tool that buys labels for orders, V1 of its API.

Source: docs/reference/channels.md 4.
"""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import fulfillments, stores
from .access import HOSTS, authenticate, environment, headers, limit
from .custom_store import feed as custom_store_feed
from .custom_store import notices
from .errors import refuse
from .events import EVENTS
from .orders import holds
from .orders import lists as order_lists
from .orders import operations as orders
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .shipments import operations as shipments
from .views import VIEWS
from .web_hooks import callbacks
from .web_hooks import operations as web_hooks
from .wire import render

SIMULATOR = Simulator(
    name="shipstation",
    apis=(
        Api(
            name="shipstation",
            document="shipstation.yaml",
            handlers=(
                *order_lists.HANDLERS,
                *orders.HANDLERS,
                *holds.HANDLERS,
                *shipments.HANDLERS,
                *fulfillments.HANDLERS,
                *stores.HANDLERS,
                *web_hooks.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
            headers=headers,
            hosts=HOSTS,
        ),
    ),
    schema=read_schema(__package__),
    seed=seed,
    views=VIEWS,
    events=EVENTS,
    environment=environment,
    quirks=QUIRKS,
    jobs={**holds.JOBS, **custom_store_feed.JOBS},
    callbacks={**callbacks.CALLBACKS, **custom_store_feed.CALLBACKS, **notices.CALLBACKS},
    callbacks_document="shipstation-callbacks.yaml",
    role=ROLE,
)
