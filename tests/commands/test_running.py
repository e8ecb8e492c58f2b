"""Commands over a running server: what they print, for people and for programs, and mistakes."""

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from stocktake.client.control import Control

from tests.commands.calls import BEGIN, wherefour
from tests.support import STOCKTAKE, command

# Events


def test_event_triggers_a_business_event_and_prints_its_result(control: Control) -> None:
    words = ("receive_stock", "sku=JAR-MASON-12", "count=5", "location=MAIN")
    said = command("event", "wherefour", *words)
    assert (said.code, said.value["lot_code"]) == (0, "L000001")
    whole = command("event", "wherefour", *words, "--json").value
    assert set(whole) == {"turn", "result", "callbacks"}
    assert [row["kind"] for row in control.journal(kind=None)] == ["event", "event"]


def test_event_alone_lists_the_events_with_their_arguments(control: Control) -> None:
    lines = command("event").out.splitlines()
    assert lines[0].split() == ["simulator", "event", "arguments", "summary"]
    (line,) = (line for line in lines if line.split()[:2] == ["wherefour", "receive_stock"])
    assert "sku= count= location= [lot_code=] [expires=]" in line
    rows = command("event", "wherefour", "--json").value
    assert {row["simulator"] for row in rows} == {"wherefour"}
    (row,) = command("event", "wherefour", "receive_stock", "--list", "--json").value
    assert row["arguments"]["sku"] == {"required": True, "type": "string", "minLength": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wherefor"], "no simulator 'wherefor'; did you mean 'wherefour'?"),
        (["wherefour", "receive_stok", "--list"], "did you mean 'receive_stock'?"),
        (["wherefour", "receive_stok", "sku=a"], "did you mean 'receive_stock'?"),
        (["wherefour", "receive_stock", "sku"], "'sku': write an argument as NAME=VALUE"),
        (["wherefour", "receive_stock", "sku=NONE", "count=1", "location=MAIN"], "NONE"),
        (["wherefour", "receive_stock", "count=1"], "sku"),
    ],
)
def test_a_wrong_event_is_one_line(control: Control, words: list[str], said: str) -> None:
    assert said in command("event", *words).line


# Faults


def test_fault_plans_lists_and_forgets(control: Control) -> None:
    assert command("fault", "--list").err == "no fault is planned\n"
    planned = command("fault", "wherefour", "*", "status", "status=503", "--nth", "2")
    assert planned.out == "fault 1 is planned\n"
    second = command("fault", "wholecell", "*", "lost_reply", "--json").value
    assert second == {"id": 2}
    heads, first, _ = command("fault", "--list").out.splitlines()
    assert heads.split() == [
        "id", "simulator", "operation", "kind", "nth", "times", "seen", "fired", "left", "arguments"
    ]  # fmt: skip
    assert first.split()[:6] == ["1", "wherefour", "*", "status", "2", "1"]
    assert [row["kind"] for row in command("fault", "--list", "--json").value] == [
        "status",
        "lost_reply",
    ]
    assert command("fault", "--clear", "1").out == "forgotten: 1\n"
    assert command("fault", "--clear", "--json").value == {"cleared": 1}
    assert control.faults() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give SIMULATOR OPERATION KIND"),
        (["wherefour", "*"], "give SIMULATOR OPERATION KIND"),
        (["wherefour", "*", "lost_repl"], "did you mean 'lost_reply'?"),
        (["--clear", "first"], "--clear takes the ID"),
        (["--clear", "77"], "77"),
        (["--list", "wherefour"], "--list goes alone"),
    ],
)
def test_a_wrong_fault_is_one_line(control: Control, words: list[str], said: str) -> None:
    assert said in command("fault", *words).line


# The journal


def test_the_journal_has_a_line_for_each_row_and_says_what_was_wrong(control: Control) -> None:
    control.fault("wherefour", "get_inventory_items", "lost_reply")
    assert wherefour(control, "/inventory") == 0
    wherefour(control, "/inventry")
    heads, planted, lost, missed = command("journal").out.splitlines()
    assert heads.split() == [
        "number",
        "world",
        "time",
        "simulator",
        "operation",
        "status",
        "what",
        "was",
        "wrong",
    ]
    assert planted.split()[:5] == ["1", BEGIN, "wherefour", "(fault)", "get_inventory_items"]
    assert lost.split()[1:5] == [
        "2026-03-02T09:00:00.001Z",
        "wherefour",
        "get_inventory_items",
        "200",
    ]
    assert lost.endswith("lost_reply; no answer arrived")
    assert missed.split()[3:6] == ["GET", "/api/v1/inventry", "404"]
    assert missed.endswith('{"meant": "GET /api/v1/inventory (get_inventory_items)"}')


def test_the_journal_is_filtered_and_cut(control: Control) -> None:
    for path in ("/inventory", "/vendors", "/inventory", "/nothing"):
        wherefour(control, path)
    control.event("wherefour", "receive_stock", sku="JAR-MASON-12", count=5, location="MAIN")

    def numbers(*options: str) -> list[int]:
        said = command("journal", "--json", *options)
        return [json.loads(line)["seq"] for line in said.out.splitlines()]

    assert numbers() == [1, 2, 3, 4, 5]
    assert numbers("--operation", "get_inventory_items") == [1, 3]
    assert numbers("--status", "404") == [4]
    assert numbers("--kind", "event") == [5]
    assert numbers("--simulator", "wholecell") == []
    assert numbers("--after", "2", "--limit", "2") == [3, 4]
    assert numbers("--last", "2") == [4, 5]
    assert numbers("--before", "3") == [1, 2]
    assert numbers("--text", "vendors") == [2]
    assert numbers("--noted") == [5]
    assert numbers("--write") == []
    assert numbers("--read", "--kind", "exchange") == [1, 2, 3, 4]
    assert numbers("--client", "python-httpx") == [1, 2, 3, 4]
    assert numbers("--fault", "any") == []
    assert command("journal", "--simulator", "wholecell").err == "the journal has no such row\n"


def test_json_of_the_journal_is_what_the_control_plane_answers(control: Control) -> None:
    wherefour(control, "/inventory")
    (line,) = command("journal", "--json").out.splitlines()
    assert json.loads(line) == control.journal()[0]


def test_the_journal_is_written_as_an_http_archive(control: Control, tmp_path: Path) -> None:
    wherefour(control, "/inventory", password="a-real-password-9")
    file = tmp_path / "traffic.har"
    assert command("journal", "--har", str(file)).out == f"wrote {file}\n"
    (entry,) = json.loads(file.read_text())["log"]["entries"]
    assert entry["request"]["url"].endswith("/wherefour/api/v1/inventory")
    assert "a-real-password-9" not in file.read_text()
    wrong = command("journal", "--har", str(file), "--follow")
    assert (
        wrong.line == "stocktake: rows that are still to come are in no --har and not --before one"
    )


def test_one_row_of_the_journal_is_shown_in_full(control: Control) -> None:
    wherefour(control, "/inventory?name=jar")
    said = command("journal", "1").out
    assert "\nGET http://127.0.0.1:" in said
    assert "/api/v1/inventory?name=jar\n" in said
    assert "\nauthorization: Basic " in said
    assert "\n200\nContent-Length: " in said
    assert '"name": "' in said
    assert command("journal", "1", "--json").value == control.journal()[0]
    assert command("journal", "9").line == "stocktake: the journal has no row 9; its last is 1"


def test_a_key_that_is_not_the_fakes_own_is_hidden(control: Control) -> None:
    wherefour(control, "/inventory", password="a-real-password-9")
    shown = command("journal", "1").out + command("journal", "--json").out
    assert "authorization: Basic ***" in shown
    assert '"authorization": "Basic ***' in shown


def test_a_line_feed_in_a_path_breaks_no_line(control: Control) -> None:
    wherefour(control, "/x%0Ay%1b[31m")
    assert r"GET /api/v1/x\ny\x1b[31m" in command("journal").out
    assert len(command("journal").out.splitlines()) == 2


def test_follow_goes_on_with_each_row_that_comes(control: Control) -> None:
    wherefour(control, "/vendors")
    following = subprocess.Popen(
        [STOCKTAKE, "journal", "--follow", "--json"], stdout=subprocess.PIPE, text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    with following as follower:
        assert follower.stdout is not None
        try:
            assert json.loads(follower.stdout.readline())["operation"] == "list_vendors"
            wherefour(control, "/inventory")
            assert json.loads(follower.stdout.readline())["operation"] == "get_inventory_items"
            follower.send_signal(signal.SIGINT)
            assert follower.communicate(timeout=20) == ("", "\n")  # after the ^C
            assert follower.returncode == 130
        finally:
            follower.kill()


# SQL


def test_sql_prints_a_table_objects_or_csv(control: Control) -> None:
    query = "SELECT sku, count(*) AS n, NULL AS empty FROM v_stock WHERE simulator = ? GROUP BY 1"
    heads, first, *_ = command("sql", query, "wherefour").out.splitlines()
    assert heads.split() == ["sku", "n", "empty"]
    rows = command("sql", query, "wherefour", "--json").value
    assert rows == control.sql(query, ["wherefour"])
    assert first.split() == [rows[0]["sku"], str(rows[0]["n"])]
    text = command("sql", query, "wherefour", "--csv").out
    assert next(csv.DictReader(io.StringIO(text))) == {
        "sku": rows[0]["sku"],
        "n": str(rows[0]["n"]),
        "empty": "",
    }
    assert command("sql", "SELECT 1 WHERE 0").err == "no row\n"
    assert command("sql", "SELECT 1 AS a, 2 AS a").out.split() == ["a", "a", "1", "2"]


def test_sql_reads_a_query_from_stdin(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 7 AS n"))
    assert command("sql", "-", "--json").value == [{"n": 7}]


@pytest.mark.parametrize(("query", "said"), [("SELEC 1", "syntax"), ("DELETE FROM world", "read")])
def test_a_question_that_cannot_be_is_one_line(control: Control, query: str, said: str) -> None:
    assert command("sql", query).line


# Time


def test_clock_shows_moves_and_sets_the_time(control: Control) -> None:
    assert command("clock").out == f"{BEGIN}  manual, 1 ms an exchange\n"
    assert (
        command("clock", "show", "--json").value
        == command("clock", "--json").value
        == control.clock()
    )
    assert command("clock", "advance", "2h").out == "2026-03-02T11:00:00.000Z\n"
    assert command("clock", "advance", "1d", "--json").value["now"] == "2026-03-03T11:00:00.000Z"
    said = command("clock", "set", "mode=flowing", "factor=60", "now=2026-04-01T00:00:00Z").out
    assert said.startswith("2026-04-01T00:00:0")
    assert said.endswith("flowing, 60 times as fast as real time\n")
    assert "no span of time" in command("clock", "advance", "soon").line
    assert "tick" in command("clock", "set", "tick=5").line
    assert "no command 'st'" in command("clock", "st").line


def test_reset_puts_a_world_back_to_its_beginning(control: Control) -> None:
    control.advance("2h")
    assert command("reset").out.startswith(BEGIN)
    assert command("reset", "--json").value == control.clock()


# Worlds, snapshots, quirks, callbacks


def test_worlds_are_listed_made_and_let_go(control: Control, server: str) -> None:
    assert command("worlds", "create", "w1", "--from", "default").out == f"{server}/w/w1\n"
    made = command("worlds", "create", "w2", "seed=3", "now=2026-01-01T00:00:00Z", "--json").value
    assert made == {"name": "w2", "path": "/w/w2"}
    assert [line.split()[:2] for line in command("worlds").out.splitlines()] == [
        ["name", "path"], ["default", "/"], ["w1", "/w/w1"], ["w2", "/w/w2"],
    ]  # fmt: skip
    assert command("worlds", "list", "--json").value == control.worlds()
    assert command("clock", "--world", "w2").out.startswith("2026-01-01T00:00:00.000Z")
    assert command("clock", "--url", f"{server}/w/w2").out.startswith("2026-01-01T00:00:00.000Z")
    assert command("worlds", "delete", "w2").code == 0
    assert "there is no world 'w2'" in command("clock", "--world", "w2").line
    assert "w1" in command("worlds", "create", "w1").line
    assert "sed" in command("worlds", "create", "w3", "sed=3").line


def test_a_world_is_put_back_to_a_snapshot_of_it(control: Control) -> None:
    assert command("snapshot").err == "no snapshot was taken\n"
    assert command("snapshot", "take", "before").out == f"before: turn 0, {BEGIN}\n"
    control.advance("1h")
    assert command("snapshot", "list").out.splitlines()[1].split()[0] == "before"
    assert command("snapshot", "--json").value == control.get_snapshots()["snapshots"]
    assert command("snapshot", "restore", "before").out == f"before is back: {BEGIN}\n"
    assert command("snapshot", "delete", "before").code == 0
    assert "before" in command("snapshot", "restore", "before").line


def test_a_quirk_is_listed_with_its_evidence_shown_and_set(control: Control) -> None:
    lines = command("quirk").out.splitlines()
    (line,) = (line for line in lines if line.startswith("wherefour.page_size "))
    assert line.split()[1] == "25"
    assert line.endswith("(1.4).")
    assert command("quirk", "wherefour.page_size", "3").out == "wherefour.page_size is 3\n"
    shown = command("quirk", "wherefour.page_size").out
    assert shown.startswith("wherefour.page_size: 3\n")
    assert "by default 25" in shown
    assert command("quirk", "wherefour.page_size", "--json").value["value"] == 3
    assert len(command("quirk", "--json").value) == len(lines) - 1
    assert "did you mean 'wherefour.page_size'?" in command("quirk", "wherefour.page_siz").line
    assert "fifo" in command("quirk", "wherefour.hand_pick", "no").line


def test_callbacks_are_listed_with_their_state(control: Control) -> None:
    assert command("callbacks").err == "no callback was asked for\n"
    assert command("callbacks", "deliver").err == "nothing was due\n"
    assert command("callbacks", "list", "--json").value == []
    assert command("callbacks", "deliver", "--json").value == []
    env = control.env
    hook = {
        "event": "order_created",
        "request_url": "http://127.0.0.1:9/hook",
        "callback_type": "rest",
    }
    asked = httpx.post(
        f"{env['WHIPLASH_BASE_URL']}/web_hooks", json=hook, trust_env=False,
        headers={"X-API-KEY": env["WHIPLASH_API_KEY"]},
    )  # fmt: skip
    if asked.status_code < 300:
        control.event("whiplash", "place_order")


# Anything


def test_the_variables_of_clients_come_in_the_form_that_is_asked_for(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTAKE_ENV_JSON", "1")
    assert command("env").value == control.env
    assert command("env", "--shell").out.startswith("export ")
    assert "four forms" in command("env", "--shell", "--dotenv").line


def test_lists_of_what_there_is_are_json_too() -> None:
    for words in (["scenarios"], ["checks"], ["duties"]):
        rows = [json.loads(line) for line in command(*words, "--json").out.splitlines()]
        lines = command(*words).out.splitlines()
        assert len(lines) - 1 - (words == ["scenarios"]) == len(rows)
        assert max(map(len, lines)) > 80  # nothing is broken where it is read by a program


def test_seed_check_says_as_json_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "goods.yaml"
    file.write_text("items:\n  - sku: A\n    name: A\n    price: x\n")
    said = command("seed", "check", str(file), "--json")
    assert (said.code, said.value["right"]) == (2, False)
    assert "price" in said.value["wrong"][0]
    file.write_text("items:\n  - sku: A\n    name: A\n    price: 1\n")
    assert command("seed", "check", str(file), "--json").value == {
        "right": True,
        "counts": {"items": 1},
        "wrong": [],
    }


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_a_shell(shell: str) -> None:
    assert "_STOCKTAKE_COMPLETE" in command("completion", shell).out


def test_a_shell_completes_commands_and_options(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.shell_completion import ShellComplete
    from stocktake.cli import cli

    complete = ShellComplete(cli, {}, "stocktake", "_STOCKTAKE_COMPLETE")
    assert [item.value for item in complete.get_completions([], "wor")] == ["worlds"]
    assert [item.value for item in complete.get_completions(["serve"], "--seed-f")] == [
        "--seed-file"
    ]
