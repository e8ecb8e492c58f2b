"""The clock: spans, instants, and how manual and flowing clocks move."""

import pytest
from stocktake.core.clock import iso, parse_instant, parse_span, wall_now
from stocktake.web.sandbox import Sandbox


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("250ms", 250), ("90s", 90_000), ("5m", 300_000), ("2h", 7_200_000), ("1d", 86_400_000),
     ("1h30m", 5_400_000), ("1.5s", 1_500), ("2 h", 7_200_000)],
)  # fmt: skip
def test_a_span_is_read_in_its_unit(text: str, milliseconds: int) -> None:
    assert parse_span(text) == milliseconds


@pytest.mark.parametrize("text", ["", "2", "h", "2x", "-2h", "2h!", "1e9s"])
def test_what_is_no_span_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="write 250ms"):
        parse_span(text)


def test_an_instant_without_a_zone_is_utc_and_reads_back() -> None:
    assert iso(parse_instant("2026-01-31T09:00:00")) == "2026-01-31T09:00:00.000Z"
    assert iso(parse_instant("2026-01-31T09:00:00.250+02:00")) == "2026-01-31T07:00:00.250Z"
    with pytest.raises(ValueError, match="write 2026"):
        parse_instant("yesterday")


def test_no_world_reaches_the_end_of_time(sandbox: Sandbox) -> None:
    assert sandbox.request("POST", "/_sim/clock/advance", json={"by": "999999999d"}).status == 422
    assert sandbox.request("PUT", "/_sim/clock", json={"now": "9999-01-01"}).status == 422
    assert sandbox.request("PUT", "/_sim/clock", json={"now": "1969-01-01"}).status == 422
    sandbox.request("PUT", "/_sim/clock", json={"now": "8999-01-01"})
    assert sandbox.advance("36500d")["now"] == "9000-01-01T00:00:00.000Z"


def test_a_manual_clock_moves_by_one_tick_a_turn_and_by_nothing_else() -> None:
    sandbox = Sandbox([], now="2026-01-31T09:00:00Z", tick=250)
    world = sandbox.world()
    before = world.clock.read()
    assert world.clock.read() == before
    with world.turn():
        assert world.now == before + 250
    with world.turn(tick=False):
        assert world.now == before + 250


def test_a_flowing_clock_follows_the_real_time_and_never_stands_still_between_turns() -> None:
    world = Sandbox([], clock="flowing").world()
    assert abs(world.clock.read() - wall_now()) < 60_000
    times = []
    for _ in range(5):
        with world.turn():
            times.append(world.now)
    assert times == sorted(set(times))


def test_a_flowing_clock_flows_on_from_where_it_is_set() -> None:
    world = Sandbox([], clock="flowing").world()
    start = parse_instant("2020-09-12T18:25:00Z")
    world.clock.set(start)
    assert start <= world.clock.read() < start + 60_000
    world.clock.configure(factor=0.0)
    assert world.clock.read() == world.clock.read()
