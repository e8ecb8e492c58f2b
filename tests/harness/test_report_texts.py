"""How a report describes a play: times in stories, a sentence for each row, a picture."""

import re
from dataclasses import replace

import pytest
from stocktake.harness.history import Entry, LedgerLine
from stocktake.harness.report.page.chapter import chapter_of
from stocktake.harness.report.page.doings import Doings
from stocktake.harness.report.page.picture import MOST_WRITES
from stocktake.harness.report.texts import Times, plain, timed
from stocktake.harness.verdict import Result
from stocktake.harness.violation import Violation
from stocktake.web.faults import KINDS

from tests.harness.checks_page import PAGE
from tests.harness.histories import exchange, history

STORIES = re.findall(r"^> (.*?) \(\[D.*; journal ([\d, ]+)\)$", PAGE.read_text(), re.M)
START = 1_772_442_000_000  # 2026-03-02T09:00:00Z


def at(seq: int, *, operation: str = "create_order", **changes: object) -> Entry:
    return exchange(seq, operation, **{"at": START + 1000 * seq, **changes})


def described(*entries: Entry) -> list[str]:
    doings = Doings.of(history(*entries))
    return [doings.said(entry) for entry in entries]


@pytest.mark.parametrize(("story", "cited"), STORIES)
def test_the_numbers_of_a_story_get_their_times_and_its_quantities_none(
    story: str, cited: str
) -> None:
    every = Times({seq: START + 1000 * seq for seq in range(1, 2000)}, "2 Mar")
    given = {int(seq) for seq in re.findall(r"\(#(\d+)\)", timed(story, every))}
    named = {int(seq) for seq in re.findall(r"(?:\b(?:at|round) |\()(\d+)", story, re.I)}
    named |= {int(seq) for seq in re.findall(r"\bfrom (\d+) on\b", story, re.I)}
    since = {int(seq) for seq in re.findall(r"\bsince (\d+)\b", story, re.I)}
    told = re.findall(r"(?:round |\()(\d+) to (\d+)", story, re.I)
    spans = {int(seq) for pair in told for seq in pair}
    assert given == named | since | spans
    if not spans:
        assert given - since <= {int(seq) for seq in cited.split(", ")}


def test_a_time_on_another_day_says_which() -> None:
    times = Times.of(history(at(1), at(2, at=START + 86_400_000)))
    assert timed("Shipped at 1, 2. At 3 nothing was.", times) == (
        "Shipped at 09:00:01 (#1), 3 Mar 09:00:00 (#2). At 3 nothing was."
    )


def test_colours_go_and_what_cannot_be_printed_is_marked() -> None:
    assert plain("\x1b[1;31mred\x1b[0m\r\n\ttab \x07 é \ud800") == (
        "red\n\ttab \N{REPLACEMENT CHARACTER} é \N{REPLACEMENT CHARACTER}"
    )


@pytest.mark.parametrize("kind", [k.name for k in KINDS.values() if not k.strikes_callbacks])
def test_every_kind_of_fault_is_described_in_words(kind: str) -> None:
    (sentence,) = described(at(11, fault=kind, delivered=kind != "lost_reply"))
    if KINDS[kind].story:
        assert "create_order" in sentence
        assert sentence.endswith(".")
    assert "_" not in sentence.replace("create_order", "")


def test_a_request_that_is_sent_again_is_described_so() -> None:
    first = at(11, asked={"id": 1}, fault="lost_reply", delivered=False)
    again, other = at(12, asked={"id": 1}), at(13, asked={"id": 2})
    assert described(first)[0] == "The reply to create_order was lost after it was done."
    assert described(replace(first, status=422)) == [
        "The reply to create_order was lost after it was refused (422)."
    ]
    doings = Doings.of(history(first, again, other))
    assert [doings.is_again(entry) for entry in (first, again, other)] == [False, True, False]


def test_a_write_is_told_by_the_order_that_it_is_about_and_by_what_it_changed() -> None:
    line = LedgerLine(
        seq=1, turn=11, at=START, simulator="wherefour", what="demand", place=None, sku="A",
        reference="R1", delta=3_000_000, after=None, good="A", document="7",
    )  # fmt: skip
    gone = replace(line, seq=2, turn=12, what="shipment")
    off = replace(line, seq=3, turn=13, delta=-3_000_000)
    shown = replace(line, seq=4, turn=14, simulator="retailcrm", what="shown", after=5_000_000)
    made, shipped = at(11, asked={"order_number": "R1"}), at(12, path="/orders/7/ship")
    called_off, upload = at(13, path="/orders/7.json"), at(14, simulator="retailcrm")
    read = at(15, method="GET", query="order_number=R1", reply_body="[]")
    rows = (made, shipped, called_off, upload, read)
    doings = Doings.of(history(*rows, ledger=(line, gone, off, shown)))
    assert [doings.about(row) for row in rows] == ["R1", "R1", "R1", "R1", "R1"]
    assert [doings.said(row) for row in rows] == [
        "7 was made", "3 shipped", "7 was called off", "1 number changed", "none",
    ]  # fmt: skip


def test_events_are_described_with_their_quantities() -> None:
    note = {"store": "wherefour", "lines": [{"sku": "A", "quantity": 2}], "customer": 0}
    event = at(11, kind="event", simulator="retailcrm", operation="place_order", note=note)
    refused = replace(event, seq=12, status=409, note={**note, "refused": "too many"})
    other = replace(event, seq=13, operation="move_unit", note={"id": 7})
    later = replace(event, seq=14, kind="clock", operation="advance", note={"by_ms": 5_400_000})
    assert described(event, refused, other, later) == [
        "A shopper ordered: 2 of A, store wherefour.",
        "A shopper ordered: 2 of A, store wherefour. It was refused: too many.",
        "Move unit: id 7.",
        "1 h 30 min went by.",
    ]


def test_a_round_shows_some_writes_and_every_one_that_matters() -> None:
    read = at(60, operation="list_orders", method="GET")
    play = history(*(at(seq) for seq in range(11, 60)), read)
    cited = Violation(check="c", duty="D1", journal=(50,), story="So.", what="it errs")
    result = Result(scenario=play.scenario, history=play, checks={"c": (cited,)})
    picture = chapter_of(result, again="").picture
    assert picture is not None
    assert picture.lanes == ("engine", "wherefour", "wholecell", "whiplash", "retailcrm")
    (band,) = picture.bands
    assert [row.seq for row in band.rows] == [*range(11, 11 + MOST_WRITES), 0, 50, 0]
    assert band.rows[-2].cites == ("it errs",)
    assert (band.rows[-1].code, band.rows[-1].text) == (
        "1 read, 9 writes", "create_order 9, list_orders 1",
    )  # fmt: skip
    assert [row.seq for row in band.rows[-1].folded] == list(range(51, 61))


def test_a_request_that_broke_off_and_an_answer_that_nobody_heard_are_described() -> None:
    half = at(11, kind="not_received", status=None, path="/orders", note={"bytes": 5, "of": 100})
    half = replace(half, operation=None, delivered=False)
    assert described(half) == ["A request broke off (POST /orders, 5 bytes of its body)."]
    (sentence,) = described(at(12, delivered=False))
    assert sentence == "the engine had left before the answer"
