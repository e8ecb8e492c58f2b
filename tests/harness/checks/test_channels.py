"""What checks blame of channels and labels: recorded plays of a right engine, spoiled by hand."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.harness.channel_route import label_bought, label_voided
from stocktake.harness.history import Entry, History, LedgerLine, StepHistory
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Step
from stocktake.harness.scenarios.carrier_words import BLANKS, carrier_words
from stocktake.harness.scenarios.committed_before_it_is_known import committed_before_it_is_known
from stocktake.harness.scenarios.ten_pieces_nine_everywhere import SKU, ten_pieces_nine_everywhere
from stocktake.harness.scenarios.unknown_sku_on_a_channel import unknown_sku_on_a_channel
from stocktake.harness.scenarios.unpaid_and_combined_orders import unpaid_and_combined_orders
from stocktake.harness.scenarios.variation_listing import variation_listing
from stocktake.harness.verdict import judge

from tests.harness.engines import REFERENCE, play_in_turn
from tests.harness.hub import HUB

TEN = ten_pieces_nine_everywhere(HUB.in_turn(0))
# As there, but the label is voided after its number was told.
VOIDED = (
    *TEN.steps[:-2],
    Step("A label.", events=TEN.topology.each(lambda r: label_bought(r, "sold", name="label"))),
    Step("It is voided.", events=TEN.topology.each(lambda r: label_voided(r, "label"))),
    Step("Nothing new."),
)
STORIES = {
    "voided": replace(TEN, name="a label is voided", steps=VOIDED),
    "ebay": ten_pieces_nine_everywhere(HUB.in_turn(0)),
    "backmarket": replace(ten_pieces_nine_everywhere(HUB.in_turn(1)), name="at Back Market"),
    "unknown": unknown_sku_on_a_channel(HUB.in_turn(2)),
    "variants": variation_listing(HUB),
    "committed": committed_before_it_is_known(HUB.in_turn(2)),
    "words": carrier_words(HUB),
    "unpaid": unpaid_and_combined_orders(HUB.in_turn(0)),
}


@pytest.fixture(scope="module")
def histories() -> Mapping[str, History]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        played = play_in_turn(sandbox.control, REFERENCE, list(STORIES.values()))
    found = {name: played[story.name].history for name, story in STORIES.items()}
    return {name: history for name, history in found.items() if history}


def blamed(history: History, check: str) -> list[str]:
    """Return the stories of a check."""
    return [violation.story for violation in judge(history, None).checks[check]]


def with_entry(history: History, entry: Entry, **changes: Any) -> History:
    """Return a play in which an exchange was another one."""
    journal = [replace(e, **changes) if e.seq == entry.seq else e for e in history.journal]
    return replace(history, journal=tuple(journal))


def asking(entry: Entry, **values: Any) -> str:
    """Return the body of a request with other values."""
    return json.dumps({**entry.asked, **values})


def sent(history: History, operation: str, **asked: Any) -> Entry:
    """Return the engine's last exchange of an operation, with these values in its body."""
    return [
        entry
        for entry in history.sent
        if entry.operation == operation
        and all(entry.asked.get(name) == value for name, value in asked.items())
    ][-1]


def test_a_right_engine_is_blamed_for_nothing(histories: Mapping[str, History]) -> None:
    for history in histories.values():
        assert not judge(history, None).violations


# tracking_out, D15


def test_a_number_of_another_parcel_is_blamed(histories: Mapping[str, History]) -> None:
    told = sent(histories["ebay"], "create_shipping_fulfillment")
    wrong = with_entry(
        histories["ebay"], told, request_body=asking(told, trackingNumber="1Z999AA10123456784")
    )
    (story,) = blamed(wrong, "tracking_out")
    assert "left as 1Z999AA10123456784; its parcels are 94" in story


@pytest.mark.parametrize("spelled", [BLANKS, BLANKS.replace(" ", "").replace("-", "")])
def test_a_number_is_right_with_its_blanks_and_without_them_where_an_outlet_takes_both(
    histories: Mapping[str, History], spelled: str
) -> None:
    """channels.md 1.4, 3: Back Market and Swappa take any number."""
    told = sent(histories["words"], "update_order", new_state=3, shipper="USPS")
    body = asking(told, tracking_number=spelled)
    assert blamed(with_entry(histories["words"], told, request_body=body), "tracking_out") == []


def test_a_number_that_is_refused_for_its_blanks_is_no_way_to_tell_of_a_parcel(
    histories: Mapping[str, History],
) -> None:
    """channels.md 2.3, 3; that a carrier is refused leaves nothing to do but to name the order."""
    history = histories["words"]
    assert blamed(history, "converged") == []
    for told in history.where(simulator="swappa", operation="create_shipment"):
        if not told.done:
            body = asking(told, tracking_number="C1 1031-5018 7359")
            history = with_entry(history, told, request_body=body)
    (story,) = blamed(history, "converged")
    assert "Of order SO2 everything is out" in story


def test_a_number_that_staff_entered_for_a_label_from_elsewhere_is_a_parcels(
    histories: Mapping[str, History],
) -> None:
    told = sent(histories["words"], "create_shipping_fulfillment", shippingCarrierCode="ontrac")
    assert told.asked["trackingNumber"] == "C1103150187359"
    wrong = with_entry(histories["words"], told, request_body=asking(told, trackingNumber="C2"))
    (story,) = blamed(wrong, "tracking_out")
    assert "left as C2; its parcels are C1 1031-5018 7359" in story


@pytest.mark.parametrize("word", ["stamps_com", "Amazon Shipping"])
def test_a_carrier_in_the_tools_words_or_amazon_is_blamed(
    histories: Mapping[str, History], word: str
) -> None:
    told = sent(histories["ebay"], "create_shipping_fulfillment")
    wrong = with_entry(histories["ebay"], told, request_body=asking(told, shippingCarrierCode=word))
    (story,) = blamed(wrong, "tracking_out")
    assert f"calls the carrier {word!r}" in story


def test_a_number_told_before_the_order_was_accepted_is_blamed_even_if_it_was_refused(
    histories: Mapping[str, History],
) -> None:
    history = histories["backmarket"]
    accepted = [
        e
        for e in history.where(simulator="backmarket", operation="update_order")
        if e.asked["new_state"] == 2
    ]
    for entry in accepted:
        history = with_entry(history, entry, status=400)
    told = sent(history, "update_order", new_state=3)
    for status in (200, 400):
        (story,) = blamed(with_entry(history, told, status=status), "tracking_out")
        assert "had not been accepted before" in story


def test_a_number_that_takes_the_place_of_another_parcels_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["backmarket"]
    told = sent(history, "update_order", new_state=3)
    note = next(e for e in history.journal if e.seq > told.seq and e.kind == "exchange")
    again = replace(
        told, seq=note.seq, request_body=asking(told, tracking_number="1Z999AA10123456784")
    )
    wrong = with_entry(history, note, **{
        name: getattr(again, name)
        for name in ("simulator", "operation", "method", "path", "request_body", "status",
                     "reply_body", "request_headers")
    })  # fmt: skip
    assert any("was replaced by" in story for story in blamed(wrong, "tracking_out")) or any(
        "its parcels are" in story for story in blamed(wrong, "tracking_out")
    )


def test_an_order_that_is_twice_at_the_carrier_tool_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["ebay"]
    (made,) = (x for x in history.ledger if (x.simulator, x.what) == ("shipstation", "demand"))
    again = replace(made, seq=len(history.ledger) + 1, document="99999")
    wrong = replace(history, ledger=(*history.ledger, again))
    assert "2 times, and labels may be bought for each" in blamed(wrong, "tracking_out")[0]


def test_an_order_that_is_at_the_carrier_tool_with_other_quantities_is_blamed(
    histories: Mapping[str, History],
) -> None:
    """Duties D15: until its label is bought it follows the order."""
    history = histories["ebay"]
    wrong = replace(history, ledger=tuple(
        replace(x, delta=6_000_000) if (x.simulator, x.what) == ("shipstation", "demand") else x
        for x in history.ledger
    ))  # fmt: skip
    (story,) = blamed(wrong, "tracking_out")
    assert "has 6 of order" in story
    assert "which wants 1" in story


def test_an_order_that_is_ready_and_never_comes_to_the_carrier_tool_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["ebay"]
    until = [step for step in history.steps if step.round.last < _label_turn(history)]
    wrong = replace(
        history,
        steps=tuple(replace(step, after=_without_tool(step.after)) for step in until),
        settling=(), quiet=None,
        ledger=tuple(x for x in history.ledger if x.simulator != "shipstation"
                     and x.turn <= until[-1].round.last),
    )  # fmt: skip
    assert any("nobody can buy its label" in story for story in blamed(wrong, "tracking_out"))


def test_what_left_with_a_label_and_is_not_shipped_at_the_warehouse_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["ebay"]
    wrong = replace(history, ledger=tuple(
        x for x in history.ledger if (x.simulator, x.what) != ("wholecell", "shipment")
    ))  # fmt: skip
    assert any("still has it as not shipped" in story for story in blamed(wrong, "tracking_out"))


def test_what_the_engine_calls_shipped_without_a_label_is_blamed(
    histories: Mapping[str, History],
) -> None:
    """Duty D4: people ship, with a label or by hand."""
    history = histories["ebay"]
    wrong = replace(history, ledger=tuple(
        x for x in history.ledger if (x.simulator, x.what) != ("shipstation", "shipment")
    ))  # fmt: skip
    stories = blamed(wrong, "each_shipment_once")
    assert any("had not shipped them" in story for story in stories)


def test_an_order_of_nobodys_at_the_carrier_tool_is_blamed(
    histories: Mapping[str, History],
) -> None:
    """Duty D25, and Amazon's orders of D15."""
    history = histories["ebay"]
    wrong = replace(history, ledger=tuple(
        replace(x, reference="A-1") if x.simulator == "shipstation" else x for x in history.ledger
    ))  # fmt: skip
    (story,) = blamed(wrong, "keeps_to_its_own")
    assert "order A-1, which is of no route" in story


# listings_connected, D12


def test_a_write_to_a_listing_of_an_unknown_sku_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["unknown"]
    before = _named(history, "IPHX-BLK-64")
    shown = next(x for x in history.ledger if x.what == "shown" and x.sku == "IPHX-BLK-64")
    write = next(e for e in history.sent if e.wrote and shown.turn < e.seq < before)
    wrong = _with_line(history, replace(shown, turn=write.seq, after=0, delta=-5_000_000))
    (story,) = blamed(wrong, "listings_connected")
    assert "no item of wholecell carries IPHX-BLK-64" in story


def test_a_write_to_a_listing_of_which_one_sku_is_unknown_is_blamed(
    histories: Mapping[str, History],
) -> None:
    """channels.md 14.3: every SKU of a listing must be in the catalogue."""
    history = histories["variants"]
    before = _named(history, "IPHX-SLV-256")
    first = next(e for e in history.sent if e.wrote and e.seq < before)
    shown = next(
        x for x in history.ledger if x.simulator == "swappa" and x.what == "shown" and x.sku == SKU
    )
    wrong = _with_line(history, replace(shown, turn=first.seq, after=4_000_000))
    (story,) = blamed(wrong, "listings_connected")
    assert "no item of wholecell carries IPHX-SLV-256" in story


def test_a_new_listing_that_is_not_connected_after_it_was_asked_for_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["unknown"]
    mine = {"IPHX-BLK-64"}
    sold = {line.turn for line in history.ledger if line.what == "demand"}

    def untouched(line: LedgerLine) -> bool:
        return line.what != "shown" or line.sku not in mine or line.turn in sold

    assert history.quiet is not None
    seen = history.quiet.after
    stock = tuple(replace(r, shown=4_000_000) if r.sku in mine and r.shown is not None else r
                  for r in seen.stock)  # fmt: skip
    wrong = replace(
        history, ledger=tuple(filter(untouched, history.ledger)),
        quiet=replace(history.quiet, after=replace(seen, stock=stock)),
    )  # fmt: skip
    (story,) = blamed(wrong, "listings_connected")
    assert "the engine has never written to it" in story


# D14


def test_a_document_of_an_order_that_waits_for_its_payment_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["unpaid"]
    paying = next(
        result
        for step in history.steps
        for result in step.events
        if getattr(result.event, "name", "") == "pay_order"
    )
    first = next(e for e in history.sent if e.wrote and e.seq < paying.seq)
    reference = paying.result["id"]
    wrong = replace(history, ledger=tuple(
        replace(x, turn=first.seq)
        if (x.simulator, x.what, x.reference) == ("wholecell", "demand", reference) else x
        for x in history.ledger
    ))  # fmt: skip
    stories = blamed(wrong, "poison_does_not_block")
    assert any("waited for its payment then" in story for story in stories)


def test_a_second_line_is_blamed_if_the_engine_made_it_and_not_if_people_did(
    histories: Mapping[str, History],
) -> None:
    """channels.md 14.2, 3'."""
    history = histories["committed"]
    (scanned,) = [
        result.seq
        for step in history.steps
        for result in step.events
        if getattr(result.event, "name", "") == "commit_units"
    ]
    assert blamed(history, "follows_the_order") == []
    after = next(e for e in history.sent if e.seq > scanned)
    wrong = replace(history, ledger=tuple(
        replace(x, turn=after.seq) if (x.turn, x.what) == (scanned, "demand") else x
        for x in history.ledger
    ))  # fmt: skip
    (story,) = set(blamed(wrong, "follows_the_order"))
    assert "2 of IPHX-BLK-64 instead of 1" in story


def test_an_order_that_was_paid_and_is_forgotten_is_blamed(
    histories: Mapping[str, History],
) -> None:
    history = histories["unpaid"]
    reference = next(
        r.result["id"]
        for step in history.steps for r in step.events
        if getattr(r.event, "name", "") == "pay_order"
    )  # fmt: skip
    wrong = replace(history, ledger=tuple(
        x for x in history.ledger if (x.simulator, x.reference) != ("wholecell", reference)
    ))  # fmt: skip
    stories = blamed(wrong, "each_order_once")
    assert any(f"Order {reference} was placed, and wholecell does not" in s for s in stories)


def _named(history: History, sku: str) -> int:
    """Return the turn in which a SKU came into the warehouse's catalogue."""
    return next(
        line.turn
        for line in history.ledger
        if line.simulator == "wholecell" and line.sku == sku and line.what in ("renamed", "stock")
    )


def _with_line(history: History, line: LedgerLine) -> History:
    line = replace(line, seq=len(history.ledger) + 1)
    return replace(history, ledger=(*history.ledger, line))


def _label_turn(history: History) -> int:
    return next(
        line.turn
        for line in history.ledger
        if (line.simulator, line.what) == ("shipstation", "shipment")
    )


def _without_tool(look: Any) -> Any:
    return replace(look, orders=tuple(r for r in look.orders if r.simulator != "shipstation"))


def in_silence(step: StepHistory) -> StepHistory:
    """Return a step whose round printed nothing."""
    return replace(step, round=replace(step.round, output=""))


def test_a_label_that_is_voided_after_it_was_told_is_named(
    histories: Mapping[str, History],
) -> None:
    """D20: no call of a channel takes it back, so a person must look at the order."""
    right = histories["voided"]
    assert blamed(right, "names_what_it_leaves") == []
    silent = replace(
        right,
        steps=tuple(map(in_silence, right.steps)),
        settling=tuple(map(in_silence, right.settling)),
        quiet=right.quiet and in_silence(right.quiet),
    )
    (story,) = blamed(silent, "names_what_it_leaves")
    assert "people voided the label" in story
    assert "no call of ebay takes back" in story
