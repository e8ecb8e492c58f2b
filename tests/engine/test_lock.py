"""One round at a time, and nothing that a killed one leaves behind."""

import subprocess
import sys
from pathlib import Path

import pytest
from stocktake.engine import lock

HOLDER = (
    "import sys, time; from pathlib import Path; from stocktake.engine import lock\n"
    "with lock.hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
)


def test_a_second_round_waits_and_one_that_was_killed_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE_S", 0.2)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(lock.Held), lock.hold(tmp_path):
        pass
    holder.kill()
    holder.wait()
    with lock.hold(tmp_path):
        pass
    holder.stdout.close()
