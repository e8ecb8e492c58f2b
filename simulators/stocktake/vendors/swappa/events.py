"""What buyers and the seller do, which no operation of the API offers, by name."""

from . import authorization
from .listings import events as listings
from .orders import events as orders

EVENTS = {
    event.__name__: event for event in (*orders.EVENTS, *listings.EVENTS, *authorization.EVENTS)
}
