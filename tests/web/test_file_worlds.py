"""Worlds that live in a file: seeded, continued, locked, refused; and killed while they write."""

import os
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core import store
from stocktake.web.sandbox import Sandbox

from tests.support import run, serving

INVENTORY = "/wherefour/api/v1/inventory"


def journal(sandbox: Sandbox) -> str:
    return sandbox.request("GET", "/_sim/journal?format=ndjson").text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "world.db"


# Seeded and continued


def test_a_missing_file_is_seeded_as_a_world_in_memory_is(file: Path) -> None:
    with Sandbox(SIMULATORS, seed=3, db=file) as kept, Sandbox(SIMULATORS, seed=3) as memory:
        assert kept.world().all("SELECT * FROM v_stock") == memory.world().all(
            "SELECT * FROM v_stock"
        )
        assert kept.world().value("PRAGMA journal_mode") == "wal"
        assert kept.world().value("PRAGMA synchronous") == 1
        assert kept.world().value("PRAGMA foreign_keys") == 1
        assert kept.world().value("PRAGMA application_id") == store.APPLICATION_ID


def test_an_existing_file_goes_on_with_everything(file: Path) -> None:
    with Sandbox(SIMULATORS, db=file, seed=5) as sandbox:
        sandbox.fault("wherefour", "*", "lost_reply", nth=7)
        sandbox.advance("2h")
        sandbox.request("GET", INVENTORY)
        before = journal(sandbox)
        clock = sandbox.request("GET", "/_sim/clock").json()
        faults = sandbox.request("GET", "/_sim/faults").json()
    with Sandbox(SIMULATORS, db=file) as again:
        assert journal(again) == before
        assert again.request("GET", "/_sim/clock").json() == clock
        assert again.request("GET", "/_sim/faults").json() == faults
        assert again.world().value("SELECT seed FROM world") == 5
        again.request("GET", INVENTORY)
        assert journal(again).startswith(before)


def test_a_world_in_a_file_and_one_in_memory_write_the_same_journal(file: Path) -> None:
    def script(sandbox: Sandbox) -> str:
        sandbox.request("GET", INVENTORY)
        sandbox.snapshot("a")
        sandbox.advance("1h")
        sandbox.restore("a")
        sandbox.event("wherefour", "receive_stock", sku="SK0001", count=2, location="NORW")
        return journal(sandbox)

    with Sandbox(SIMULATORS, db=file) as kept, Sandbox(SIMULATORS) as memory:
        assert script(kept) == script(memory)


def test_a_manual_clock_stands_and_a_flowing_one_goes_on_from_the_present(tmp_path: Path) -> None:
    with Sandbox([], db=tmp_path / "manual.db") as sandbox:
        sandbox.advance("3h")
    with Sandbox([], db=tmp_path / "manual.db") as sandbox:
        assert sandbox.world().clock.describe()["now"] == "2026-01-05T12:00:00.000Z"
    with Sandbox([], db=tmp_path / "flow.db", clock="flowing", now="2020-01-01T00:00:00Z"):
        pass
    with Sandbox([], db=tmp_path / "flow.db") as sandbox:
        assert sandbox.world().clock.describe()["mode"] == "flowing"
        assert abs(sandbox.world().clock.read() - time.time() * 1000) < 60_000
        sandbox.advance("9d")
        ahead = sandbox.world().clock.read()
    with Sandbox([], db=tmp_path / "flow.db") as sandbox:
        assert ahead <= sandbox.world().clock.read() < ahead + 60_000


def test_how_time_moves_may_be_changed_beside_an_existing_file(file: Path) -> None:
    Sandbox([], db=file).close()
    with Sandbox([], db=file, clock="flowing", tick=0) as sandbox:
        clock = sandbox.world().clock.describe()
        assert (clock["mode"], clock["tick_ms"]) == ("flowing", 0)
        sandbox.request("POST", "/_sim/worlds", json={"name": "w1"})
        assert sandbox.world("w1").clock.describe()["mode"] == "flowing"


def test_an_empty_file_is_seeded(file: Path) -> None:
    file.touch()
    with Sandbox([], db=file, seed=4) as sandbox:
        assert sandbox.world().value("SELECT seed FROM world") == 4


def test_a_new_file_that_was_cut_short_is_filled_again(file: Path) -> None:
    db, found = store.lock(file)
    assert not found
    db.execute("PRAGMA journal_mode = WAL")  # as far as a process got that died here
    db.close()
    with Sandbox([], db=file, seed=4) as sandbox:
        assert sandbox.world().value("SELECT seed FROM world") == 4


# Images, resets, forks


def test_a_reset_goes_back_to_the_beginning_even_after_a_restart(file: Path) -> None:
    with Sandbox(SIMULATORS, db=file) as sandbox:
        born = sandbox.world().all("SELECT * FROM v_stock")
        sandbox.event("wherefour", "receive_stock", sku="SK0001", count=2, location="NORW")
    with Sandbox(SIMULATORS, db=file) as sandbox:
        assert sandbox.world().all("SELECT * FROM v_stock") != born
        sandbox.reset()
        assert sandbox.world().all("SELECT * FROM v_stock") == born
        assert journal(sandbox) == ""
    with Sandbox(SIMULATORS, db=file) as sandbox:
        assert sandbox.world().all("SELECT * FROM v_stock") == born


def test_a_file_without_its_initial_image_begins_as_it_is_found(file: Path, tmp_path: Path) -> None:
    with Sandbox([]) as sandbox:
        sandbox.advance("2h")
        file.write_bytes(sandbox.request("GET", "/_sim/database").body)
    with Sandbox([], db=file) as sandbox:
        assert journal(sandbox).count("\n") == 1
        sandbox.advance("2h")
    with Sandbox([], db=file) as sandbox:
        sandbox.reset()
        assert journal(sandbox) == ""
        assert sandbox.world().clock.describe()["now"] == "2026-01-05T11:00:00.000Z"
    (tmp_path / "world.db.initial").write_bytes(b"not an image")
    with pytest.raises(ValueError, match=r"world\.db\.initial: not an SQLite file; delete it"):
        Sandbox([], db=file)


def test_restores_of_a_file_stay_in_the_file_and_its_forks_in_memory(file: Path) -> None:
    with Sandbox([], db=file) as sandbox:
        sandbox.snapshot("a")
        sandbox.advance("1h")
        sandbox.fork("w1")
        sandbox.restore("a")
        sandbox.advance("1m")
        sandbox.in_world("w1").advance("1h")
        assert sandbox.world("w1").value("PRAGMA journal_mode") == "memory"
        image = sandbox.world().image().content
        assert image[18:20] == b"\1\1"
        assert sandbox.request("PUT", "/w/w1/_sim/database", data=image).status == 200
    with Sandbox([], db=file) as sandbox:
        assert sandbox.world().clock.describe()["now"] == "2026-01-05T09:01:00.000Z"
        assert [each["name"] for each in sandbox.worlds()] == ["default"]
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# Refused


@pytest.mark.parametrize(
    "option", [{"seed": 1}, {"scale": 1}, {"seed_set": "both"}, {"now": "2026-01-01T00:00:00Z"}]
)
def test_what_a_file_has_settled_cannot_be_chosen_again(file: Path, option: dict[str, Any]) -> None:
    Sandbox([], db=file).close()
    before = file.read_bytes()
    with pytest.raises(ValueError, match="exists already"):
        Sandbox([], db=file, **option)
    assert file.read_bytes() == before
    ((name, value),) = option.items()
    flag = "--" + name.replace("_", "-")
    done = run("serve", "--port", "0", "--db", str(file), flag, str(value))
    assert done.returncode == 2
    assert flag in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def other_program(file: Path) -> str:
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE t (x)")
    return "no world of Stocktake's"


def other_version(file: Path) -> str:
    Sandbox(SIMULATORS, db=file).close()
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 99")
    return "a world of version 99; this program reads 4"


def other_simulators(file: Path) -> str:
    Sandbox([], db=file).close()
    return f"not a world of {', '.join(simulator.name for simulator in SIMULATORS)}"


def no_database(file: Path) -> str:
    file.write_text("a shopping list\n" * 99)
    return "not an SQLite file"


@pytest.mark.parametrize("spoil", [other_program, other_version, other_simulators, no_database])
def test_a_file_that_is_no_world_here_is_refused_in_one_line_and_stays(
    file: Path, spoil: Any
) -> None:
    reason = spoil(file)
    before = file.read_bytes()
    done = run("serve", "--port", "0", "--db", str(file))
    assert done.returncode == 2
    assert reason in done.stderr
    assert str(file) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert file.read_bytes() == before


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run("serve", "--port", "0", "--db", str(tmp_path / "nowhere" / "world.db"))
    assert done.returncode == 2
    assert "is there such a directory" in done.stderr


def test_a_second_process_or_sandbox_on_one_file_is_refused(file: Path, tmp_path: Path) -> None:
    with serving(tmp_path, "--db", str(file)) as (_, url):
        done = run("serve", "--port", "0", "--db", str(file))
        assert done.returncode == 2
        assert "another process has this world open" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        with pytest.raises(ValueError, match="another process"):
            Sandbox(SIMULATORS, db=file)
        assert httpx.post(f"{url}/_sim/clock/advance", json={"by": "1s"}).status_code == 200
    with Sandbox(SIMULATORS, db=file) as sandbox:
        with pytest.raises(ValueError, match="another process"):
            Sandbox(SIMULATORS, db=file)
        sandbox.advance("1s")


def test_a_port_that_is_taken_leaves_no_file_behind(file: Path, tmp_path: Path) -> None:
    with serving(tmp_path) as (_, url):
        done = run("serve", "--port", url.rsplit(":", 1)[1], "--db", str(file))
    assert done.returncode == 2
    assert not file.exists()


# The command line


def test_serve_keeps_a_file_and_names_it(file: Path, tmp_path: Path) -> None:
    options = ["--db", str(file), "--clock", "manual", "--now", "2026-03-02T09:00:00Z"]
    with serving(tmp_path, *options) as (process, url):
        httpx.post(f"{url}/_sim/clock/advance", json={"by": "1h"})
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    assert str(file) in output
    assert sorted(os.listdir(tmp_path)) == ["port", "world.db", "world.db.initial"]
    with serving(tmp_path, "--db", str(file)) as (_, url):
        clock = httpx.get(f"{url}/_sim/clock").json()
        assert (clock["now"], clock["mode"]) == ("2026-03-02T10:00:00.000Z", "manual")


def test_save_and_load(file: Path, tmp_path: Path) -> None:
    saved = str(tmp_path / "saved.db")
    with serving(tmp_path, "--clock", "manual", "--token", "t") as (_, url):
        control = httpx.Client(base_url=f"{url}/_sim", headers={"Authorization": "Bearer t"})
        control.post("/clock/advance", json={"by": "1h"})
        assert run("save", saved, "--url", url).returncode == 2
        done = run("save", saved, "--url", url, "--token", "t")
        assert (done.returncode, done.stderr) == (0, "")
        before = control.get("/clock").json()
        control.post("/clock/advance", json={"by": "1h"})
        control.post("/worlds", json={"name": "w1", "from": "default"})
        for where in (url, f"{url}/w/w1"):
            done = run("load", saved, "--url", where, "--token", "t")
            assert (done.returncode, done.stderr) == (0, "")
            assert before["now"] in done.stdout
        assert control.get("/clock").json() == before
        assert len(control.get("/journal").json()["entries"]) == 1
        control.close()
    with Sandbox(SIMULATORS, db=saved) as sandbox:
        assert sandbox.world().clock.describe() == before


def test_save_and_load_say_what_is_wrong_in_one_line(file: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    nobody = "http://127.0.0.1:1"
    with serving(tmp_path, "--db", str(file)) as (_, url):
        mistakes = [
            (["save", str(file), "--url", url], "under another name"),
            (["save", str(tmp_path / "no" / "x.db"), "--url", url], "cannot write"),
            (["save", str(tmp_path / "x.db"), "--url", f"{url}/w/nobody"], "no world 'nobody'"),
            (
                ["save", str(tmp_path / "x.db"), "--url", nobody],
                "is `stocktake serve`",
            ),
            (["load", str(tmp_path / "nothing"), "--url", url], "cannot read"),
            (["load", str(tmp_path / "text"), "--url", url], "not an SQLite file"),
            (["load", str(tmp_path / "text"), "--url", "nonsense"], "is no URL of a server"),
        ]
        for arguments, said in mistakes:
            done = run(*arguments)
            assert done.returncode == 2, arguments
            assert done.stdout == ""
            assert said in done.stderr
            assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "x.db").exists()


# Killed


class Writer(threading.Thread):
    """A client that creates customers as fast as it can, and remembers what was acknowledged."""

    def __init__(self, env: dict[str, str], number: int) -> None:
        super().__init__()
        self.env, self.number = env, number
        self.acknowledged: list[str] = []

    def run(self) -> None:
        auth = (self.env["WHEREFOUR_USERNAME"], self.env["WHEREFOUR_PASSWORD"])
        with httpx.Client(base_url=self.env["WHEREFOUR_BASE_URL"], auth=auth) as client:
            for count in range(1_000_000):
                name = f"customer {self.number}-{count}"
                try:
                    answer = client.post("/customers", json={"display_name": name})
                except httpx.TransportError:
                    return
                assert answer.status_code == 200
                self.acknowledged.append(name)


@pytest.mark.parametrize("patience", [0.05, 0.5, 1.5])
def test_a_process_killed_while_it_writes_loses_nothing_that_it_acknowledged(
    file: Path, tmp_path: Path, patience: float
) -> None:
    with serving(tmp_path, "--db", str(file)) as (process, url):
        env = httpx.get(f"{url}/_sim/env").json()
        writers = [Writer(env, number) for number in range(4)]
        for writer in writers:
            writer.start()
        while not all(writer.acknowledged for writer in writers):
            time.sleep(0.001)
        time.sleep(patience)
        process.kill()
        process.wait()
        for writer in writers:
            writer.join()
    acknowledged = [name for writer in writers for name in writer.acknowledged]
    with Sandbox(SIMULATORS, db=file) as sandbox:
        world = sandbox.world()
        assert world.all("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        stored = Counter(
            row["display_name"]
            for row in world.all(
                "SELECT display_name FROM wherefour_customer WHERE display_name LIKE 'customer %'"
            )
        )
        rows = world.all("SELECT status FROM journal WHERE operation = 'create_customer'")
        journalled = world.all(
            "SELECT json_extract(CAST(request_body AS TEXT), '$.display_name') AS name FROM journal"
            " WHERE operation = 'create_customer'"
        )
        assert set(acknowledged) <= set(stored)
        assert stored == Counter(row["name"] for row in journalled)
        assert max(stored.values()) == 1
        assert {row["status"] for row in rows} == {200}
        # At most one request of each client was under way, done or not.
        assert len(stored) <= len(acknowledged) + len(writers)
        assert world.value("SELECT turn FROM world") == world.value("SELECT max(seq) FROM journal")
        sandbox.reset()
        assert journal(sandbox) == ""
