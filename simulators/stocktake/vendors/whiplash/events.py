"""Business events of a Whiplash warehouse, by name: each resource has those that concern it."""

from .access import issue_api_key
from .orders import events as orders
from .shipnotices import events as shipnotices
from .stock import events as stock
from .web_hooks import events as web_hooks

EVENTS = {
    event.__name__: event
    for event in (
        *stock.EVENTS,
        *orders.EVENTS,
        *shipnotices.EVENTS,
        *web_hooks.EVENTS,
        issue_api_key,
    )
}
