"""A sync engine that stays up: JSON lines on standard input, callbacks of shop and warehouse.

Each warehouse has an agent; the agents work at the same time, in threads, and a round goes through
phases: withdraw what is not theirs, match what is, ship, then the numbers. When the shop asks for
its inventories, fresh agents read everything anew beside whatever round is under way. A JSON file
keeps what was agreed on each order. Written from the documentation alone.
"""

import fcntl
import json
import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # where `tests` is found

from tests.right_engines.listening.callbacks import LISTENER
from tests.right_engines.listening.engine import Engine
from tests.right_engines.listening.wire import DeniedError, UnknownError


def reply_to(message: dict[str, Any]) -> dict[str, Any]:
    """Do what the referee asks, and say how it went."""
    kind = message["type"]
    if kind == "init":
        LISTENER.engine = Engine(message, LISTENER.url)
        return {"type": "init_ok", "listen": LISTENER.url}
    engine = LISTENER.engine
    if kind == "sync" and engine:
        with (engine.state / "round.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                engine.round()
            except (DeniedError, UnknownError) as trouble:
                engine.say("the round", trouble, failed=True)
        if not engine.problems:
            return {"type": "sync_ok"}
        wrote = any(wire.wrote for wire in [engine.shop, *engine.wires.values()])
        text = "; ".join(engine.problems)[:300]
        return {"type": "error", "text": text} | ({} if wrote else {"definite": True})
    return {"type": "stop_ok"}


def main() -> None:
    """Answer each line with a line."""
    threading.Thread(target=LISTENER.serve_forever, daemon=True).start()
    for line in sys.stdin:
        message = json.loads(line)
        try:
            answer = reply_to(message)
        except Exception as trouble:
            answer = {"type": "error", "text": repr(trouble)}
        print(json.dumps(answer | {"in_reply_to": message["id"]}), flush=True)
        if message["type"] == "stop":
            break


if __name__ == "__main__":
    main()
