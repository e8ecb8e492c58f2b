"""The vocabularies of generated schedules: a value in a file of its own for each system."""

from stocktake.harness.search.vocabularies.shop import SHOP
from stocktake.harness.search.vocabularies.wherefour import WHEREFOUR
from stocktake.harness.search.vocabularies.whiplash import WHIPLASH
from stocktake.harness.search.vocabularies.wholecell import WHOLECELL
from stocktake.harness.search.vocabulary import Vocabulary

WAREHOUSES: tuple[Vocabulary, ...] = (WHEREFOUR, WHOLECELL, WHIPLASH)

__all__ = ["SHOP", "WAREHOUSES"]
