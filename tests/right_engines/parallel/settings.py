"""What the environment says, and the types that every module uses."""

import os
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

J = dict[str, Any]
Bag = dict[Any, Fraction]
E = os.environ
DIR, NOW = Path(E["STOCKTAKE_STATE_DIR"]), datetime.fromisoformat(E["STOCKTAKE_NOW"])
ZONE = ZoneInfo(E.get("STOCKTAKE_ZONE") or "America/Los_Angeles")
FLOWS, ME, NONE = E.get("STOCKTAKE_CLOCK") == "flowing", "concurrent-sync", Fraction(0)
