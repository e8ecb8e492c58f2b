"""The variables that the engine needs, and its message when one is missing."""

import subprocess
import sys
from pathlib import Path

import pytest
from stocktake.engine.settings import SettingsError, read_settings

COMPLETE = {
    "WHEREFOUR_BASE_URL": "http://127.0.0.1:1/wherefour/api/v1",
    "WHEREFOUR_USERNAME": "user",
    "WHEREFOUR_PASSWORD": "secret",
    "RETAILCRM_BASE_URL": "http://127.0.0.1:1/retailcrm",
    "RETAILCRM_API_KEY": "key",
    "STOCKTAKE_STATE_DIR": "/nowhere",
    "STOCKTAKE_NOW": "2026-03-02T09:00:00Z",
    "STOCKTAKE_MAP": '{"shop store": "wherefour", "second": "somebody else"}',
}


def test_the_store_is_the_one_that_this_warehouse_feeds() -> None:
    settings = read_settings(COMPLETE)
    (link,) = settings.links
    assert (link.store, link.warehouse) == ("shop store", "wherefour")
    assert link.access[1:] == ("user", "secret")
    assert settings.now.isoformat() == "2026-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RETAILCRM_API_KEY", "", "RETAILCRM_API_KEY"),
        ("STOCKTAKE_MAP", "wherefour", "JSON object"),
        ("STOCKTAKE_MAP", "[]", "JSON object"),
        ("STOCKTAKE_MAP", '{"a": "abacus"}', "one store each"),
        ("STOCKTAKE_MAP", '{"a": "wherefour", "b": "wherefour"}', "one store each"),
        ("STOCKTAKE_NOW", "today", "ISO 8601"),
        ("STOCKTAKE_NOW", "2026-03-02T09:00:00", "time zone"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        read_settings({**COMPLETE, name: value})
    assert "\n" not in str(raised.value)


def test_an_engine_that_is_told_nothing_exits_2_and_names_what_is_missing() -> None:
    done = run({})
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "RETAILCRM_BASE_URL, RETAILCRM_API_KEY" in done.stderr


def test_an_engine_that_reaches_nobody_exits_1_with_one_line(tmp_path: Path) -> None:
    done = run({**COMPLETE, "STOCKTAKE_STATE_DIR": str(tmp_path)})
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "the round failed: Unreachable" in done.stderr


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stocktake.engine"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
