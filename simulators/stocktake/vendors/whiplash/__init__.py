"""Whiplash: a third-party logistics service, V1 of its API. Source: docs/reference/whiplash.md."""

from importlib import resources

from stocktake.core.simulator import Api, Simulator

from . import (
    bundle_items,
    events,
    hooks,
    item_lists,
    items,
    order_actions,
    order_events,
    order_items,
    order_lists,
    orders,
    receiving,
    shipnotice_items,
    shipnotices,
    transactions,
    warehouse_quantities,
    web_hooks,
)
from .access import API_KEY, authenticate
from .errors import refuse
from .quirks import QUIRKS
from .requests import normalize
from .role import ROLE
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
                *bundle_items.HANDLERS,
                *item_lists.HANDLERS,
                *items.HANDLERS,
                *order_actions.HANDLERS,
                *order_items.HANDLERS,
                *order_lists.HANDLERS,
                *orders.HANDLERS,
                *shipnotice_items.HANDLERS,
                *shipnotices.HANDLERS,
                *transactions.HANDLERS,
                *warehouse_quantities.HANDLERS,
                *web_hooks.HANDLERS,
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
    role=ROLE,
    events={
        "adjust_inventory": events.adjust_inventory,
        "deliver_order": order_events.deliver_order,
        "move_inventory": events.move_inventory,
        "process_order": order_events.process_order,
        "set_available": events.set_available,
        **receiving.EVENTS,
    },
    environment=environment,
    quirks=QUIRKS,
    callbacks=hooks.CALLBACKS,
    callbacks_document="whiplash-callbacks.yaml",
)
