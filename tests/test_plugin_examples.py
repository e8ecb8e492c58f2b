"""Two hundred generated tests that use the pytest plugin end as they should, also in parallel."""

import re
from collections import Counter

import pytest
from stocktake.client.control import Control
from stocktake.pytest_plugin.marker import KNOWN
from stocktake.web.documents import read_document

from tests.plugin_examples import ENDS, MARKS, SNIPPETS, Example, examples, module
from tests.test_pytest_plugin import MODES, play, said

FIELDS = {"root", "transport", "world_name"}  # of a Control, not for tests
DEAR = {"intercepting"}  # makes a certificate: tests/web/test_intercepting.py


def outcomes(pytester: pytest.Pytester, some: list[Example], *options: str) -> dict[str, str]:
    """Run generated tests; return how each ended."""
    result = play(pytester, module(some), "-rA", "-q", "--tb=no", *options)
    ends = re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", said(result), re.M)
    return {name: end for end, name in ends}


def test_generated_tests_end_as_they_should_alone_and_in_parallel(
    pytester: pytest.Pytester,
) -> None:
    """A share of the 200, which the full profile plays."""
    some = examples(16, seed=2)
    wanted = {example.name: example.outcome for example in some}
    assert outcomes(pytester, some, "-n", "0") == wanted
    assert outcomes(pytester, some, "-n", "2") == wanted


def test_the_generated_tests_use_every_feature_at_least_ten_times() -> None:
    uses = Counter(use for example in examples(200) for use in example.uses)
    for feature in (*SNIPPETS, *MARKS, *ENDS, "errors"):
        assert uses[feature] >= 10, feature


def test_every_short_method_and_every_setting_of_the_marker_is_a_feature() -> None:
    lines = "\n".join(line for lines in SNIPPETS.values() for line in lines)
    paths = read_document("control.yaml")["paths"].values()
    operations = {
        each["operationId"] for path in paths for each in path.values() if "operationId" in each
    }
    short = {name for name in vars(Control) if not name.startswith("_")} - operations
    assert [name for name in short - FIELDS - DEAR if f"stocktake.{name}" not in lines] == []
    assert set(KNOWN) == set(MARKS)


@pytest.mark.full
@pytest.mark.parametrize("mode", MODES)
def test_two_hundred_generated_tests_end_the_same_with_one_process_and_with_four(
    pytester: pytest.Pytester, mode: str
) -> None:
    some = examples(200)
    wanted = {example.name: example.outcome for example in some}
    assert outcomes(pytester, some, "-n", "0", "-o", f"stocktake_mode={mode}") == wanted
    assert outcomes(pytester, some, "-n", "4", "-o", f"stocktake_mode={mode}") == wanted
