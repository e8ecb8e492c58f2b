"""Business events of a ShipStation account, by name: each resource has those that concern it."""

from . import stores
from .custom_store import feed as custom_store_feed
from .custom_store import notices
from .orders import events as orders
from .orders import feed
from .shipments import events as shipments

EVENTS = {
    event.__name__: event
    for event in (
        *feed.EVENTS,
        *orders.EVENTS,
        *shipments.EVENTS,
        *stores.EVENTS,
        *custom_store_feed.EVENTS,
        *notices.EVENTS,
    )
}
