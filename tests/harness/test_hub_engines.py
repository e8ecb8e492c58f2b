"""The reference engine on the hub: right in the classic stories; the acceptance with its numbers.

Stories of channels, and the engines that are wrong there, are in test_engines.
"""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.client.control import Control
from stocktake.harness.history import History, Snapshot
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Scenario
from stocktake.harness.scenarios import OF_CHANNELS
from stocktake.harness.scenarios.ten_pieces_nine_everywhere import SKU, ten_pieces_nine_everywhere

from tests.harness.engines import REFERENCE, play_in_turn
from tests.harness.hub import HUB, IN_SCOPE

CLASSIC = IN_SCOPE[: -len(OF_CHANNELS)]
CHANNELS = ("swappa", "ebay", "backmarket")
MICRO = 1_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[Control]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        yield sandbox.control


@pytest.mark.parametrize("scenario", CLASSIC, ids=lambda each: each.slug)
def test_the_reference_engine_is_right_on_the_hub(server: Control, scenario: Scenario) -> None:
    (result,) = play_in_turn(server, REFERENCE, [scenario]).values()
    assert result.broken_down == ""
    assert [violation.story for violation in result.violations] == []
    assert result.history is not None
    rounds = [step.round for step in result.history.all_steps]
    assert all(each.completed for each in rounds if not each.faults)


@pytest.mark.parametrize("turn", range(3))
def test_ten_pieces_are_nine_everywhere_with_each_channel_as_the_seller(
    server: Control, turn: int
) -> None:
    """channels.md 14.1, with its numbers at every step and its writes."""
    scenario = ten_pieces_nine_everywhere(HUB.in_turn(turn))
    (seller,) = (route.outlet for route in scenario.topology.acting)
    (result,) = play_in_turn(server, REFERENCE, [scenario]).values()
    assert not result.violations
    history = result.history
    assert history is not None
    looks = [step.after for step in history.steps]
    assert [_shown(look) for look in looks] == [[10] * 3, *[[9] * 3] * 6]
    sold = history.steps[1].before
    assert _shown(sold) == [9 if name == seller else 10 for name in CHANNELS]
    assert [_levels(look) for look in looks] == [
        (10, 0), (10, 1), (10, 1), (10, 1), (10, 1), (9, 0), (9, 0),
    ]  # fmt: skip
    accepted = seller == "backmarket"
    assert [_written(history, step.round.first, step.round.last) for step in history.steps] == [
        3, 3 + accepted, 0, 0, 1, 2, 0,
    ]  # fmt: skip
    told = [row for row in history.final.orders if row.simulator == seller]
    assert [(row.ordered, row.shipped) for row in told] == [(MICRO, MICRO)]


def _shown(look: Snapshot) -> list[int]:
    shown = {
        row.simulator: (row.shown or 0) // MICRO
        for row in look.stock
        if row.sku == SKU and row.simulator in CHANNELS
    }
    return [shown[name] for name in CHANNELS]


def _levels(look: Snapshot) -> tuple[int, int]:
    """Return what can be sold and what is owed of it, committed units counted until they leave."""
    held = sum(row.sellable or 0 for row in look.stock if row.sku == SKU)
    owed = sum(r.due for r in look.orders if r.sku == SKU and r.simulator == "wholecell")
    return held // MICRO, owed // MICRO


def _written(history: History, first: int, last: int) -> int:
    """Count the writes about the ten pieces: to their numbers, and about their order."""
    touched = {line.turn for line in history.ledger if line.sku == SKU}
    return sum(
        entry.wrote and (entry.seq in touched or "order" in (entry.path or ""))
        for entry in history.sent
        if first < entry.seq <= last
    )
