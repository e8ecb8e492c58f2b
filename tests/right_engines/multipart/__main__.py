"""A sync engine that speaks to the shop as a PHP module does: every write is multipart/form-data.

Each call says who asks (`cms_source`, `module_version`, ...), the key is in the query, and nothing
but the standard library is used. A round is a pipeline of functions over a `World` that is read
anew: a desk turns a document and what it should ask for into requests, `bring` sends them. A JSON
file keeps only what no system tells: what was agreed on each order, and who called it off.
Written from the documentation alone.
"""

import fcntl
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # where `tests` is found

from tests.right_engines.multipart.pipeline import run
from tests.right_engines.multipart.service import LostError, NoError, Service
from tests.right_engines.multipart.world import World

WHO = {"cms_source": "Own", "cms_version": "1.0", "php_version": "8.2", "module_version": "3.1.4"}


def main() -> int:
    """One round at a time; 0 when it is complete."""
    env = os.environ
    home = Path(env["STOCKTAKE_STATE_DIR"])
    with (home / "one-at-a-time").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = home / "facts.json"
        facts = json.loads(memory.read_text()) if memory.exists() else {}
        pace = 0.12 if env.get("STOCKTAKE_CLOCK") == "flowing" else 0
        who = WHO | {"apiKey": env["RETAILCRM_API_KEY"]}
        shop = Service(env["RETAILCRM_BASE_URL"] + "/api/v5", {}, pace, who)
        rows = json.loads(env.get("STOCKTAKE_ROUTES") or "[]")
        routes = {row["place"]: row["warehouse"] for row in rows if row["outlet"] == "retailcrm"}
        world = World(shop, routes or json.loads(env["STOCKTAKE_MAP"]), memory, facts)
        try:
            run(world)
        except (NoError, LostError) as trouble:
            world.note("the round", trouble, failed=True)
        return 1 if world.failed else 0


if __name__ == "__main__":
    sys.exit(main())
