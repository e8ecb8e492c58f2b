"""Nine kinds of failure, one envelope for each vendor: nothing that is sent ends in a 500.

What a vendor answers is in its own `tests/<vendor>/failures.py`; the control plane's stands here.
"""

import pytest
from stocktake import SIMULATORS
from stocktake.core import registry
from stocktake.web.sandbox import Sandbox

from tests.failures import KINDS, failures_of, vendors_with_failures
from tests.laws import control_failures

EVERYBODY = {**vendors_with_failures(), "control": control_failures.FAILURES}
CASES = [
    pytest.param(name, kind, id=f"{name}: {kind}")
    for name, failures in EVERYBODY.items()
    for kind in failures.kinds
]


@pytest.fixture
def guarded() -> Sandbox:
    """A sandbox whose control plane wants a token, so that it too has credentials to refuse."""
    return Sandbox(SIMULATORS, token=control_failures.TOKEN)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_failure_is_answered_in_the_vendors_one_envelope(
    guarded: Sandbox, name: str, kind: str
) -> None:
    failures = EVERYBODY[name]
    answer = failures.send(guarded, kind)
    assert answer.status == failures.kinds[kind].status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    assert failures.in_envelope(answer), answer.text


@pytest.mark.parametrize("name", [simulator.name for simulator in registry.ours()])
def test_a_vendor_says_how_it_meets_each_kind_of_failure(name: str) -> None:
    assert set(KINDS) <= set(failures_of(name).kinds)


def test_every_kind_of_failure_is_tried_on_the_control_plane() -> None:
    assert set(KINDS) <= set(control_failures.FAILURES.kinds)


@pytest.mark.parametrize(
    ("name", "kind"), [case for case in CASES if case.values[1] == "wrong method"]
)
def test_a_wrong_method_names_the_right_ones_where_the_vendor_says_405(
    guarded: Sandbox, name: str, kind: str
) -> None:
    failure = EVERYBODY[name].kinds[kind]
    answer = EVERYBODY[name].send(guarded, kind)
    assert bool(failure.allow) == (failure.status == 405)
    assert answer.headers.get("allow", "") == failure.allow
