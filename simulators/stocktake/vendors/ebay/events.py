"""What buyers, the seller and eBay do, which no operation of the API offers, by name."""

from . import identity
from .listings import events as listings
from .orders import events as orders

EVENTS = {event.__name__: event for event in (*orders.EVENTS, *listings.EVENTS, *identity.EVENTS)}
