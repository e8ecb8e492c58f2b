"""The simulators of the suite: the only place that names every vendor."""

from .core.simulator import Simulator
from .retailcrm import SIMULATOR as RETAILCRM
from .wherefour import SIMULATOR as WHEREFOUR
from .whiplash import SIMULATOR as WHIPLASH
from .wholecell import SIMULATOR as WHOLECELL

SIMULATORS: tuple[Simulator, ...] = (WHEREFOUR, RETAILCRM, WHOLECELL, WHIPLASH)
