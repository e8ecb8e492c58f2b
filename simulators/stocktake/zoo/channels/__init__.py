"""Engines that are wrong on purpose at channels and labels; each is played on the hub."""

import json
from collections.abc import Callable
from typing import Any

from stocktake.engine import context, labels, wire
from stocktake.engine.listener import Listener
from stocktake.engine.outlets.backmarket import BackMarket
from stocktake.engine.outlets.ebay import EBay
from stocktake.engine.outlets.swappa import Swappa
from stocktake.engine.settings import Settings

CHANNELS: tuple[Any, ...] = (EBay, BackMarket, Swappa)
"""Every outlet of the engine that is a place by itself."""
HOOKS = "hooks/labels"

_really_watch = labels.watch
_really_answer = Listener.answer


def on_labels(action: Callable[[Settings, str], None]) -> None:
    """Have the carrier tool say that a label was bought, and do something whenever it does."""

    def watch(now: Any) -> None:
        if now.settings.listens and not now.state.memory.moment(HOOKS):
            body = {"target_url": now.settings.listens + HOOKS, "event": "ITEM_SHIP_NOTIFY"}
            wire.write(now.tool.http, "/webhooks/subscribe", json=body)
            now.state.memory.note_moment(HOOKS, now.settings.now)
        _really_watch(now)

    def answer(self: Any, target: str, body: str) -> Any:
        if not target.endswith(HOOKS):
            return _really_answer(self, target, body)
        with self.busy:
            action(self.told.settings, json.loads(body)["resource_url"])
        return 200, {}

    labels.watch = watch
    Listener.answer = answer  # type: ignore[method-assign]  # that is the way in


def labelled(settings: Settings, address: str, *, bring_in: Any) -> None:
    """Bring the labels in that can be read at an address."""
    with context.opened(settings) as now:
        assert now.tool is not None, "its web hooks are called"
        rows = wire.read(now.tool.http, address).json()["shipments"]
        numbers = {row["orderNumber"] for row in rows}
        for side in now.sides:
            for tracked in now.state.tracked():
                paper = now.state.paper(tracked.order.id, side.name)
                if paper is not None and tracked.order.number in numbers:
                    bring_in(now, side, tracked, side.warehouse.read(paper.document))
