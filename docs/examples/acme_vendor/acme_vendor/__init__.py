"""A fake of Acme's warehouse API; an example, of no real vendor."""

from stocktake.core.simulator import Api, Simulator

from . import operations, people, tables
from .role import ROLE

SIMULATOR = Simulator(
    name="acme",
    apis=(
        Api(
            name="acme",
            document=f"{__name__}:openapi.yaml",
            handlers=operations.HANDLERS,
            authenticate=operations.authenticate,
            refuse=operations.refuse,
        ),
    ),
    schema=tables.SCHEMA,
    seed=tables.seed,
    views=tables.VIEWS,
    events=people.EVENTS,
    environment=lambda url: {"ACME_BASE_URL": f"{url}/v1", "ACME_KEY": tables.KEY},
    role=ROLE,
)
