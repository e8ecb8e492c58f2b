"""A process that is killed while it writes into a file: what it has answered is there."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support import serving

CUSTOMERS = "/wherefour/api/v1/customers"


def write(url: str, env: dict[str, str], who: str, answered: list[str]) -> None:
    """Make customers until the server is gone; note each that it has answered."""
    login = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    with httpx.Client(base_url=url, auth=login) as client:
        number = 0
        try:
            while True:
                number += 1
                name = f"{who} {number}"
                client.post(CUSTOMERS, json={"display_name": name}).raise_for_status()
                answered.append(name)
        except httpx.TransportError:
            return


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.full)])
def test_a_file_goes_on_after_every_kill_with_every_answered_write(
    tmp_path: Path, rounds: int
) -> None:
    file, answered = tmp_path / "world.db", list[str]()
    for played in range(rounds):
        with serving(tmp_path, "--db", str(file), "--journal", "0") as (process, url):
            env = httpx.get(f"{url}/_sim/env").json()
            writers = [
                threading.Thread(target=write, args=(url, env, f"kill {played} {n}", answered))
                for n in range(4)
            ]
            before = len(answered)
            for writer in writers:
                writer.start()
            while len(answered) == before:
                time.sleep(0.001)
            time.sleep(0.05 + played % 7 * 0.03)  # another moment each time
            process.kill()
            process.wait()
            for writer in writers:
                writer.join()
        with closing(sqlite3.connect(file)) as db:
            assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            names = "SELECT display_name FROM wherefour_customer WHERE display_name LIKE 'kill %'"
            kept = [name for (name,) in db.execute(names)]
            assert len(kept) == len(set(kept))
            assert set(answered) <= set(kept)
            rows = db.execute(
                "SELECT count(*) FROM journal WHERE operation = 'create_customer'"
            ).fetchone()
            assert rows == (len(kept),)
