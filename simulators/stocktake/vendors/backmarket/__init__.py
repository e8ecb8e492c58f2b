"""Back Market: the seller API of one account, as an inventory system uses it.

Source: docs/reference/channels.md 1.
"""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import refunds, tasks
from .access import HOSTS, authenticate, environment, limit
from .errors import refuse
from .events import EVENTS
from .jobs import JOBS
from .listings import operations as listings
from .lists import render
from .orders import operations as orders
from .orders import orderlines
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
from .seed import seed
from .views import VIEWS

SIMULATOR = Simulator(
    name="backmarket",
    apis=(
        Api(
            name="backmarket",
            document="backmarket.yaml",
            handlers=(
                *listings.HANDLERS,
                *tasks.HANDLERS,
                *orders.HANDLERS,
                *orderlines.HANDLERS,
                *refunds.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            render=render,
            normalize=normalize,
            limit=limit,
            hosts=HOSTS,
        ),
    ),
    schema=read_schema(__package__),
    seed=seed,
    views=VIEWS,
    events=EVENTS,
    environment=environment,
    jobs=JOBS,
    quirks=QUIRKS,
    role=ROLE,
)
