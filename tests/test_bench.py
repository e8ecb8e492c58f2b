"""The benchmark runs and saves every number that it shows; the values are not tested."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from stocktake.core.catalogue import load

ROOT = Path(__file__).resolve().parents[1]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "bench", *arguments], capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    kept = tmp_path_factory.mktemp("bench") / "bench.json"
    tiny = ["--quick", "--seconds", "0.05", "--rounds", "1", "--skus", "1,200"]
    done = bench(*tiny, "--json", str(kept))
    assert done.returncode == 0, done.stderr
    for word in ("list", "get", "post", "fork", "restore", "snapshot", "first 200", "MiB"):
        assert word in done.stdout
    loaded: dict[str, Any] = json.loads(kept.read_text())
    return loaded


def test_every_request_is_timed_beside_the_bare_app(report: dict[str, Any]) -> None:
    assert set(report["requests"]) == {"list", "get", "post"}
    for case in report["requests"].values():
        assert case["bytes"] > 0
        for server in ("ours", "bare"):
            assert case[server]["rps"] > 0
            assert 0 < case[server]["p50_ms"] <= case[server]["p99_ms"]
        assert case["share_rps"] > 0
        assert len(case["rounds"]) == 1


def test_start_up_and_memory_stand_beside_the_bare_app_too(report: dict[str, Any]) -> None:
    assert report["startup"]["ours_s"] > 0
    assert report["startup"]["bare_s"] > 0
    assert {"ours_cpu_s", "bare_cpu_s", "times", "cpu_times"} <= set(report["startup"])
    assert report["memory"]["requests"] == 600
    assert {"ours_mib", "bare_mib", "ours_loaded_mib", "bare_loaded_mib"} <= set(report["memory"])


def test_worlds_are_timed_at_every_size(report: dict[str, Any]) -> None:
    goods = len(load()["items"])  # worlds hold whole copies of the catalogue
    assert [size["skus"] for size in report["state"]] == [goods, 2 * goods]
    for size in report["state"]:
        for step in ("copy", "fork", "fork_changed", "restore", "reset", "snapshot"):
            assert size[f"{step}_ms"] > 0
    assert report["test_world"]["total_ms"] > 0


def test_a_goal_is_met_or_not(report: dict[str, Any]) -> None:
    assert {goal["met"] for goal in report["goals"]} <= {True, False}
    assert [goal["what"].split(":")[0] for goal in report["goals"][:3]] == ["list", "get", "post"]


@pytest.mark.parametrize("arguments", [["--skus", "many"], ["--skus", "0"], ["--seconds", "0"]])
def test_a_mistake_is_said_before_anything_runs(arguments: list[str]) -> None:
    done = bench(*arguments)
    assert done.returncode == 2
    assert arguments[0] in done.stderr
