"""Recorded requests are answered the same in both lanes, under every fault, quirk and clock.

`scripts/same_answers.py REV` compares the same play with another revision.
"""

from collections import Counter

import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES

from tests.laws.recorded.play import play, requests


def different(every: int) -> list[tuple[str, str]]:
    """Return the lines in which the lanes differ."""
    compiled, connexion = (list(play(lane, every=every)) for lane in LANES)
    return [pair for pair in zip(compiled, connexion, strict=True) if pair[0] != pair[1]]


def test_both_lanes_answer_recorded_requests_the_same_under_every_fault() -> None:
    assert different(every=60) == []


@pytest.mark.full
def test_both_lanes_answer_all_recorded_requests_the_same_under_every_fault() -> None:
    assert different(every=2) == []


def test_the_recorded_requests_are_of_every_vendor() -> None:
    sent = Counter(target.split("/")[1] for _, target, _, _ in requests())
    assert {api.name for each in SIMULATORS for api in each.apis} == set(sent)
    assert len(requests()) > 500
