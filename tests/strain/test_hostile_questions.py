"""Questions in SQL that want all time, all memory, or the world itself."""

import random
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.support import REAL_STOCKTAKE, serving

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
_BLOBS = (
    "WITH RECURSIVE n(i, b) AS (SELECT 1, randomblob(1000000)"
    " UNION{} SELECT i + 1, randomblob(1000000) FROM n) "
)
_CROSS = ", ".join(f"v_stock AS s{n}" for n in range(8))
HOSTILE = [
    _ENDLESS + "SELECT count(*) FROM n",
    _ENDLESS + "SELECT i FROM n",
    _ENDLESS + "SELECT group_concat(i) FROM n",
    _ENDLESS + "SELECT json_group_array(i) FROM n",
    _ENDLESS + "SELECT hex(randomblob(500000)) FROM n",
    _BLOBS.format(" ALL") + "SELECT i FROM n ORDER BY b",
    _BLOBS.format("") + "SELECT count(*) FROM n",
    _BLOBS.format(" ALL") + "SELECT DISTINCT b FROM n",
    f"SELECT count(*) FROM {_CROSS}",
    f"SELECT * FROM {_CROSS}",
    "SELECT zeroblob(1000000000)",
    "SELECT replace(hex(zeroblob(500000)), '0', hex(zeroblob(500000)))",
    "SELECT " + ", ".join(["zeroblob(1000000)"] * 150),
    "SELECT " + "(" * 900 + "1" + ")" * 900,
    "SELECT " + " UNION ALL SELECT ".join(["1"] * 600),
    "SELECT " + "abs(" * 1100 + "1" + ")" * 1100,
    "SELECT '" + "%a" * 20_000 + "'" + " LIKE '" + "%a" * 20_000 + "%b'",
    "SELECT instr(replace(hex(zeroblob(400000)), '0', 'a'),"
    " replace(hex(zeroblob(200000)), '0', 'a') || 'b')",
    "ATTACH ':memory:' AS x", "DETACH main", "PRAGMA writable_schema = ON",
    "PRAGMA hard_heap_limit = 1", "PRAGMA journal_mode = DELETE", "DROP TABLE world",
    "DELETE FROM journal", "UPDATE world SET seed = 0",
    "INSERT INTO quirk VALUES ('a', 'b', 'c')", "REPLACE INTO world SELECT * FROM world",
    "CREATE VIEW x AS SELECT 1", "CREATE TRIGGER x AFTER INSERT ON quirk BEGIN SELECT 1; END",
    "VACUUM", "ANALYZE", "REINDEX", "SAVEPOINT x", "EXPLAIN DELETE FROM journal",
    "SELECT load_extension('x')", "SELECT readfile('/etc/passwd')",
    "SELECT writefile('/tmp/x', 'y')",
]  # fmt: skip


def memory_of(pid: int) -> int:
    """Return the most memory that a process has ever had, in MiB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) // 1024


@pytest.mark.parametrize("most", [4, pytest.param(len(HOSTILE), marks=pytest.mark.full)])
def test_hostile_questions_end_cost_little_and_change_nothing(tmp_path: Path, most: int) -> None:
    asked = HOSTILE if most == len(HOSTILE) else random.Random(3).sample(HOSTILE, most)
    with serving(tmp_path, "--clock", "manual", command=REAL_STOCKTAKE) as (process, url):
        world = httpx.get(f"{url}/_sim/database").content
        before = memory_of(process.pid)
        for sql in asked:
            begun, slowest, answers = time.monotonic(), 0.0, list[httpx.Response]()
            asking = threading.Thread(target=_ask, args=(url, sql, answers))
            asking.start()
            while asking.is_alive():
                looked = time.monotonic()
                assert httpx.get(f"{url}/_sim/health", timeout=10).status_code == 200
                slowest = max(slowest, time.monotonic() - looked)
                asking.join(0.05)
            (answer,) = answers
            assert answer.status_code in (200, 400, 409, 413, 422), (sql[:100], answer.text[:200])
            assert answer.status_code == 200 or "\n" not in answer.json()["error"]["message"]
            assert len(answer.content) < 100_000_000
            assert time.monotonic() - begun < 15, sql[:100]
            assert slowest < 5, sql[:100]
        assert memory_of(process.pid) - before < 600
        assert httpx.get(f"{url}/_sim/database").content == world


def _ask(url: str, sql: str, answers: list[httpx.Response]) -> None:
    answers.append(httpx.post(f"{url}/_sim/sql", json={"sql": sql}, timeout=60))
