"""The lanes are equal: whatever a vendor's tests do, both write the same journals, to the byte.

Every operation and every kind of refusal goes through both lanes in each run of the tests too:
tests/fuzz/test_schemathesis.py and tests/web/test_lanes.py.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES

ROOT = Path(__file__).resolve().parents[2]


def journals(vendor: str, lane: str, file: Path) -> dict[str, list[str]]:
    """Run a vendor's tests in a lane; return the journals of each test, by its name."""
    asked_for = {"STOCKTAKE_LANE": lane, "STOCKTAKE_JOURNALS": str(file), "PYTHONHASHSEED": "0"}
    environment = {**os.environ, **asked_for}
    environment.pop("HYPOTHESIS_PROFILE", None)
    asked = ["-q", "-p", "tests.laws.lane_journals", "-p", "no:cacheprovider", f"tests/{vendor}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *asked, "--hypothesis-seed=0"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    return dict(rows)


@pytest.mark.full
@pytest.mark.parametrize("vendor", [simulator.name for simulator in SIMULATORS])
def test_a_vendors_tests_write_the_same_journals_in_both_lanes(vendor: str, tmp_path: Path) -> None:
    compiled, connexion = (journals(vendor, lane, tmp_path / lane) for lane in LANES)
    assert compiled.keys() == connexion.keys()
    different = [name for name, kept in compiled.items() if kept != connexion[name]]
    assert different == []
    written = sum(int(kept.split()[1]) for each in compiled.values() for kept in each)
    assert written > len(compiled)  # rows of journals: the comparison is about something
