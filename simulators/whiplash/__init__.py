"""Whiplash: a third-party logistics service, V1 of its API. Source: docs/reference/whiplash.md."""

from importlib import resources

from simulators.core.simulator import Api, Simulator

from . import (
    events,
    item_lists,
    items,
    order_actions,
    order_events,
    order_items,
    order_lists,
    orders,
    transactions,
    warehouse_quantities,
)
from .access import API_KEY, authenticate
from .errors import refuse
from .quirks import QUIRKS
from .requests import normalize
from .seed import seed
from .views import VIEWS


def environment(base_url: str) -> dict[str, str]:
    """Return what a client of this API wants to know (1.1)."""
    return {"WHIPLASH_BASE_URL": f"{base_url}/api", "WHIPLASH_API_KEY": API_KEY}


SIMULATOR = Simulator(
    name="whiplash",
    apis=(
        Api(
            name="whiplash",
            document="whiplash.yaml",
            handlers=(
                *item_lists.HANDLERS,
                *items.HANDLERS,
                *order_actions.HANDLERS,
                *order_items.HANDLERS,
                *order_lists.HANDLERS,
                *orders.HANDLERS,
                *transactions.HANDLERS,
                *warehouse_quantities.HANDLERS,
            ),
            authenticate=authenticate,
            refuse=refuse,
            normalize=normalize,
            not_found_for_wrong_method=True,
        ),
    ),
    schema=resources.files(__package__).joinpath("schema.sql").read_text(),
    seed=seed,
    views=VIEWS,
    events={
        "adjust_inventory": events.adjust_inventory,
        "deliver_order": order_events.deliver_order,
        "move_inventory": events.move_inventory,
        "process_order": order_events.process_order,
        "set_available": events.set_available,
    },
    environment=environment,
    quirks=QUIRKS,
)
