"""The variables that the engine needs, and its message when one is missing."""

import json
import subprocess
from pathlib import Path

import pytest
from stocktake.engine.settings import SettingsError, read_settings

from tests.support import PYTHON

TWICE = json.dumps(
    [{"outlet": "retailcrm", "place": "a", "warehouse": name} for name in ("wherefour", "whiplash")]
)
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
    assert (link.stores, link.warehouse) == (("shop store",), "wherefour")
    assert link.access[1:] == ("user", "secret")
    assert settings.now.isoformat() == "2026-03-02T09:00:00+00:00"


def test_routes_say_more_than_the_map_and_one_warehouse_may_feed_several_stores() -> None:
    routes = [
        {"outlet": "retailcrm", "place": "north", "warehouse": "wherefour"},
        {"outlet": "elsewhere", "place": "market", "warehouse": "wherefour"},
        {"outlet": "retailcrm", "place": "south", "warehouse": "wherefour"},
        {"outlet": "retailcrm", "place": "moon", "warehouse": "somebody else"},
    ]
    (link,) = read_settings({**COMPLETE, "STOCKTAKE_ROUTES": json.dumps(routes)}).links
    assert (link.stores, link.warehouse) == (("north", "south"), "wherefour")
    two = read_settings({**COMPLETE, "STOCKTAKE_MAP": '{"a": "wherefour", "b": "wherefour"}'})
    assert [link.stores for link in two.links] == [("a", "b")]


def test_labels_are_bought_elsewhere_only_where_a_route_names_the_tool() -> None:
    """docs/protocol.md: a key that lies around is no reason to export orders."""
    route = {"outlet": "backmarket", "place": "backmarket", "warehouse": "wherefour"}
    known = {
        **COMPLETE, "BACKMARKET_BASE_URL": "http://b", "BACKMARKET_TOKEN": "b",
        "SHIPSTATION_BASE_URL": "http://s", "SHIPSTATION_API_KEY": "k",
        "SHIPSTATION_API_SECRET": "s",
    }  # fmt: skip
    for labels, tool in (({}, ()), ({"labels": "shipstation"}, ("http://s", "k", "s"))):
        told = {**known, "STOCKTAKE_ROUTES": json.dumps([{**route, **labels}])}
        assert read_settings(told).tool == tool


def test_the_zone_of_the_account_is_told_or_that_of_los_angeles() -> None:
    assert read_settings(COMPLETE).zone.key == "America/Los_Angeles"
    told = read_settings({**COMPLETE, "STOCKTAKE_ZONE": "Asia/Tokyo"})
    assert told.zone.key == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RETAILCRM_API_KEY", "", "RETAILCRM_API_KEY"),
        ("STOCKTAKE_MAP", "wherefour", "JSON object"),
        ("STOCKTAKE_MAP", "[]", "JSON object"),
        ("STOCKTAKE_MAP", '{"a": "abacus"}', "feed a store"),
        ("STOCKTAKE_ROUTES", "[]", "feed a store"),
        ("STOCKTAKE_ROUTES", "{}", "feed a store"),
        ("STOCKTAKE_ROUTES", '[{"place": "a"}]', "JSON list"),
        ("STOCKTAKE_ROUTES", TWICE, "each store be fed by one"),
        ("STOCKTAKE_ZONE", "Mars/Olympus", "no time zone"),
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
    command = [PYTHON, "-m", "stocktake.engine"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
