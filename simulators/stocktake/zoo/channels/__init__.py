"""Engines that are wrong on purpose at channels and labels; each is played on the hub."""

from typing import Any

from stocktake.engine.outlets.backmarket import BackMarket
from stocktake.engine.outlets.ebay import EBay
from stocktake.engine.outlets.swappa import Swappa

CHANNELS: tuple[Any, ...] = (EBay, BackMarket, Swappa)
"""Every outlet of the engine that is a place by itself."""
