"""What the program says of the duties is what docs/reference/duties.md says."""

import re
from pathlib import Path

import pytest
from stocktake.harness.checks import CHECKS
from stocktake.harness.duties import DUTIES, PAGE, Duty, duties_in
from stocktake.harness.report.legend import LEGENDS

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| (D\d+) \| \*\*(.+?)\*\*", (ROOT / PAGE).read_text(), re.M)
SENTENCE = re.compile(r"[A-Z][^\n]*[a-zA-Z_]\.")


def test_every_duty_of_the_page_is_there_under_its_name() -> None:
    assert [(duty.number, duty.name) for duty in DUTIES] == [
        (number, name.rstrip(".")) for number, name in ROWS
    ]


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.number)
def test_a_duty_is_explained_in_one_short_sentence(duty: Duty) -> None:
    assert SENTENCE.fullmatch(duty.sentence)
    assert len(duty.sentence) <= 125


def test_a_text_names_duties_once_and_in_its_own_order() -> None:
    assert [duty.number for duty in duties_in("D7, D3, D7, D99")] == ["D7", "D3"]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_cites_duties_and_says_in_a_sentence_what_it_judges(check: object) -> None:
    legend = LEGENDS[check.__name__]  # type: ignore[attr-defined]
    assert legend.duties
    assert SENTENCE.fullmatch(legend.sentence)
    assert f"### `{legend.name}`" in (ROOT / "docs" / "checks.md").read_text()
    assert legend.page == f"docs/checks.md#{legend.name}"
