"""eBay: the Sell APIs of a seller's account, as an inventory system uses them.

Source: docs/reference/channels.md 2.
"""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator
from stocktake.dialects import oauth2

from . import analytics, identity, quantities, refunds
from .access import HOSTS, authenticate, environment, limit
from .errors import refuse
from .events import EVENTS
from .fulfillments import operations as fulfillments
from .items import operations as items
from .lists import render
from .offers import operations as offers
from .orders import operations as orders
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .views import VIEWS

SIMULATOR = Simulator(
    name="ebay",
    apis=(
        Api(
            name="ebay",
            document="ebay.yaml",
            handlers=(
                *identity.HANDLERS,
                *items.HANDLERS,
                *offers.HANDLERS,
                *quantities.HANDLERS,
                *orders.HANDLERS,
                *fulfillments.HANDLERS,
                *refunds.HANDLERS,
                *analytics.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
            hosts=HOSTS,
        ),
    ),
    schema=oauth2.schema("ebay") + read_schema(__package__),
    seed=seed,
    views=VIEWS,
    events=EVENTS,
    environment=environment,
    quirks=QUIRKS,
    role=ROLE,
)
