"""Many worlds in one process: their prefix in every URL, unknown ones, and the page about them."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from stocktake.web.sandbox import Sandbox

from tests.support import STOCKTAKE, Listening, serving

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "worlds.md").read_text()
INVENTORY = "/wherefour/api/v1/inventory"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def links(answer: Any) -> list[str]:
    return re.findall(r"<([^>]+)>", answer.headers["link"])


@pytest.mark.parametrize("prefix", ["", "/w/w1", "/w/default"])
def test_absolute_urls_carry_scheme_host_and_prefix_as_the_client_sent_them(
    sandbox: Sandbox, prefix: str
) -> None:
    sandbox.fork("w1")
    env = sandbox.request("GET", f"{prefix}/_sim/env", headers={"Host": "here:81"}).json()
    assert env["STOCKTAKE_URL"] == f"http://here:81{prefix}"
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    path = f"{prefix}{INVENTORY}"
    listed = sandbox.request("GET", path, headers={"Host": "here:81"}, auth=auth)
    assert links(listed)
    assert all(url.startswith(f"http://here:81{path}?") for url in links(listed))
    manifest = sandbox.request("GET", f"{prefix}/_sim/manifest", headers={"Host": "here:81"}).json()
    assert manifest["simulators"][0]["apis"][0]["base_url"].startswith(f"http://here:81{prefix}/")


def test_a_client_that_follows_links_stays_in_its_world(listening: Listening) -> None:
    listening.fork("w1")
    env = httpx.get(f"{listening.url}/w/w1/_sim/env").json()
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    url, pages = f"{env['WHEREFOUR_BASE_URL']}/inventory", 0
    while url:
        answer = httpx.get(url, auth=auth)
        url, pages = answer.links.get("next", {}).get("url", ""), pages + 1
    assert pages > 1
    journal = httpx.get(f"{listening.url}/w/w1/_sim/journal").json()
    assert len(journal["entries"]) == pages
    assert httpx.get(f"{listening.url}/_sim/journal").json()["entries"] == []


@pytest.mark.parametrize(
    "path", ["/w/w2/_sim/health", f"/w/w2{INVENTORY}", "/w/w2", "/w/w2/", "/w/W1/_sim/clock"]
)
def test_an_unknown_world_is_404_in_the_control_envelope(sandbox: Sandbox, path: str) -> None:
    sandbox.fork("w1")
    answer = sandbox.request("GET", path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert error["status"] == 404
    assert "no world" in error["message"]
    assert "did you mean 'w1'" in error["message"]
    for world in ("default", "w1"):
        assert sandbox.request("GET", f"/w/{world}/_sim/journal").json()["entries"] == []


def test_a_deleted_world_is_404_and_its_name_is_free_again(sandbox: Sandbox) -> None:
    sandbox.fork("w1").advance("1h")
    assert sandbox.request("DELETE", "/_sim/worlds/w1").status == 204
    assert sandbox.request("GET", f"/w/w1{INVENTORY}").status == 404
    sandbox.fork("w1")
    assert sandbox.world("w1").clock.read() == sandbox.world().clock.read()


def test_worlds_know_nothing_of_each_other(sandbox: Sandbox) -> None:
    for number in range(30):
        world = sandbox.fork(f"w{number}")
        world.advance(f"{number}h")
        world.fault("wherefour", "*", "lost_reply", nth=number + 1)
    hours = [sandbox.request("GET", f"/w/w{n}/_sim/clock").json()["now"] for n in range(30)]
    assert len(set(hours)) == 30
    faults = sandbox.request("GET", "/w/w7/_sim/faults").json()["faults"]
    assert [(fault["id"], fault["nth"]) for fault in faults] == [(1, 8)]
    assert sandbox.request("GET", "/_sim/faults").json() == {"faults": []}


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_of_the_page_runs(block: str) -> None:
    names: dict[str, object] = {}
    exec(compile(block, "docs/worlds.md", "exec"), names)
    assert "sandbox" in names


def test_the_commands_of_the_page_run(tmp_path: Path) -> None:
    path = f"{Path(STOCKTAKE).parent}{os.pathsep}{os.environ['PATH']}"
    with serving(tmp_path) as (_, url):
        for block in blocks("sh"):
            script = "set -e\n" + block.replace("http://127.0.0.1:8700", url)
            done = subprocess.run(
                ["sh", "-c", script], env={**os.environ, "PATH": path}, cwd=tmp_path,
                capture_output=True, text=True,
            )  # fmt: skip
            assert done.returncode == 0, (block, done.stdout, done.stderr)
    assert (tmp_path / "saved.db").exists()
