"""Where a world is kept fails: a file gone, a disk full, read-only, too large, damaged."""

import logging
import os
import resource
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core import jobs, outbox, storage
from stocktake.core.world import World
from stocktake.web.sandbox import Response, Sandbox

from tests.receivers import receiving
from tests.support import REAL_STOCKTAKE, STOCKTAKE, run, serving

APIS = [api.name for simulator in SIMULATORS for api in simulator.apis]
CUSTOMERS = "/wherefour/api/v1/customers"
AUTH = ("tony@abcproduct.example", "wherefour-demo")
LONG = "x" * 200_000
ENTRY = "INSERT INTO quirk VALUES ('wherefour', 'hand_pick', {})"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "world.db"


def create(sandbox: Sandbox, note: str = "") -> Response:
    body = {"display_name": "Ada", "note": note}
    return sandbox.request("POST", CUSTOMERS, json=body, auth=AUTH)


def said(answer: Response) -> str:
    return str(answer.json()["error"]["message"])


# A file that is gone


def test_a_file_that_is_deleted_while_it_is_served_is_503_and_one_line_in_the_log(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Sandbox(SIMULATORS, db=file) as sandbox:
        assert create(sandbox).status == 200
        aside = file.with_name("aside.db")
        file.rename(aside)
        with caplog.at_level(logging.ERROR, "stocktake"):
            for api in APIS:
                answer = sandbox.request("GET", f"/{api}/nothing")
                assert (answer.status, "deleted or replaced" in answer.text) == (503, True), api
            for path in ("health", "clock", "journal"):
                assert sandbox.request("GET", f"/_sim/{path}").status == 503
        (line,) = caplog.records
        assert str(file) in line.getMessage()
        aside.rename(file)
        assert create(sandbox).status == 200


def test_a_file_that_is_replaced_is_503_and_what_it_held_can_be_saved(
    file: Path, tmp_path: Path
) -> None:
    with Sandbox(SIMULATORS, db=file) as sandbox:
        create(sandbox)
        other = tmp_path / "other.db"
        other.write_bytes(file.read_bytes())
        other.replace(file)
        assert create(sandbox).status == 503
        assert sandbox.request("POST", "/_sim/reset").status == 503
        rescued = sandbox.request("GET", "/_sim/database").body
        assert sandbox.request("POST", "/_sim/worlds", json={"name": "w1"}).status == 503
    saved = tmp_path / "rescued.db"
    saved.write_bytes(rescued)
    with Sandbox(SIMULATORS, db=saved) as again:
        found = again.world().all("SELECT * FROM wherefour_customer WHERE display_name = 'Ada'")
        assert len(found) == 1


def test_an_exchange_costs_one_look_at_the_file_and_none_in_memory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []
    looked = storage._identity

    def look(path: Path) -> tuple[int, int] | None:
        looks.append(path)
        return looked(path)

    monkeypatch.setattr(storage, "_identity", look)
    with Sandbox(SIMULATORS, db=file) as kept, Sandbox(SIMULATORS) as memory:
        looks.clear()
        create(kept)
        assert len(looks) == 1
        create(memory)
        assert len(looks) == 1


# A storage that takes no more


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("db", [True, False], ids=["file", "memory"])
def test_a_full_world_says_so_in_the_envelope_of_every_vendor_and_keeps_nothing(
    file: Path, api: str, db: bool
) -> None:
    with Sandbox(SIMULATORS, db=file if db else None) as sandbox:
        world = sandbox.world()
        pages = world.value("PRAGMA page_count")
        world.value(f"PRAGMA max_page_count = {pages}")
        before = world.image()
        answer = sandbox.request("GET", f"/{api}/{'x' * 9000}")
        assert answer.status == 503
        assert "is full" in str(answer.json())
        assert world.image() == before
        world.value("PRAGMA max_page_count = 1000000")
        assert sandbox.request("GET", f"/{api}/{'x' * 9000}").status in (400, 401, 403, 404)
        assert world.value("SELECT count(*) FROM journal") == 1


@contextmanager
def no_room(sandbox: Sandbox) -> Iterator[None]:
    """Let the database not grow: SQLite then says what it says of a full disk."""
    world = sandbox.world()
    pages = world.value("PRAGMA page_count")
    world.value(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        world.value("PRAGMA max_page_count = 1000000")


def a_customer(sandbox: Sandbox) -> Response:
    return create(sandbox, LONG)


def a_fault(sandbox: Sandbox) -> Response:
    body = {"simulator": "wherefour", "operation": "*", "kind": "garbled", "body": LONG}
    return sandbox.request("POST", "/_sim/faults", json=body)


def an_event(sandbox: Sandbox) -> Response:
    lines = [{"sku": LONG, "quantity": 1}]
    body = {"simulator": "retailcrm", "event": "place_order", "lines": lines, "store": "wherefour"}
    return sandbox.request("POST", "/_sim/events", json=body)


@pytest.mark.parametrize("attempt", [a_customer, a_fault, an_event])
def test_wherever_there_is_no_room_the_turn_is_undone_and_it_goes_on_when_there_is_some(
    file: Path, attempt: Any
) -> None:
    with Sandbox(SIMULATORS, db=file) as sandbox:
        world = sandbox.world()
        before = world.image()
        with no_room(sandbox):
            answer = attempt(sandbox)
            assert answer.status == 503
            assert "is full" in answer.text
        assert world.image() == before
        assert not world.db.in_transaction
        assert attempt(sandbox).status in (200, 201, 404, 422)


def test_a_job_that_finds_no_room_is_done_when_there_is_some(file: Path) -> None:
    def work(world: World) -> None:
        world.insert("chance", purpose=LONG, drawn=1)

    with Sandbox(SIMULATORS, db=file) as sandbox:
        world = sandbox.world()
        simulator = next(s for s in SIMULATORS if s.name == "wherefour")
        world.simulators["wherefour"] = replace(simulator, jobs={"work": work})
        with world.turn():
            jobs.schedule(world, "wherefour", "work", due=world.now + 1000, arguments={})

        def advance() -> int:
            return sandbox.request("POST", "/_sim/clock/advance", json={"by": "1h"}).status

        with no_room(sandbox):
            assert advance() == 503
        assert jobs.next_due(world) is not None
        assert advance() == 200
        assert jobs.next_due(world) is None
        assert world.value("SELECT count(*) FROM chance WHERE length(purpose) > 1000") == 1


def test_a_callback_whose_answer_finds_no_room_waits_until_there_is_some(file: Path) -> None:
    with receiving() as receiver, Sandbox(SIMULATORS, db=file) as sandbox:
        world = sandbox.world()
        with world.turn():
            outbox.put(world, "retailcrm", "activity", url=receiver.url, fields={"clientId": "c"})
        receiver.says(LONG)
        with no_room(sandbox):
            assert sandbox.request("POST", "/_sim/callbacks/deliver").status == 503
        (waits,) = sandbox.callbacks()
        assert (waits["state"], waits["attempts"]) == ("waiting", [])
        receiver.says({"success": True})
        sandbox.deliver_callbacks()
        (made,) = sandbox.callbacks()
        assert made["attempts"][0]["status"] == 200


def test_a_world_that_may_only_be_read_says_so(file: Path) -> None:
    with Sandbox(SIMULATORS, db=file) as sandbox:
        sandbox.world().value("PRAGMA query_only = ON")
        answer = create(sandbox)
        assert (answer.status, "is read-only" in answer.text) == (503, True)
        advance = sandbox.request("POST", "/_sim/clock/advance", json={"by": "1h"})
        assert (advance.status, "is read-only" in said(advance)) == (503, True)
        assert sandbox.request("GET", "/_sim/clock").status == 200
        sandbox.world().value("PRAGMA query_only = OFF")
        assert create(sandbox).status == 200


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[Path]:
    at.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", at], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", at], check=True)


@contextmanager
def unchangeable(*paths: Path) -> Iterator[None]:
    subprocess.run(["chattr", "+i", *paths], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *paths], check=True)


def may(attempt: Callable[[Path], None]) -> bool:
    """Whether this process may do so; root in a container often may not."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as directory:
        try:
            attempt(Path(directory))
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def mount_one(directory: Path) -> None:
    with small_disk(directory / "disk", "1m"):
        pass


def freeze_one(directory: Path) -> None:
    file = directory / "file"
    file.touch()
    with unchangeable(file):
        pass


def post(url: str, note: str) -> httpx.Response:
    body = {"display_name": "Ada", "note": note}
    return httpx.post(f"{url}{CUSTOMERS}", json=body, auth=AUTH)


def found(url: str) -> int:
    sql = "SELECT count(*) FROM wherefour_customer WHERE display_name = 'Ada'"
    answer = httpx.post(f"{url}/_sim/sql", json={"sql": sql})
    return int(answer.json()["rows"][0][0])


def fill(url: str, word: str) -> int:
    """Create customers until the storage takes no more; return how many were acknowledged."""
    for number in range(400):
        answer = post(url, "x" * 30_000)
        if answer.status_code != 200:
            assert answer.status_code == 503
            assert word in answer.json()["message"]
            return number
    raise AssertionError("it never was full")


if may(mount_one):  # else there is no small disk to fill

    def test_a_disk_that_is_full_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
        with small_disk(tmp_path / "disk", "8m") as disk:
            world = disk / "world.db"
            with serving(tmp_path, "--db", str(world)) as (process, url):
                acknowledged = fill(url, "is full: no room on its disk")
                assert found(url) == acknowledged
                subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
                assert post(url, "room").status_code == 200
                subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=False)
                process.send_signal(signal.SIGTERM)
                _, errors = process.communicate(timeout=20)
                assert process.returncode == 0
                assert "Traceback" not in errors
                assert len(errors.strip().splitlines()) == 1
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            with Sandbox(SIMULATORS, db=world) as sandbox:
                rows = sandbox.world().all(
                    "SELECT 1 FROM wherefour_customer WHERE display_name='Ada'"
                )
                assert len(rows) == acknowledged + 1

    def test_a_disk_without_room_for_a_new_world_is_one_line_before_anything_starts(
        tmp_path: Path,
    ) -> None:
        with small_disk(tmp_path / "disk", "1m") as disk:
            done = run("serve", "--port", "0", "--db", str(disk / "world.db"))
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "space" in done.stderr or "full" in done.stderr


def test_the_largest_size_of_a_file_is_said_and_it_goes_on_when_it_may_be_larger(
    file: Path, tmp_path: Path
) -> None:
    with serving(tmp_path, "--db", str(file), command=REAL_STOCKTAKE) as (process, url):
        size = file.stat().st_size
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, most))
        acknowledged = fill(url, f"largest size that this process may write ({size} bytes)")
        assert found(url) == acknowledged
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert post(url, "room").status_code == 200
        assert found(url) == acknowledged + 1


if may(freeze_one):  # what root may not write, and no mode of a file can say so

    def test_a_file_that_is_made_read_only_while_it_is_served_is_said(
        file: Path, tmp_path: Path
    ) -> None:
        with serving(tmp_path, "--db", str(file)) as (_, url):
            assert post(url, "").status_code == 200
            with unchangeable(file, file.with_name("world.db-wal")):
                answer = post(url, "")
                assert (answer.status_code, "is read-only" in answer.text) == (503, True)
            assert post(url, "").status_code == 200
            assert found(url) == 2

    def test_a_file_that_is_read_only_is_one_line_before_anything_starts(file: Path) -> None:
        Sandbox(SIMULATORS, db=file).close()
        with unchangeable(file):
            done = run("serve", "--port", "0", "--db", str(file))
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert "is read-only" in done.stderr


# A file that is damaged


def harm_a_page(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name='world'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    content = bytearray(file.read_bytes())
    content[root * size - 40 : root * size - 4] = b"\xff" * 36
    file.write_bytes(content)


def harm_a_text(file: Path) -> None:
    sql = "UPDATE wherefour_customer SET display_name = CAST(x'ff41' AS TEXT)"
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        assert db.execute(sql).rowcount


def harm_a_number(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("INSERT INTO ratelimit VALUES ('k', 'soon', 1)")


def harm_a_value(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute(ENTRY.format("'not JSON'"))


HARMS = [harm_a_page, harm_a_text, harm_a_number, harm_a_value]


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_file_is_one_line_before_anything_starts(file: Path, harm: Any) -> None:
    Sandbox(SIMULATORS, db=file).close()
    harm(file)
    before = file.read_bytes()
    done = run("serve", "--port", "0", "--db", str(file))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "damaged" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert file.read_bytes() == before


@pytest.mark.parametrize("harm", HARMS)
def test_a_saved_world_with_a_value_that_cannot_be_read_is_refused(
    sandbox: Sandbox, file: Path, harm: Any
) -> None:
    file.write_bytes(sandbox.request("GET", "/_sim/database").body)
    harm(file)
    answer = sandbox.request("PUT", "/_sim/database", data=file.read_bytes())
    assert (answer.status, "damaged" in said(answer)) == (422, True)


def test_a_world_that_is_damaged_while_it_is_served_says_so(file: Path) -> None:
    with Sandbox(SIMULATORS, db=file) as sandbox:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorname = "SQLITE_CORRUPT"
        assert "is damaged" in sandbox.world().unavailable(error).message


def test_an_error_that_is_not_the_storages_stays_what_it_is(sandbox: Sandbox) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        sandbox.world().unavailable(sqlite3.OperationalError("no such table: x"))


# Paths of the command line


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--port", "0", "--port-file", "{}/nowhere/port"],
        ["serve", "--port", "0", "--port-file", "/dev/null"],
        ["serve", "--port", "0", "--port-file", "{}"],
        ["serve", "--port", "0", "--db", "{}/nowhere/world.db"],
        ["serve", "--port", "0", "--db", "{}"],
        ["save", "{}/nowhere/x.db", "--url", "http://127.0.0.1:1"],
        ["load", "{}/nowhere/x.db", "--url", "http://127.0.0.1:1"],
        ["check", "--engine", "true", "--examples", "1", "--capsule", "{}/nowhere/c.json"],
        ["check", "--engine", "true", "--report", "/dev/null/report"],
        ["replay", "{}/nowhere/c.json"],
    ],
    ids=lambda arguments: " ".join(arguments[:1] + arguments[-2:-1]),
)
def test_a_path_that_cannot_be_is_one_line_before_anything_starts(
    arguments: list[str], tmp_path: Path
) -> None:
    command = [argument.format(tmp_path) for argument in arguments]
    done = subprocess.run(
        [STOCKTAKE, *command], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert os.listdir(tmp_path) == []
    assert Path("/dev/null").is_char_device()
