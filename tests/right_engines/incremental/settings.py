"""What the environment says, and the code of the engine's module in the shop."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(os.environ["STOCKTAKE_STATE_DIR"])
NOW = datetime.fromisoformat(os.environ["STOCKTAKE_NOW"])
ZONE = ZoneInfo(os.environ.get("STOCKTAKE_ZONE") or "America/Los_Angeles")
PACED = os.environ.get("STOCKTAKE_CLOCK") == "flowing"
CODE = "incremental-sync"
