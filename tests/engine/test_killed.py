"""A round that is killed around any of its writes: the next one mends it, nothing is done twice."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from stocktake.engine import wire

from tests.engine.support import Houses, new_world, shelf

HOUSES = ("wherefour", "wholecell", "whiplash")
REALLY_SEND = wire.Client.send


class Killed(BaseException):
    """The end of the process, as far as one test can have it."""


class Killer:
    """Ends a round before or after its n-th write."""

    def __init__(self, number: int, *, after: bool) -> None:
        self.number, self.after = number, after

    def send(self, http: wire.Client, method: str, *target: Any, **body: Any) -> wire.Reply:
        """Send as the client does, unless the end comes first."""
        self.number -= method != "GET"
        last = method != "GET" and self.number < 0
        if last and not self.after:
            raise Killed
        reply = REALLY_SEND(http, method, *target, **body)
        if last:
            raise Killed
        return reply


Prepared = tuple[Houses, dict[tuple[str, int], dict[str, int]]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Yield a world before a busy round, and what each document must ask for after it.

    Each warehouse has an order that is new, one that was edited, one that stays cancelled and one
    that was taken up again.
    """
    with shelf() as address:
        world = Houses(new_world(address), tmp_path_factory.mktemp("state"), *HOUSES)
        yield world, _busy(world)


def _busy(world: Houses) -> dict[tuple[str, int], dict[str, int]]:
    asked: dict[tuple[str, int], dict[str, int]] = {}
    world.round()
    orders = {(house, n): world.order(house, a=1, b=n) for house in HOUSES for n in (1, 2, 3)}
    world.empty()
    world.round()
    for house in HOUSES:
        world.event("retailcrm", "cancel_order", id=orders[house, 2])
        world.event("retailcrm", "cancel_order", id=orders[house, 3])
    world.round()
    for house in HOUSES:
        world.edit(orders[house, 1], house, a=1, c=2)
        world.event("retailcrm", "reopen_order", id=orders[house, 3])
        new = [{"offer": {"externalId": sku}, "quantity": 1} for sku in world.GOODS[house][:1]]
        made = world.place(house, new)
        asked |= {(house, orders[house, 1]): {"a": 1, "c": 2}, (house, orders[house, 2]): {}}
        asked |= {(house, orders[house, 3]): {"a": 1, "b": 3}, (house, made): {"a": 1}}
    return asked


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", range(15))
def test_a_round_that_is_killed_around_a_write_is_mended(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, after: bool
) -> None:
    world, asked = prepared[0].copy(tmp_path), prepared[1]
    killer = Killer(number, after=after)
    monkeypatch.setattr(wire.Client, "send", lambda *args, **body: killer.send(*args, **body))
    with suppress(Killed):
        world.run_round()
    monkeypatch.undo()
    world.round()
    for (house, order), lines in asked.items():
        assert (house, order, world.asked(house, order)) == (house, order, lines)
        assert world.documents(house, order) == 1
    assert world.round() == ("", [])
