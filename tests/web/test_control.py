"""The control plane: every operation as its users call it, happy and refused."""

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.web.control import questions
from stocktake.web.sandbox import Sandbox


def ask(sandbox: Sandbox, method: str, path: str, json: object = None) -> tuple[int, object]:
    answer = sandbox.request(method, f"/_sim{path}", json=json)
    return answer.status, answer.json() if answer.body else None


def test_get_health_says_which_world_answers(sandbox: Sandbox) -> None:
    sandbox.fork("w1")
    status, health = ask(sandbox, "GET", "/health")
    assert status == 200
    assert isinstance(health, dict)
    assert (health["world"], health["worlds"]) == ("default", 2)
    assert sandbox.request("GET", "/w/w1/_sim/health").json()["world"] == "w1"


def test_get_manifest_describes_operations_events_quirks_and_fault_kinds(sandbox: Sandbox) -> None:
    manifest = sandbox.request("GET", "/_sim/manifest").json()
    by_name = {simulator["name"]: simulator for simulator in manifest["simulators"]}
    assert set(by_name) == {simulator.name for simulator in SIMULATORS}
    (api,) = by_name["wherefour"]["apis"]
    assert "create_order" in {operation["id"] for operation in api["operations"]}
    assert "receive_stock" in by_name["wherefour"]["events"]
    assert "wherefour.hand_pick" in {quirk["name"] for quirk in by_name["wherefour"]["quirks"]}
    assert "lost_reply" in manifest["fault_kinds"]


def test_get_env_names_the_urls_as_the_client_reached_us(sandbox: Sandbox) -> None:
    sandbox.fork("w1")
    answer = sandbox.request("GET", "/w/w1/_sim/env", headers={"Host": "my-machine:99"})
    assert answer.json()["STOCKTAKE_URL"] == "http://my-machine:99/w/w1"
    assert answer.json()["WHEREFOUR_BASE_URL"] == "http://my-machine:99/w/w1/wherefour/api/v1"


def test_get_clock_advance_clock_and_set_clock_move_the_world(sandbox: Sandbox) -> None:
    assert ask(sandbox, "PUT", "/clock", {"now": "2026-01-31T09:00:00Z", "tick_ms": 0})[0] == 200
    assert ask(sandbox, "POST", "/clock/advance", {"by": "2h"}) == (
        200,
        {"now": "2026-01-31T11:00:00.000Z", "happened": []},
    )
    assert sandbox.request("GET", "/_sim/clock").json()["now"] == "2026-01-31T11:00:00.000Z"
    assert ask(sandbox, "PUT", "/clock", {"mode": "flowing", "factor": 2})[0] == 200
    assert ask(sandbox, "PUT", "/clock", {"mode": "sideways"})[0] == 400
    assert ask(sandbox, "PUT", "/clock", {"now": "noon"})[0] == 422
    assert ask(sandbox, "POST", "/clock/advance", {"by": "2 weeks"})[0] == 422


def test_clock_moves_and_planted_faults_are_in_the_journal(sandbox: Sandbox) -> None:
    sandbox.advance("1s")
    sandbox.fault("wherefour", "*", "lost_reply", nth=5)
    rows = sandbox.request("GET", "/_sim/journal").json()["entries"]
    happened = [(row["kind"], row["operation"]) for row in rows]
    assert happened == [("clock", "advance"), ("fault", "*")]
    assert rows[1]["note"] == {"nth": 5, "times": 1}


def test_get_journal_filters_pages_and_clear_journal_empties_it(sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.request("GET", "/wherefour/api/v1/inventory")
    sandbox.request("GET", "/retailcrm/api/api-versions")
    page = sandbox.request("GET", "/_sim/journal?after=1&limit=2").json()
    assert [row["seq"] for row in page["entries"]] == [2, 3]
    assert page["last"] == 4
    only = sandbox.request("GET", "/_sim/journal?simulator=retailcrm&kind=exchange").json()
    assert [row["operation"] for row in only["entries"]] == ["api_versions"]
    assert ask(sandbox, "GET", "/journal?limit=0")[0] == 400
    assert ask(sandbox, "GET", "/journal?kind=gossip")[0] == 400
    assert ask(sandbox, "DELETE", "/journal") == (204, None)
    assert sandbox.request("GET", "/_sim/journal").json()["entries"] == []


def test_get_ledger_tells_who_changed_which_number(sandbox: Sandbox) -> None:
    sku = sandbox.world().value(
        "SELECT sku FROM v_stock"
        " WHERE simulator = 'wherefour' AND sellable > 0 AND sku <> '' LIMIT 1"
    )
    sandbox.event("wherefour", "receive_stock", sku=sku, count=5, location="MAIN")
    lines = sandbox.request("GET", "/_sim/ledger").json()["entries"]
    assert [(line["what"], line["sku"], line["turn"]) for line in lines] == [("stock", sku, 1)]
    assert sandbox.request("GET", f"/_sim/ledger?after={lines[0]['seq']}").json() == {"entries": []}


def test_get_views_gives_what_every_system_holds_as_a_question_in_sql_would(
    sandbox: Sandbox,
) -> None:
    sandbox.event("wherefour", "receive_stock", sku="000417", count=5, location="MAIN")
    views = sandbox.get_views()
    assert set(views) == {"stock", "orders", "shipments", "customers", "parts"}
    assert views["stock"]["rows"]
    for view, held in views.items():
        asked = sandbox.run_sql(f"SELECT * FROM v_{view}")
        assert held == asked


def test_get_faults_plant_fault_clear_fault_and_clear_faults(sandbox: Sandbox) -> None:
    planted = {"simulator": "wherefour", "operation": "*", "kind": "lost_request"}
    assert ask(sandbox, "POST", "/faults", planted) == (201, {"id": 1})
    assert sandbox.request("GET", "/_sim/faults").json()["faults"][0]["left"] == 1
    assert ask(sandbox, "DELETE", "/faults/1") == (200, {"cleared": 1})
    assert ask(sandbox, "DELETE", "/faults") == (200, {"cleared": 0})
    assert ask(sandbox, "POST", "/faults", {**planted, "nth": 0})[0] == 400


def test_get_worlds_create_world_delete_world_and_reset_world(sandbox: Sandbox) -> None:
    made = ask(sandbox, "POST", "/worlds", {"name": "w1", "from": "default"})
    assert made == (201, {"name": "w1", "path": "/w/w1"})
    new = {"name": "w2", "seed": 9, "now": "2020-01-01T00:00:00Z", "seed_set": "documented"}
    assert ask(sandbox, "POST", "/worlds", new)[0] == 201
    listed = sandbox.request("GET", "/_sim/worlds").json()["worlds"]
    assert [world["name"] for world in listed] == ["default", "w1", "w2"]
    assert listed[2]["clock"]["now"] == "2020-01-01T00:00:00.000Z"
    sandbox.request("POST", "/w/w1/_sim/clock/advance", json={"by": "1d"})
    assert sandbox.request("POST", "/w/w1/_sim/reset").json() == listed[1]["clock"]
    assert ask(sandbox, "DELETE", "/worlds/w1") == (204, None)
    assert sandbox.request("GET", "/w/w1/_sim/health").status == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"name": "Big"}, 422, "a-z"),
        ({"name": "default"}, 409, "already"),
        ({"name": "w1", "from": "defalt"}, 404, "did you mean 'default'"),
        ({"name": "w1", "from": "default", "seed": 2}, 422, "a fork takes no 'seed'"),
        ({"name": "w1", "now": "noon"}, 422, "no instant"),
        ({"name": "w1", "colour": "red"}, 400, "colour"),
        ({}, 400, "name"),
    ],
)
def test_a_world_that_cannot_be_made_is_said_why(
    sandbox: Sandbox, body: dict[str, object], status: int, said: str
) -> None:
    answer = sandbox.request("POST", "/_sim/worlds", json=body)
    assert answer.status == status
    assert said in answer.json()["error"]["message"]


def test_worlds_are_made_at_the_root_only_and_the_default_one_stays(sandbox: Sandbox) -> None:
    sandbox.fork("w1")
    assert sandbox.request("GET", "/w/w1/_sim/worlds").status == 404
    assert ask(sandbox, "DELETE", "/worlds/default")[0] == 409
    assert ask(sandbox, "DELETE", "/worlds/w9")[0] == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"simulator": "wherefor", "event": "x"}, 422, "did you mean 'wherefour'"),
        ({"simulator": "wherefour", "event": "recieve_stock"}, 422, "did you mean 'receive_stock'"),
        ({"simulator": "wherefour", "event": "receive_stock"}, 400, "sku"),
        ({"simulator": "wherefour"}, 400, "event"),
    ],
)
def test_happen_refuses_an_event_that_nobody_knows_with_the_nearest_one(
    sandbox: Sandbox, body: dict[str, object], status: int, said: str
) -> None:
    answer = sandbox.request("POST", "/_sim/events", json=body)  # trigger_event
    assert answer.status == status
    assert said in answer.json()["error"]["message"]


def test_a_refused_event_changes_nothing_and_is_in_the_journal(sandbox: Sandbox) -> None:
    body = {"simulator": "wherefour", "event": "receive_stock", "sku": "nobody", "count": 1,
            "location": "MAIN"}  # fmt: skip
    assert ask(sandbox, "POST", "/events", body)[0] == 404
    (row,) = sandbox.request("GET", "/_sim/journal").json()["entries"]
    assert (row["kind"], row["status"]) == ("event", 404)
    assert "refused" in row["note"]
    assert sandbox.request("GET", "/_sim/ledger").json()["entries"] == []


def test_get_database_is_an_sqlite_file(sandbox: Sandbox) -> None:
    answer = sandbox.request("GET", "/_sim/database")
    assert answer.body.startswith(b"SQLite format 3")
    assert answer.headers["content-type"] == "application/vnd.sqlite3"


def test_run_sql_answers_questions(sandbox: Sandbox) -> None:
    sql = "SELECT simulator, count(*) > 3 FROM v_stock GROUP BY simulator"
    rows = [list(row.values()) for row in sandbox.world().all(sql)]
    columns = ["simulator", "count(*) > 3"]
    assert ask(sandbox, "POST", "/sql", {"sql": sql}) == (200, {"columns": columns, "rows": rows})
    assert ["wherefour", 1] in rows
    assert {name for name, _ in rows} <= {simulator.name for simulator in SIMULATORS}
    with_parameters = {"sql": "SELECT ? || ?", "parameters": ["a", 1]}
    assert sandbox.request("POST", "/_sim/sql", json=with_parameters).json()["rows"] == [["a1"]]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM world", "ATTACH 'x' AS y", "PRAGMA user_version = 3", "SELEC", "",
        "SELECT 1; SELECT 2", "SELECT ?",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    ],
)  # fmt: skip
def test_run_sql_changes_nothing_and_ends(
    sandbox: Sandbox, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "DEADLINE_S", 0.5)
    before = sandbox.world().image()
    status, _ = ask(sandbox, "POST", "/sql", {"sql": sql})
    assert status == (200 if sql == "" else 422)
    assert sandbox.world().image() == before


def test_get_quirks_and_set_quirk_with_the_nearest_name_for_a_wrong_one(sandbox: Sandbox) -> None:
    assert ask(sandbox, "PUT", "/quirks/wherefour.hand_pick", {"value": "fifo"})[0] == 200
    quirks = sandbox.request("GET", "/_sim/quirks").json()["quirks"]
    assert quirks["wherefour.hand_pick"] == "fifo"
    wrong = sandbox.request("PUT", "/_sim/quirks/wherefour.handpick", json={"value": "fifo"})
    assert wrong.status == 404
    assert "did you mean 'wherefour.hand_pick'" in wrong.json()["error"]["message"]
    assert ask(sandbox, "PUT", "/quirks/wherefour.hand_pick", {"value": "never"})[0] == 422


def test_json_is_read_whatever_content_type_curl_gives_it(sandbox: Sandbox) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = sandbox.request("POST", "/_sim/clock/advance", data=b'{"by": "1h"}', headers=form)
    assert answer.status == 200
    broken = sandbox.request("POST", "/_sim/clock/advance", data=b'{"by', headers=form)
    assert broken.status == 400


def test_methods_of_a_sandbox_work_while_it_listens() -> None:
    sandbox = Sandbox(SIMULATORS)
    with sandbox.listening() as url:
        before = httpx.get(f"{url}/_sim/clock").json()["now"]
        sandbox.advance("1h")
        assert httpx.get(f"{url}/_sim/clock").json()["now"] > before
        sandbox.fork("w1")
        assert httpx.get(f"{url}/w/w1/_sim/health").status_code == 200
        with pytest.raises(RuntimeError, match=f"send requests to {url}"):
            sandbox.request("GET", "/_sim/health")
    assert sandbox.request("GET", "/_sim/health").status == 200
