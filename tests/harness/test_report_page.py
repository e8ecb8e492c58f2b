"""The page of a report, made of results by hand: causes, hostile names, size, a search."""

import json
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from stocktake.core.steps import Event, Fault
from stocktake.harness.history import Entry, PlantedFault
from stocktake.harness.report import CAPSULE, ReportFiles, write_search
from stocktake.harness.report.page import MOST_BYTES, page, section_of
from stocktake.harness.report.page.bodies import MOST_LINES, Exchanges
from stocktake.harness.report.page.campaign import Campaign
from stocktake.harness.report.page.chapter import chapter_of
from stocktake.harness.report.page.findings import findings_of, shown_best
from stocktake.harness.scenario import Step
from stocktake.harness.search.hunt import Counterexample, Search
from stocktake.harness.search.schedules import OPENING, scenario_with
from stocktake.harness.verdict import Result, Verdict
from stocktake.harness.violation import Violation, WrongNumber

from tests.harness.classic import TOPOLOGY
from tests.harness.histories import MICRO, exchange, history, order
from tests.harness.test_reports import Reader, words

HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)> \u202e\u2066 {{7*7}} </pre>&#x41;'
)
LONG = "S" * 120


def violation(what: str, *journal: int, check: str = "converged", **more: Any) -> Violation:
    return Violation(
        check=check, duty="D3, D7", journal=journal, story=f"So {what}.", what=what, **more
    )


def wrong_number(**changes: Any) -> WrongNumber:
    plain = {
        "sku": "A", "outlet": "retailcrm", "place": "wherefour", "warehouse": "wherefour",
        "right": 2 * MICRO, "shown": (7 * MICRO,), "on_hand": 9 * MICRO, "can_ship": 2 * MICRO,
        "owed": 0, "why": (), "wrote": 11, "upto": 100,
    }  # fmt: skip
    return WrongNumber(**{**plain, **changes})


def result(name: str, *found: Violation, entries: tuple[Entry, ...] = (), **changes: Any) -> Result:
    play = history(*(entries or (exchange(11, "create_order"), exchange(12, "create_order"))))
    scenario = replace(play.scenario, name=name, sentence=f"{name} it is.")
    play = replace(play, scenario=scenario, **changes)
    checks: dict[str, tuple[Violation, ...]] = {"converged": found, "no_oversell": ()}
    return Result(scenario=scenario, history=play, checks=checks)


def page_of(*results: Result, verdict: Verdict | None = Verdict.WRONG) -> str:
    sections = [section_of(each, again=f"again {each.scenario.name}") for each in results]
    return page(sections, engine="python sync.py", verdict=verdict, unplayed=(), version="1")


def canonical(*entries: Entry) -> str:
    left_out = ("is_report",)
    named = [field.name for field in fields(Entry) if field.name not in left_out]
    rows = [{name: getattr(entry, name) for name in named} for entry in entries]
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_violations_of_one_kind_are_one_cause_over_all_scenarios() -> None:
    results = [
        result("one", violation("it errs", 11), violation("it strays", 12)),
        result("two", violation("it errs", 12), violation("it errs", 11)),
        result("three", violation("it stalls", 11)),
    ]
    findings = findings_of([chapter_of(each, again="") for each in results])
    assert [(f.number, f.title, [c.name for c in f.chapters]) for f in findings] == [
        (1, "It errs", ["one", "two"]), (2, "It strays", ["one"]), (3, "It stalls", ["three"]),
    ]  # fmt: skip
    assert findings[0].best.name == "two", "the one with the fewest other causes"
    assert [chapter.name for chapter in shown_best(findings)] == ["one", "three"]
    text = words(Reader(page_of(*results)))
    assert "Wrong, for 3 reasons: it errs, it strays, and it stalls." in text
    assert "1. It errs 2 of 3 failed checks, in 2 scenarios" in text


def test_more_reasons_than_a_headline_holds_are_counted() -> None:
    found = [violation(f"it does {n}", 11) for n in range(5)]
    text = words(Reader(page_of(result("one", *found))))
    assert "Wrong, for 5 reasons: it does 0, it does 1, it does 2, and 2 more." in text


def test_wrong_numbers_are_a_table_with_what_is_right_and_shown_and_the_row_that_wrote_it() -> None:
    held = wrong_number(shown=(9 * MICRO,), why=("it is picked by hand",))
    never = wrong_number(sku="B", wrote=None)
    found = violation("it shows wrong numbers", 11, numbers=(held, never))
    shown = page_of(result("one", found))
    text = words(Reader(shown))
    assert "it shows stock that may not be sold, and it leaves numbers as they were" in text
    assert "A retailcrm wherefour 9 2 9 +7 7: it is picked by hand #11" in text
    assert re.search(r"B retailcrm wherefour 9 2 7 \+5 .*? never", text)
    assert 'href="#one-11"' in shown
    assert 'id="one-11"' in shown


def test_names_that_others_chose_are_text_everywhere(tmp_path: Path) -> None:
    body = json.dumps({HOSTILE: HOSTILE, "order_number": "R1"})
    bad = exchange(
        1, HOSTILE, path=f"/{HOSTILE}", query=HOSTILE, request_body=body,
        reply_body=f"\x00\x1b[31m{HOSTILE}\x89PNG", request_headers={"X-" + HOSTILE: HOSTILE},
    )  # fmt: skip
    event = exchange(2, HOSTILE, kind="event", simulator="retailcrm", note={"sku": HOSTILE})
    numbers = tuple(wrong_number(sku=sku, why=(HOSTILE,), wrote=1) for sku in (HOSTILE, LONG))
    found = violation(f"it {HOSTILE}", 1, numbers=numbers)
    made = result(
        f"one {HOSTILE}", found, entries=(bad, event), canonical=canonical(bad, event),
    )  # fmt: skip
    rows = (order("retailcrm", 2, reference=HOSTILE, sku=LONG, place="wherefour"),)
    assert made.history
    final = replace(made.history.final, orders=rows)
    step = replace(made.history.steps[0], after=final)
    made = replace(made, history=replace(made.history, steps=(step,)), notes=(HOSTILE,))
    files = ReportFiles(directory=tmp_path, engine=(HOSTILE,), again=lambda _mask, _slug: HOSTILE)
    files.add(0, made)
    files.write([made], verdict=Verdict.WRONG, unplayed=())
    shown = Reader((tmp_path / "index.html").read_text())
    assert not {"script", "img"} & set(shown.seen)
    assert not [name for name, _ in shown.attributes if name.startswith("on")]
    allowed = ("#", "junit.xml", f"{made.scenario.slug}.")
    assert all(link.startswith(allowed) for link in shown.every("href"))
    assert HOSTILE.replace("\u202e\u2066", "") in shown.text.replace("\u202e\u2066", "")
    assert LONG in shown.text


def test_a_short_body_is_whole_and_a_long_one_says_how_much_is_in_the_har() -> None:
    short = exchange(1, "a", asked={"id": "R1", "n": 1}, reply_body="[]")
    long = exchange(2, "b", reply_body=json.dumps(list(range(3000))))
    bodies = Exchanges.of(canonical(short, long), ["R1"])
    assert "{\n  <i>&#34;id&#34;</i>: &#34;<mark>R1</mark>&#34;," in bodies[1].request
    assert "more lines" not in bodies[1].reply
    assert bodies[2].reply.count("\n") == MOST_LINES
    assert bodies[2].reply.endswith(f"<small>{3002 - MOST_LINES} more lines, in the .har</small>")


def test_a_page_that_grows_too_large_keeps_its_causes_and_leaves_out_what_is_read_last() -> None:
    body = json.dumps({"said": "x" * 1900})
    entries = tuple(
        exchange(n, "create_order", request_body=body, reply_body=body, fault="lost_reply")
        for n in range(1, 101)
    )
    journal = canonical(*entries)
    results = [
        result(f"scenario {n}", violation("it errs", 1), entries=entries, canonical=journal)
        for n in range(12)
    ]
    shown = page_of(*results)
    assert 400_000 < len(shown.encode()) < MOST_BYTES
    first, *_, last = re.findall(r'<details class="chapter".*?(?=<details class="chapter"|<h2 id)',
                                 shown, re.S)  # fmt: skip
    assert first.count('class="pair"') == 100, "the open one is whole"
    assert last.count('class="pair"') < 100
    assert "It errs" in shown


def test_a_right_engine_is_right_in_all_scenarios_and_sees_what_was_tried() -> None:
    fault = Fault("wherefour", "create_order", "lost_reply")
    planted = (PlantedFault(fault=fault, step=0, met=1, struck=2),)
    shown = page_of(result("one", faults=planted), result("two"), verdict=Verdict.RIGHT)
    text = words(Reader(shown))
    assert "Right in all 2 scenarios." in text
    assert "lost reply does and commits everything, then cuts the connection 2" in text
    assert "What is wrong" not in text
    assert '<details class="chapter" id="one">' in shown


def found_one(plays: list[tuple[int, bool]]) -> tuple[Campaign, Result]:
    """Return a search that drew two examples and shrunk the second in these plays."""
    bought = Event("retailcrm", "place_order", {"store": "wherefour", "lines": [
        {"sku": "A", "quantity": 2}]})  # fmt: skip
    lost = Fault("wherefour", "create_order", "lost_reply")
    slow = Fault("wherefour", "create_order", "delay")
    steps = [OPENING, Step("So.", events=(bought, bought), faults=(lost, slow), advance="10m")]
    first = scenario_with(steps, topology=TOPOLOGY, config=history().scenario.config)
    shrunk = replace(first, steps=(OPENING, Step("So.", events=(bought,), faults=(lost,))))
    made = result("generated schedule", violation("it errs", 11))
    made = replace(made, scenario=replace(shrunk, name="generated schedule"))
    campaign = Campaign(examples=4, seed=7, replay="stocktake replay found.json")
    search = Search(play=lambda _: made, play_alone=lambda _: made, topology=TOPOLOGY)
    search.example = 1
    campaign.took(search, shrunk, replace(made, checks={}))
    search.example = 2
    campaign.took(search, first, made)
    campaign.took(search, first, made)  # in a new process of the engine
    search.check = "converged"
    for size, fails in plays:
        part = replace(first, steps=(OPENING, Step("So.", events=(bought,) * size)))
        campaign.took(search, part, made if fails else replace(made, checks={}))
    campaign.found = Counterexample(check="converged", example=2, first=first, shrunk=shrunk)
    return campaign, made


def test_the_page_of_a_search_has_what_was_drawn_beside_what_it_was_shrunk_to(
    tmp_path: Path,
) -> None:
    campaign, made = found_one([(3, True), (1, False), (2, True)])
    write_search(
        tmp_path, made, campaign, engine=("python", "sync.py"), verdict=Verdict.WRONG, capsule="{}"
    )
    shown = (tmp_path / "index.html").read_text()
    text = words(Reader(shown))
    said = (
        "Example 2 of 4, seed 7, fails converged; shrunk in 3 plays from 4 events and faults to 2"
    )
    assert f"Wrong: it errs. python sync.py {said}." in text
    drawn, _, shrunk = text.partition("As drawn, example 2")[2].partition("As shrunk")
    assert "2 events, 2 faults, 1 step 10m later" in drawn
    assert "fault delay on wherefour.create_order" in drawn
    assert "1 event, 1 fault, 1 step at once order" in shrunk
    assert "fault lost reply on wherefour.create_order" in shrunk
    assert re.findall(r'<circle class="(\w+)" [^>]*><title>([^<]+)</title>', shown) == [
        ("fails", "play 1: still fails with 3"), ("passes", "play 2: passes with 1"),
        ("fails", "play 3: still fails with 2"),
    ]  # fmt: skip
    assert "1 schedule passed. 1 schedule failed. 2 schedules not played." in text
    assert re.search(r"Faults drawn, 3 .*?lost reply does .*? 2 .*?delay", text)
    assert "stocktake replay found.json" in text
    assert (tmp_path / CAPSULE).read_text() == "{}"
    assert f'href="{CAPSULE}"' in shown


def test_a_search_that_finds_nothing_says_how_many_schedules_were_drawn(tmp_path: Path) -> None:
    campaign, made = found_one([])
    campaign.found = None
    passed = replace(made, checks={"converged": ()})
    write_search(tmp_path, passed, campaign, engine=("python",), verdict=Verdict.RIGHT)
    text = words(Reader((tmp_path / "index.html").read_text()))
    assert "Right under all 4 schedules that were drawn." in text
    assert "How it was found" not in text
    assert not (tmp_path / CAPSULE).exists()
