"""What the environment says, and the names that the engine gives itself."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

ENV = os.environ
ZONE = ZoneInfo(ENV.get("STOCKTAKE_ZONE") or "America/Los_Angeles")
NOW = datetime.fromisoformat(ENV["STOCKTAKE_NOW"])
FLOWING = ENV.get("STOCKTAKE_CLOCK") == "flowing"
MODULE, MARK = "stateless-sync", "sync: "
FOUR = ("WHEREFOUR_USERNAME", "WHEREFOUR_PASSWORD")
CELL = ("WHOLECELL_APP_ID", "WHOLECELL_APP_SECRET")
