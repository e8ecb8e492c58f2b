"""What buyers, the seller and Back Market do, which no operation of the API offers, by name."""

from . import access
from .listings import events as listings
from .orders import events as orders

EVENTS = {event.__name__: event for event in (*orders.EVENTS, *listings.EVENTS, *access.EVENTS)}
