"""Snapshots, saved files, and what a fork, a reset, a restore, a load and a restart carry along."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core import outbox
from stocktake.core.call import Call
from stocktake.web.sandbox import Sandbox

MEDIA = {"content-type": "application/vnd.sqlite3"}
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "worlds.md").read_text()


def error(sandbox: Sandbox, method: str, path: str, **more: Any) -> tuple[int, str]:
    answer = sandbox.request(method, f"/_sim{path}", **more)
    return answer.status, answer.json()["error"]["message"]


def journal(sandbox: Sandbox, world: str = "default") -> str:
    return sandbox.request("GET", f"/w/{world}/_sim/journal?format=ndjson").text


# Snapshots


def test_take_snapshot_get_snapshots_restore_snapshot_and_delete_snapshot(sandbox: Sandbox) -> None:
    sandbox.advance("1h")
    taken = sandbox.request("POST", "/_sim/snapshots", json={"name": "before"})
    assert taken.status == 201
    described = taken.json()
    assert (described["name"], described["turn"]) == ("before", 1)
    assert described["now"] == "2026-01-05T10:00:00.000Z"
    assert described["bytes"] == len(sandbox.world().image().content)
    sandbox.advance("1h")
    restored = sandbox.request("POST", "/_sim/snapshots/before/restore")
    assert restored.json() == sandbox.request("GET", "/_sim/clock").json()
    assert restored.json()["now"] == described["now"]
    assert sandbox.request("GET", "/_sim/snapshots").json() == {"snapshots": [described]}
    assert sandbox.request("DELETE", "/_sim/snapshots/before").status == 204
    assert sandbox.request("GET", "/_sim/snapshots").json() == {"snapshots": []}


def test_a_restore_rewinds_the_world_exactly_as_often_as_asked(sandbox: Sandbox) -> None:
    sandbox.fault("wherefour", "*", "lost_reply", nth=9)
    sandbox.request("GET", "/retailcrm/api/api-versions")
    sandbox.snapshot("here")
    before = (sandbox.world().image(), journal(sandbox))
    for _ in range(2):
        sandbox.set_quirk("wherefour.hand_pick", "fifo")
        sandbox.request("DELETE", "/_sim/faults")
        sandbox.request("DELETE", "/_sim/journal")
        sandbox.advance("3d")
        sandbox.restore("here")
        assert (sandbox.world().image(), journal(sandbox)) == before


def test_what_happens_after_a_restore_is_what_happened_the_first_time(sandbox: Sandbox) -> None:
    sandbox.snapshot("here")

    def script() -> str:
        sandbox.advance("90s")
        for path in ("/wherefour/api/v1/inventory", "/retailcrm/api/api-versions", "/wherefour/x"):
            sandbox.request("GET", path)
        return journal(sandbox)

    first = script()
    sandbox.restore("here")
    assert script() == first


def test_snapshots_belong_to_their_world(sandbox: Sandbox) -> None:
    sandbox.snapshot("here")
    sandbox.fork("w1")
    assert sandbox.request("GET", "/w/w1/_sim/snapshots").json() == {"snapshots": []}
    assert sandbox.request("POST", "/w/w1/_sim/snapshots/here/restore").status == 404
    sandbox.in_world("w1").snapshot("here")


def test_the_21st_snapshot_is_refused_with_what_to_do(sandbox: Sandbox) -> None:
    for number in range(20):
        sandbox.snapshot(f"s{number}")
    status, said = error(sandbox, "POST", "/snapshots", json={"name": "s20"})
    assert status == 409
    assert "at most 20" in said
    assert "delete one" in said
    sandbox.request("DELETE", "/_sim/snapshots/s3")
    sandbox.snapshot("s20")
    names = [s["name"] for s in sandbox.request("GET", "/_sim/snapshots").json()["snapshots"]]
    assert len(names) == 20
    assert names[-1] == "s20"


def test_snapshots_that_cannot_be_are_refused(sandbox: Sandbox) -> None:
    sandbox.snapshot("before")
    status, said = error(sandbox, "POST", "/snapshots", json={"name": "before"})
    assert (status, "already" in said) == (409, True)
    status, said = error(sandbox, "POST", "/snapshots", json={"name": "Before"})
    assert (status, "a-z" in said) == (422, True)
    assert error(sandbox, "POST", "/snapshots", json={})[0] == 400
    for method, path in (("POST", "/snapshots/befor/restore"), ("DELETE", "/snapshots/befor")):
        status, said = error(sandbox, method, path)
        assert (status, "did you mean 'before'" in said) == (404, True)


def test_a_snapshot_waits_for_the_turn_that_is_under_way() -> None:
    sandbox = Sandbox([])

    async def while_somebody_has_the_turns() -> None:
        from stocktake.web.control import take_snapshot

        world = sandbox.world()
        async with world.queue:
            taking = asyncio.create_task(
                take_snapshot(sandbox.host, world, Call(method="", path=""), body={"name": "a"})
            )
            await asyncio.sleep(0.01)
            assert not taking.done()
            with world.turn():
                world.token("anything")
        await taking

    asyncio.run(while_somebody_has_the_turns())
    sandbox.restore("a")
    assert sandbox.world().value("SELECT drawn FROM chance") == 1


# Saved files


def test_put_database_puts_a_world_to_what_get_database_gave(sandbox: Sandbox) -> None:
    sandbox.advance("1h")
    saved = sandbox.request("GET", "/_sim/database").body
    before = journal(sandbox)
    sandbox.advance("1h")
    sandbox.fork("w1")
    for prefix in ("/_sim", "/w/w1/_sim"):
        loaded = sandbox.request("PUT", f"{prefix}/database", data=saved, headers=MEDIA)
        assert (loaded.status, loaded.json()["now"]) == (200, "2026-01-05T10:00:00.000Z")
    assert journal(sandbox) == journal(sandbox, "w1") == before
    assert sandbox.request("PUT", "/_sim/database", data=saved).status == 200


def test_a_file_that_was_kept_with_a_log_can_be_loaded(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "logged.db"
    file.write_bytes(sandbox.request("GET", "/_sim/database").body)
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    content = file.read_bytes()
    assert content[18:20] == b"\2\2"
    assert sandbox.request("PUT", "/_sim/database", data=content, headers=MEDIA).status == 200
    assert sandbox.world().image().content[18:20] == b"\1\1"
    sandbox.advance("1h")


def spoiled(image: bytes, sql: str) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.deserialize(image)
        for statement in sql.split(";"):
            db.execute(statement)
        return db.serialize()


BAD_FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "text": (lambda image: b"hello", "not an SQLite file"),
    "half": (lambda image: image[: len(image) // 2], "damaged"),
    "header only": (lambda image: image[:100], "damaged"),
    "wrong page size": (lambda image: image[:16] + b"\7\7" + image[18:], "damaged"),
    "garbage": (lambda image: image[:8192] + b"\x5a" * (len(image) - 8192), "damaged"),
    "other program": (lambda i: spoiled(i, "PRAGMA application_id = 5"), "no world of Stocktake's"),
    "other version": (lambda i: spoiled(i, "PRAGMA user_version = 99"), "version 99"),
    "table missing": (lambda i: spoiled(i, "DROP TABLE quirk"), "quirk differs"),
    "table added": (lambda i: spoiled(i, "CREATE TABLE t (x)"), "t differs"),
    "view added": (lambda i: spoiled(i, "CREATE VIEW x AS SELECT 1"), "x differs"),
    "no time": (lambda i: spoiled(i, "DELETE FROM world"), "no time"),
    "impossible time": (lambda i: spoiled(i, "UPDATE world SET now = 1 << 62"), "no time"),
    "check broken": (
        lambda i: spoiled(i, "PRAGMA ignore_check_constraints = 1; UPDATE world SET tick = -1"),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_not_right_changes_nothing(sandbox: Sandbox, name: str) -> None:
    spoil, reason = BAD_FILES[name]
    sandbox.advance("1h")
    before = sandbox.world().image()
    status, said = error(sandbox, "PUT", "/database", data=spoil(before.content), headers=MEDIA)
    assert status == 422
    assert reason in said
    assert "\n" not in said
    assert sandbox.world().image() == before
    sandbox.advance("1h")


def test_a_file_of_other_simulators_is_refused(sandbox: Sandbox) -> None:
    image = Sandbox([]).world().image().content
    status, said = error(sandbox, "PUT", "/database", data=image, headers=MEDIA)
    assert status == 422
    assert ", ".join(simulator.name for simulator in SIMULATORS) in said


# What each carries


def rows(sandbox: Sandbox, world: str) -> Any:
    return sandbox.world(world).all("SELECT * FROM v_stock ORDER BY simulator, place, sku")


def column(sql: str) -> Callable[[Sandbox, str], Any]:
    return lambda sandbox, world: sandbox.world(world).all(sql)


ASPECTS: dict[str, Callable[[Sandbox, str], Any]] = {
    "the vendors' rows": rows,
    "deferred jobs": column("SELECT * FROM job"),
    "counters of chance": column("SELECT * FROM chance"),
    "counters of rate limits": column("SELECT * FROM ratelimit"),
    "clients told to wait": column("SELECT * FROM waiting"),
    "a manual clock": lambda s, w: s.world(w).clock.describe(),
    "routes that it was told": column("SELECT * FROM route"),
    "quirks": column("SELECT * FROM quirk"),
    "callbacks, made and to be made": lambda s, w: outbox.log(s.world(w)),
    "faults planned": column("SELECT * FROM fault"),
    "journal and ledger": lambda s, w: [
        *s.world(w).all("SELECT * FROM journal"), *s.world(w).all("SELECT * FROM ledger")
    ],
    "number of the last turn": lambda s, w: s.world(w).value("SELECT turn FROM world"),
    "snapshots": lambda s, w: list(s.world(w).snapshots),
}  # fmt: skip
COLUMNS = ("fork", "reset", "restore", "load", "restart of `--db`")


def live(sandbox: Sandbox, number: int) -> None:
    """Change everything there is about the default world."""
    sandbox.event("wherefour", "receive_stock", sku="SK0001", count=number, location="NORW")
    sandbox.set_quirk("wherefour.hand_pick", "fifo")
    sandbox.fault("wherefour", "*", "lost_reply", nth=number)
    sandbox.advance("1h")
    sandbox.request("PUT", "/_sim/clock", json={"tick_ms": number})
    world = sandbox.world()
    with world.turn():
        world.token("anything")
        world.insert("job", simulator="wherefour", name="x", due=2**50, arguments="{}")
        world.insert("waiting", client=f"c{number}", until=number, told=number)
        world.insert("ratelimit", key=f"k{number}", start=0, count=number)
        world.insert("route", outlet="retailcrm", place=f"p{number}", warehouse="wherefour")
        outbox.put(world, "retailcrm", "activity", url="http://127.0.0.1:9", fields={}, due=2**47)


def seen(sandbox: Sandbox, world: str = "default") -> dict[str, Any]:
    return {name: look(sandbox, world) for name, look in ASPECTS.items()}


def after(what: str, path: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Return what was seen at the beginning, at the moment, last, afterwards; and after a reset."""
    sandbox = Sandbox(SIMULATORS, db=path)
    moments = {"beginning": seen(sandbox)}
    live(sandbox, 2)
    sandbox.snapshot("moment")
    moments["moment"] = seen(sandbox)
    saved, name = sandbox.request("GET", "/_sim/database").body, "default"
    if what == "fork":
        sandbox.fork("w1")
        name = "w1"
    if not what.startswith("restart"):
        live(sandbox, 3)
    moments["last"] = seen(sandbox)
    if what == "reset":
        sandbox.reset()
    elif what == "restore":
        sandbox.restore("moment")
    elif what == "load":
        assert sandbox.request("PUT", "/_sim/database", data=saved, headers=MEDIA).status == 200
    elif what.startswith("restart"):
        sandbox.close()
        sandbox = Sandbox(SIMULATORS, db=path)
    moments["after"] = seen(sandbox, name)
    sandbox.in_world(name).reset()
    moments["reset"] = seen(sandbox, name)
    sandbox.close()
    return moments, moments["reset"]


def cells() -> list[Any]:
    _, _, section = PAGE.partition("## What each carries along")
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    table = [line.strip("| ").split(" | ") for line in lines]
    assert tuple(table[0]) == COLUMNS
    assert {row[0] for row in table[1:]} == {*ASPECTS, "where a later reset goes"}
    return [
        pytest.param(what, {row[0]: row[number] for row in table[1:]}, id=re.sub(r"\W+", "-", what))
        for number, what in enumerate(COLUMNS, start=1)
    ]


@pytest.mark.parametrize(("what", "promised"), cells())
def test_each_carries_what_the_page_says(
    what: str, promised: dict[str, str], tmp_path: Path
) -> None:
    moments, reset = after(what, tmp_path / "world.db")
    for aspect in ASPECTS:
        assert moments["beginning"][aspect] != moments["moment"][aspect], aspect
        expected = {
            "as it was": moments["moment"][aspect],
            "at the beginning": moments["beginning"][aspect],
            "stay": moments["last"][aspect],
            "none": [],
            "0": 0,
        }[promised[aspect]]
        assert moments["after"][aspect] == expected, aspect
    goes = promised["where a later reset goes"]
    base = moments["after"] if goes == "the fork" else {**moments["beginning"], "snapshots": None}
    for aspect in set(ASPECTS) - {"snapshots"}:
        assert reset[aspect] == base[aspect], aspect


@pytest.mark.parametrize("way", ["reset", "restore", "load"])
def test_a_flowing_clock_never_runs_backwards(way: str) -> None:
    with Sandbox([], clock="flowing") as sandbox:
        sandbox.snapshot("here")
        saved = sandbox.request("GET", "/_sim/database").body
        sandbox.advance("1d")
        before = sandbox.world().clock.read()
        if way == "reset":
            sandbox.reset()
        elif way == "restore":
            sandbox.restore("here")
        else:
            sandbox.request("PUT", "/_sim/database", data=saved, headers=MEDIA)
        after = sandbox.world().clock.read()
        assert before <= after < before + 60_000
        assert sandbox.world().clock.describe()["mode"] == "flowing"
