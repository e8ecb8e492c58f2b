"""Lines mode against real processes: every way in which an engine can answer, fail, and go."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import CannotStartError, DoesNotListen
from stocktake.harness.play.lines_mode import LinesMode

from tests.harness.talkers import driven, given

KEEPS = "pathlib.Path('{}').open('a').write(line)"


def heard(path: Path) -> list[dict[str, Any]]:
    """Return the messages that an engine has kept."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_messages_are_those_of_the_protocol(tmp_path: Path) -> None:
    with driven(KEEPS.format(tmp_path / "told")) as engine:
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED
        assert engine.round(given(tmp_path, now="2026-03-02T10:00:00Z")).exit == 0
        assert engine.stop().outcome is Outcome.COMPLETED
    assert heard(tmp_path / "told") == [
        {
            "type": "init", "id": 1,
            "env": {
                "RETAILCRM_API_KEY": "key", "STOCKTAKE_ZONE": "Europe/Berlin",
                "STOCKTAKE_ROUTES": json.dumps(list(given(tmp_path).routes)),
            },
            "state_dir": str(tmp_path), "map": {"shop": "wherefour"},
            "now": "2026-03-02T09:00:00Z", "client_id": "client-1", "clock": "manual",
        },
        {"type": "sync", "id": 2, "now": "2026-03-02T09:00:00Z"},
        {"type": "sync", "id": 3, "now": "2026-03-02T10:00:00Z"},
        {"type": "stop", "id": 4},
    ]  # fmt: skip


def test_one_process_plays_one_play_after_another(tmp_path: Path) -> None:
    plays = [tmp_path / "first", tmp_path / "second"]
    with driven(KEEPS.format(tmp_path / "told")) as engine:
        for state in plays:
            for _ in range(2):
                assert engine.round(given(state)).outcome is Outcome.COMPLETED
    told = heard(tmp_path / "told")
    assert [message["type"] for message in told] == ["init", "sync", "sync"] * 2
    assert [message["state_dir"] for message in told[::3]] == list(map(str, plays))
    assert [message["id"] for message in told] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("print('hello', flush=True)", "wrote 'hello': no JSON object"),
        ("print('', flush=True)", "wrote '': no JSON object"),
        ("print('[' * 100000, flush=True)", "no JSON object"),
        ("say(type='sync_ok', in_reply_to=77)", "no answer to sync, which was number 2"),
        ("say(type='sync_ok')", "no answer to sync, which was number 2"),
        ("say(type='init_ok', in_reply_to=number)", "no sync_ok and no error"),
        ("say(type='error', in_reply_to=number)", "an error without a text"),
        ("say(type='error', in_reply_to=number, text='x', definite=1)", "neither true nor false"),
        ("sys.stdout.write('x' * 2_000_000)", "a line of over 1000000 bytes"),
        ("os.close(1); time.sleep(60)", "it closed its standard output"),
    ],
)
def test_an_invalid_answer_is_a_failed_round_and_a_new_start(
    tmp_path: Path, said: str, why: str
) -> None:
    once = f"if kind == 'sync' and not os.path.exists('{tmp_path}/b'):\n"
    once += f"    os.mkdir('{tmp_path}/b'); {said}"
    with driven(once) as engine:
        failed = engine.round(given(tmp_path))
        assert (failed.outcome, why in failed.why) == (Outcome.GARBLED, True), failed.why
        assert "\n" not in failed.why
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED


def test_a_second_answer_to_one_question_is_noticed_at_the_next(tmp_path: Path) -> None:
    with driven("if kind == 'sync': say(type='sync_ok', in_reply_to=number)") as engine:
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED
        failed = engine.round(given(tmp_path))
        assert (failed.outcome, "number 3" in failed.why) == (Outcome.GARBLED, True)


@pytest.mark.parametrize(
    ("more", "definite"), [("", False), (", definite=False", False), (", definite=True", True)]
)
def test_an_error_is_a_failed_round_in_the_engines_words(
    tmp_path: Path, more: str, definite: bool
) -> None:
    error = f"if kind == 'sync': say(type='error', in_reply_to=number, text='no\\nluck'{more}); "
    with driven(error + "continue") as engine:
        for _ in range(2):
            ran = engine.round(given(tmp_path))
            assert (ran.outcome, ran.why, ran.definite) == (Outcome.FAILED, "no luck", definite)


def test_an_error_to_init_is_a_failed_round_and_the_next_one_asks_again(tmp_path: Path) -> None:
    told = tmp_path / "told"
    refuses = KEEPS.format(told) + "\nif number == 1:"
    refuses += " say(type='error', in_reply_to=1, text='not yet'); continue"
    with driven(refuses) as engine:
        assert engine.round(given(tmp_path)).why == "not yet"
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED
    assert [message["type"] for message in heard(told)] == ["init", "init", "sync"]


def test_a_hang_is_killed_with_what_it_started_and_the_next_round_starts_again(
    tmp_path: Path,
) -> None:
    alive, told = tmp_path / "alive", tmp_path / "told"
    child = f"import time, pathlib; time.sleep(2); pathlib.Path({str(alive)!r}).touch()"
    hangs = KEEPS.format(told) + f"\nif kind == 'sync' and not os.path.exists('{tmp_path}/hung'):\n"
    hangs += f"    os.mkdir('{tmp_path}/hung')\n"
    hangs += f"    subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    with driven(hangs, timeout=1) as engine:
        ran = engine.round(given(tmp_path))
        assert (ran.outcome, ran.why) == (Outcome.KILLED, "no answer to sync within 1 s")
        assert ran.seconds < 10
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED
        time.sleep(2)
    assert not alive.exists()
    messages = heard(told)
    assert [message["type"] for message in messages] == ["init", "sync"] * 2
    assert [message["id"] for message in messages] == [1, 2, 1, 2]
    assert {message["state_dir"] for message in messages[::2]} == {str(tmp_path)}


def test_an_exit_between_two_rounds_fails_the_second_and_the_third_starts_again(
    tmp_path: Path,
) -> None:
    leaves = "if kind == 'sync': say(type='sync_ok', in_reply_to=number); sys.exit(7)"
    with driven(leaves) as engine:
        rounds = [engine.round(given(tmp_path)) for _ in range(3)]
    left = rounds[1]
    assert [each.outcome for each in rounds] == [
        Outcome.COMPLETED, Outcome.LEFT, Outcome.COMPLETED,
    ]  # fmt: skip
    assert left.why == "it exited with 7 without being asked, and never answered sync"
    assert left.exit == 7


@pytest.mark.parametrize(
    ("dies", "said"),
    [
        ("no_such_name", "NameError: name 'no_such_name' is not defined"),
        ("sys.exit('no configuration')", "no configuration"),
    ],
)
def test_of_an_engine_that_dies_at_start_its_own_words_are_told(
    tmp_path: Path, dies: str, said: str
) -> None:
    with driven(dies) as engine:
        left = engine.round(given(tmp_path))
    assert left.why == f"it exited with 1 without being asked, and never answered init: {said}"


def test_an_exit_in_the_middle_of_a_round_is_a_failed_round(tmp_path: Path) -> None:
    with driven("if kind == 'sync': sys.exit('no more')") as engine:
        ran = engine.round(given(tmp_path))
    assert (ran.outcome, ran.exit, ran.output) == (Outcome.LEFT, 1, "no more\n")


def test_a_child_that_keeps_the_output_open_does_not_hide_that_the_engine_has_ended(
    tmp_path: Path,
) -> None:
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)'])"
    with driven(f"if kind == 'sync': {child}; os._exit(0)") as engine:
        ran = engine.round(given(tmp_path))
    assert (ran.outcome, ran.seconds < 10) == (Outcome.LEFT, True)


@pytest.mark.parametrize("before_or_after", ["", "say(type='sync_ok', in_reply_to=number); "])
def test_a_signal_is_distinguished_from_an_exit_even_between_rounds(
    tmp_path: Path, before_or_after: str
) -> None:
    dies = f"if kind == 'sync': {before_or_after}os.kill(os.getpid(), signal.SIGSEGV)"
    with driven(dies) as engine:
        rounds = [engine.round(given(tmp_path)) for _ in range(2 if before_or_after else 1)]
    assert (rounds[-1].outcome, rounds[-1].exit) == (Outcome.DIED, -11)


def test_standard_error_is_kept_by_round_with_what_came_between(tmp_path: Path) -> None:
    talks = "if kind == 'sync': print('round', number, file=sys.stderr)\n"
    talks += "if number == 2: say(type='sync_ok', in_reply_to=2); time.sleep(0.3);"
    talks += " print('between', file=sys.stderr, flush=True); continue"
    with driven(talks) as engine:
        assert engine.round(given(tmp_path)).output == "round 2\n"
        assert engine.round(given(tmp_path)).output == "between\nround 3\n"


def test_the_end_of_a_long_standard_error_is_kept(tmp_path: Path) -> None:
    with driven("if kind == 'sync': print('x' * 90_000 + 'end', file=sys.stderr)") as engine:
        for _ in range(2):
            output = engine.round(given(tmp_path)).output
            assert (len(output), output[-5:]) == (4000, "xend\n")


@pytest.mark.parametrize(
    ("instead", "outcome", "why"),
    [
        ("sys.exit(3)", Outcome.LEFT, "it exited with 3 without being asked"),
        ("say(type='stop_ok', in_reply_to=number); sys.exit(4)", Outcome.LEFT, "with 4 after"),
        ("say(type='stop_ok', in_reply_to=number); time.sleep(60)", Outcome.KILLED, "still there"),
        ("time.sleep(60)", Outcome.KILLED, "no answer to stop within 1 s"),
        ("say(type='error', in_reply_to=number, text='never')", Outcome.FAILED, "never"),
        ("print('bye', flush=True)", Outcome.GARBLED, "'bye'"),
        ("os.kill(os.getpid(), 11)", Outcome.DIED, ""),
    ],
)
def test_how_an_engine_stops_is_reported(
    tmp_path: Path, instead: str, outcome: Any, why: str
) -> None:
    with driven(f"if kind == 'stop': {instead}", timeout=1) as engine:
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED
        ran = engine.stop()
    assert (ran.outcome, why in ran.why) == (outcome, True), ran.why


def test_no_process_of_an_engine_survives_its_driver(tmp_path: Path) -> None:
    with driven(f"open('{tmp_path}/pid', 'w').write(str(os.getpid()))") as engine:
        engine.round(given(tmp_path))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_where_an_engine_listens_is_what_its_last_init_ok_said(tmp_path: Path) -> None:
    listens = "if kind == 'init': say(type='init_ok', in_reply_to=number,"
    listens += " listen=f'http://127.0.0.1:{number}/'); continue"
    with driven(listens) as engine:
        assert engine.listens_at(given(tmp_path)) == "http://127.0.0.1:1/"
        assert engine.listens_at(given(tmp_path)) == "http://127.0.0.1:1/"
        assert engine.listens_at(given(tmp_path / "another")) == "http://127.0.0.1:2/"
        assert engine.round(given(tmp_path / "another")).outcome is Outcome.COMPLETED


def test_an_address_that_is_none_breaks_the_protocol(tmp_path: Path) -> None:
    with driven("say(type='init_ok', in_reply_to=number, listen='4567'); continue") as engine:
        assert engine.listens_at(given(tmp_path)) == ""
        ran = engine.round(given(tmp_path))
    assert (ran.outcome, "no http address" in ran.why) == (Outcome.GARBLED, True)


def test_an_engine_without_an_address_does_not_listen(tmp_path: Path) -> None:
    with driven() as engine, pytest.raises(DoesNotListen, match="init_ok gives no `listen`"):
        engine.listens_at(given(tmp_path))


def test_a_command_that_is_not_there_cannot_be_started(tmp_path: Path) -> None:
    with (
        LinesMode(["no-such-engine"], timeout=1) as engine,
        pytest.raises(CannotStartError, match="no-such-engine"),
    ):
        engine.round(given(tmp_path))
