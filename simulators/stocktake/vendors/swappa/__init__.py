"""Swappa, modelled: no public API of it is known, and paths, names and bodies are ours.

Source: docs/reference/channels.md 3.
"""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator
from stocktake.dialects import oauth2

from . import authorization
from .access import authenticate, environment, limit
from .errors import refuse
from .events import EVENTS
from .listings import operations as listings
from .lists import render
from .orders import operations as orders
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .shipments import operations as shipments
from .views import VIEWS

SIMULATOR = Simulator(
    name="swappa",
    apis=(
        Api(
            name="swappa",
            document="swappa.yaml",
            handlers=(
                *authorization.HANDLERS,
                *listings.HANDLERS,
                *orders.HANDLERS,
                *shipments.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
        ),
    ),
    schema=oauth2.schema("swappa") + read_schema(__package__),
    seed=seed,
    views=VIEWS,
    events=EVENTS,
    environment=environment,
    quirks=QUIRKS,
    role=ROLE,
)
