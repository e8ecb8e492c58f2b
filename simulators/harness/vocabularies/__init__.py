"""The vocabularies of generated schedules: a value in a file of its own for each system."""

from simulators.harness.vocabulary import Vocabulary

from .shop import SHOP
from .wherefour import WHEREFOUR

WAREHOUSES: tuple[Vocabulary, ...] = (WHEREFOUR,)

__all__ = ["SHOP", "WAREHOUSES"]
