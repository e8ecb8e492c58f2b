"""The vocabularies of generated schedules: a value in a file of its own for each system."""

from stocktake.harness.vocabulary import Vocabulary

from .shop import SHOP
from .wherefour import WHEREFOUR
from .whiplash import WHIPLASH
from .wholecell import WHOLECELL

WAREHOUSES: tuple[Vocabulary, ...] = (WHEREFOUR, WHOLECELL, WHIPLASH)

__all__ = ["SHOP", "WAREHOUSES"]
