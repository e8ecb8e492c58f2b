"""What no engine is blamed for when staff ship, take back or mark what it exported."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.steps import Act, Event, From
from stocktake.harness.channel_route import (
    added_good,
    label_bought,
    listed,
    marked_shipped,
    released,
)
from stocktake.harness.history import History, Snapshot
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology
from stocktake.harness.verdict import judge

from tests.harness.checks.test_channels import in_silence
from tests.harness.engines import REFERENCE, play_in_turn
from tests.harness.hub import HUB

DAY_MS = timedelta(days=1) // timedelta(milliseconds=1)
NEW = "IPHX-SLV-64"


def ordered(route: Route) -> list[Act]:
    return [route.order({route.goods.plenty[0]: 1}, label="sold")]


def ready(route: Route) -> list[Act]:
    return [*route.prepare("sold"), *released(route, "sold")]


def left_by_hand(route: Route) -> list[Event]:
    """Return the event by which an order leaves without a number."""
    reference = From(f"sold at {route.warehouse}", "reference")
    found = [route.bound(each, reference=reference) for each in route.warehouse_role.ship]
    return [each for each in found if isinstance(each, Event)]


def story(name: str, topology: Topology, *steps: Step) -> Scenario:
    """Return a story of an order that staff have scanned and made ready."""
    return Scenario(
        name=name,
        sentence="Small.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Ordered.", events=topology.each(ordered)),
            Step("Ready.", events=topology.each(ready)),
            *steps,
        ),
    )


STORE = replace(HUB, turn=0)
EBAY, BACKMARKET = HUB.able("parcels").in_turn(0), HUB.able("parcels").in_turn(1)


def back(topology: Topology) -> tuple[Step, ...]:
    return (
        Step("A label.", events=topology.each(lambda route: label_bought(route, "sold"))),
        Step("Taken back.", events=topology.each(lambda route: route.take_back("sold"))),
        Step("Nothing new."),
    )


STORIES = [
    story("taken back at the store", STORE, *back(STORE)),
    story("taken back at eBay", EBAY, *back(EBAY)),
    story(
        "marked", EBAY,
        Step("Marked.", events=EBAY.each(lambda r: marked_shipped(r, "sold", carrier="ups"))),
        Step("Nothing new."),
    ),
    story("by hand", BACKMARKET, Step("It leaves.", events=BACKMARKET.each(left_by_hand))),
    Scenario(
        name="a new listing", sentence="Small.", topology=EBAY,
        steps=(
            Step(OPENS),
            Step("Listed.", events=EBAY.each(lambda r: [*added_good(r, NEW, 3), *listed(r, NEW)])),
        ),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def histories() -> Mapping[str, History]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        played = play_in_turn(sandbox.control, REFERENCE, STORIES)
    return {name: result.history for name, result in played.items() if result.history}


def blamed(history: History) -> dict[str, list[str]]:
    """Return the stories of the checks that blame something."""
    found: dict[str, list[str]] = {}
    for violation in judge(history, None).violations:
        found.setdefault(violation.check, []).append(violation.story)
    return found


def seen_as(history: History, change: Any) -> History:
    """Return a play in which every look saw something else."""
    steps = [
        tuple(
            replace(step, before=change(step.before), after=change(step.after)) for step in several
        )
        for several in (history.steps, history.settling)
    ]
    quiet = history.quiet and replace(
        history.quiet, before=change(history.quiet.before), after=change(history.quiet.after)
    )
    return replace(history, steps=steps[0], settling=steps[1], quiet=quiet)


def test_a_right_engine_is_blamed_for_nothing(histories: Mapping[str, History]) -> None:
    assert {name: blamed(history) for name, history in histories.items()} == {
        story.name: {} for story in STORIES
    }


@pytest.mark.parametrize("where", ["taken back at the store", "taken back at eBay"])
def test_who_leaves_a_shipment_that_staff_took_back_is_not_blamed_though_its_label_lives(
    histories: Mapping[str, History], where: str
) -> None:
    """Duties D20: the warehouse's word is newer than the label, which is no order to ship again."""
    history = histories[where]
    taken = next(
        result.seq
        for step in history.steps
        for result in step.events
        if isinstance(result.event, Event) and result.event.name == "reverse_shipment"
    )
    left = replace(history, ledger=tuple(
        line for line in history.ledger
        if line.turn <= taken or (line.simulator, line.what) != ("wholecell", "shipment")
    ))  # fmt: skip
    assert "tracking_out" not in blamed(left)
    assert not any("everything is out" in said for said in blamed(left).get("converged", []))


def test_a_mark_without_a_number_is_no_parcel(histories: Mapping[str, History]) -> None:
    """Duties D15: there is no number to tell, so nothing need follow from it."""
    history = histories["marked"]
    assert any(
        (line.simulator, line.what) == ("shipstation", "shipment") for line in history.ledger
    )
    assert not any(
        (line.simulator, line.what) == ("wholecell", "shipment") for line in history.ledger
    )
    assert not blamed(history)


def test_what_left_without_a_number_is_named_where_the_outlet_wants_one_and_no_request_is_needed(
    histories: Mapping[str, History],
) -> None:
    history = histories["by hand"]
    told = [e.asked for e in history.where(simulator="backmarket", operation="update_order")]
    assert not any(each["new_state"] == 3 for each in told)
    silent = replace(
        history, steps=tuple(map(in_silence, history.steps)),
        settling=tuple(map(in_silence, history.settling)),
        quiet=history.quiet and in_silence(history.quiet),
    )  # fmt: skip
    assert "everything is out at wholecell" in blamed(silent)["converged"][0]


def test_the_day_of_a_label_is_a_day_of_shipping(histories: Mapping[str, History]) -> None:
    """Duties D4: bought just before midnight, noted at the warehouse by a round after it."""
    history = histories["taken back at the store"]
    until = [step for step in history.steps if "Taken" not in step.step.story]
    shipped = replace(history, steps=tuple(until[:-1]), settling=(), quiet=None)

    def a_day_later(look: Snapshot) -> Snapshot:
        rows = [
            replace(row, at=row.at + DAY_MS) if row.simulator == "wholecell" and row.at else row
            for row in look.shipments
        ]
        return replace(look, shipments=tuple(rows))

    def without_label(look: Snapshot) -> Snapshot:
        rows = [row for row in look.shipments if row.simulator != "shipstation"]
        return a_day_later(replace(look, shipments=tuple(rows)))

    assert "each_shipment_once" not in blamed(seen_as(shipped, a_day_later))
    stories = blamed(seen_as(shipped, without_label))["each_shipment_once"]
    assert any("the last shipment left on" in said for said in stories)


def test_who_reads_listings_every_hour_may_connect_one_in_the_quiet_round(
    histories: Mapping[str, History],
) -> None:
    """Duties D12, section 6: the quiet round is an hour after the others."""
    history = histories["a new listing"]
    assert history.quiet is not None
    first = history.quiet.round.first
    write = next(e for e in history.sent if e.seq > first)
    shown = [x for x in history.ledger if x.what == "shown" and x.sku == NEW]
    assert shown
    late = replace(
        history,
        journal=tuple(
            replace(e, method="PUT", simulator="ebay") if e.seq == write.seq else e
            for e in history.journal
        ),
        ledger=tuple(
            replace(x, turn=write.seq) if x in shown and x.turn in _sent(history) else x
            for x in history.ledger
        ),
    )
    assert "quiet_after_convergence" not in blamed(late)
    early = replace(late, ledger=tuple(x for x in late.ledger if x.turn != write.seq))
    assert "quiet_after_convergence" in blamed(early)


def _sent(history: History) -> set[int]:
    return {entry.seq for entry in history.sent}
