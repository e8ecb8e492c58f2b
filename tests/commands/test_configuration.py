"""Options from the environment and from files: which one counts, and what is wrong in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from stocktake.cli import cli
from stocktake.commands.configuration import read_configuration
from stocktake.commands.settings import settings_of

from tests.support import Said, command


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a repository, which is the current directory; no variable of ours is set."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for setting in settings_of(cli):
        for name in setting.variables:
            monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the callback of `serve` or `check` is called with, instead of running it."""
    found: dict[str, Any] = {}

    def take(**given: Any) -> None:
        found.clear()
        found.update(given)

    for name in ("serve", "exec", "check", "fault", "journal"):
        monkeypatch.setattr(cli.commands[name], "callback", take)
    return found


def write(toml: str, name: str = "stocktake.toml") -> None:
    Path(name).write_text(toml)


def right(*arguments: str) -> None:
    said = command(*arguments)
    assert said.code == 0, said


@pytest.mark.parametrize(
    ("flag", "values"),
    [
        ("--tick", ("1", "2", "3", "4")),  # a whole number
        ("--clock", ("manual", "flowing", "manual", "flowing")),  # a choice
        ("--now", ("a", "b", "c", "d")),  # a text
        ("--seed-file", ("a", "b", "c", "d")),  # a file
        ("--vendor-host", ("x=a", "x=b", "x=c", "x=d")),  # a list
    ],
)
def test_a_flag_counts_before_the_environment_before_stocktake_toml_before_pyproject(
    flag: str, values: tuple[str, ...], told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, (typed, variable, own, project) = flag[2:], values
    name = {"vendor-host": "vendor_hosts"}.get(key, key.replace("-", "_"))

    def toml(value: str) -> str:
        if key == "tick":
            return f"{key} = {value}\n"
        return f'{key} = ["{value}"]\n' if key == "vendor-host" else f'{key} = "{value}"\n'

    def got() -> str:
        found = told[name]
        return (
            Path(found).name
            if key == "seed-file"
            else str(found[0] if key == "vendor-host" else found)
        )

    write(f"[tool.stocktake]\n{toml(project)}", "pyproject.toml")
    right("serve")
    assert got() == project
    write(toml(own))
    right("serve")
    assert got() == own
    monkeypatch.setenv(f"STOCKTAKE_SERVE_{key.upper().replace('-', '_')}", variable)
    right("serve")
    assert got() == variable
    right("serve", flag, typed)
    assert got() == typed


def test_so_it_is_for_a_switch_and_for_a_fraction(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("[tool.stocktake]\nlines = true\nround-timeout = 9.5\n", "pyproject.toml")
    right("check", "--engine", "x")
    assert (told["lines"], told["round_timeout"]) == (True, 9.5)
    write("lines = false\nround-timeout = 8\n")
    right("check", "--engine", "x")
    assert (told["lines"], told["round_timeout"]) == (False, 8.0)
    monkeypatch.setenv("STOCKTAKE_CHECK_LINES", "1")
    monkeypatch.setenv("STOCKTAKE_CHECK_ROUND_TIMEOUT", "7")
    right("check", "--engine", "x", "--round-timeout", "6")
    assert (told["lines"], told["round_timeout"]) == (True, 6.0)


def test_the_table_of_a_command_counts_before_flat_keys(told: dict[str, Any]) -> None:
    write("tick = 1\nseed = 1\n[serve]\ntick = 2\n[tool]\n".replace("[tool]\n", ""))
    right("serve")
    assert (told["tick"], told["seed"]) == (2, 1)


def test_a_key_of_stocktake_toml_counts_before_a_table_of_pyproject(told: dict[str, Any]) -> None:
    write("[tool.stocktake.serve]\ntick = 1\nscale = 3\n", "pyproject.toml")
    write("tick = 2\n")
    right("serve")
    assert (told["tick"], told["scale"]) == (2, 3)


def test_exec_reads_the_table_of_serve_but_for_where_it_listens(told: dict[str, Any]) -> None:
    write('port = 8700\n[serve]\nseed-set = "shelf"\ntick = 5\ntls = true\n[exec]\ntick = 6\n')
    right("exec", "--", "true")
    assert (told["seed_set"], told["tick"]) == ("shelf", 6)
    assert (told["port"], told["tls"]) == (0, False)
    write("[exec]\nport = 8701\n")
    right("exec", "--", "true")
    assert told["port"] == 8701


def test_a_required_option_may_stand_in_a_file(told: dict[str, Any]) -> None:
    write('[check]\nengine = "python engine.py"\nscenario = ["one-shelf", "calm-day"]\n')
    right("check")
    assert (told["engine"], told["scenarios"]) == ("python engine.py", ("one-shelf", "calm-day"))


def test_the_nearest_file_up_to_the_root_of_the_repository_is_read(
    told: dict[str, Any], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('tick = 2\nseed-file = "goods.yaml"\n')
    (place / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(place / "deep" / "er")
    right("serve")
    assert (told["tick"], told["seed_file"]) == (2, place / "goods.yaml")
    (place / "deep" / "stocktake.toml").write_text("tick = 3\n")
    right("serve")
    assert told["tick"] == 3
    (place / "deep" / ".git").mkdir()
    (place / "deep" / "stocktake.toml").unlink()
    right("serve")
    assert told["tick"] == 1


def test_outside_of_a_repository_only_the_current_directory_is_looked_at(
    told: dict[str, Any], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / ".git").rmdir()
    write("tick = 2\n")
    right("serve")
    assert told["tick"] == 2
    (place / "below").mkdir()
    monkeypatch.chdir(place / "below")
    right("serve")
    assert told["tick"] == 1


def test_a_pyproject_without_our_table_hides_none_above_it(
    told: dict[str, Any], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("[tool.stocktake]\ntick = 2\n", "pyproject.toml")
    (place / "below").mkdir()
    (place / "below" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    monkeypatch.chdir(place / "below")
    right("serve")
    assert told["tick"] == 2


def test_a_time_may_be_one_of_toml(told: dict[str, Any]) -> None:
    write("now = 2026-03-02T09:00:00Z\n")
    right("serve")
    assert told["now"] == "2026-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("tik = 1\n", "stocktake.toml: tik: no such key; did you mean 'tick'"),
        ("[serve]\nsed_set = 1\n", "stocktake.toml: serve.sed_set: no such key; did you mean"),
        ("[srve]\ntick = 1\n", "stocktake.toml: srve: no such command; did you mean 'serve'"),
        ("[worlds.creat]\nfrom = 'a'\n", "stocktake.toml: worlds.creat: no such command; did you"),
        ("[serve.check]\na = 1\n", "stocktake.toml: serve.check: no such command; there are none"),
        ("nth = 1\n[serve]\nnth = 1\n", "stocktake.toml: serve.nth: no such key"),
        ("tick = 'fast'\n", 'stocktake.toml: tick: "fast" is not a whole number'),
        ("tick = true\n", "stocktake.toml: tick: true is not a whole number"),
        ("tick = 1.5\n", "stocktake.toml: tick: 1.5 is not a whole number"),
        ("lines = 'yes'\n", 'stocktake.toml: lines: "yes" is not true or false'),
        ("simulator = 'a:B'\n", 'stocktake.toml: simulator: "a:B" is not a list: ["a:B"]'),
        ("simulator = [1]\n", "stocktake.toml: simulator: [1] is not a list of texts"),
        ("token = 12\n", "stocktake.toml: token: 12 is not a text in quotes"),
        ("round-timeout = 'x'\n", 'stocktake.toml: round-timeout: "x" is not a number'),
        ("[serve]\ntick = -1\n", "stocktake.toml: serve.tick: Invalid value for '--tick': -1"),
        ("seed-set = 'all'\n", "stocktake.toml: seed-set: Invalid value for '--seed-set': 'all'"),
        ("tick = \n", "stocktake.toml is no TOML:"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_one_line_with_its_place(
    toml: str, said: str, told: dict[str, Any]
) -> None:
    write(toml)
    assert command("serve").line.startswith(f"stocktake: {said}")


def test_in_pyproject_the_place_is_named_whole(told: dict[str, Any]) -> None:
    write("[tool.stocktake.serve]\ntik = 1\n", "pyproject.toml")
    assert "pyproject.toml: tool.stocktake.serve.tik: no such key" in command("serve").line
    write("[tool]\nstocktake = 1\n", "pyproject.toml")
    assert "pyproject.toml: tool.stocktake: is no table" in command("serve").line


def test_a_wrong_variable_is_named(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_SERVE_TICK", "soon")
    assert command("serve").line.startswith("stocktake: STOCKTAKE_SERVE_TICK: Invalid value")
    monkeypatch.setenv("STOCKTAKE_SERVE_TICK", "")
    right("serve")
    assert told["tick"] == 1


def test_variables_that_engines_are_given_are_no_options(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STOCKTAKE_NOW", "STOCKTAKE_CLOCK", "STOCKTAKE_ROUTES", "STOCKTAKE_VERSION"):
        monkeypatch.setenv(name, "manual")
    right("serve")
    assert (told["now"], told["clock"]) == (None, "flowing")
    right("check", "--engine", "x")
    assert told["routes"] == ()


def test_doctor_and_completion_work_where_a_file_is_wrong() -> None:
    write("tik = 1\n")
    assert "complete" in command("completion", "zsh").out
    said: Said = command("doctor", "--json")
    (row,) = (row for row in said.value if row["what"] == "configuration")
    assert (said.code, row["state"]) == (1, "wrong")
    assert "tik: no such key" in row["said"]


# What stands in a file is there for every call: where it does not fit one, it is no mistake.


def test_options_of_tls_wait_in_a_file_until_tls_is_wanted() -> None:
    write("tls-port = 8743\nport = 99\n")
    assert "--tls" not in command("serve", "--host", "0.0.0.0").line
    assert "--tls-port is for --tls" in command("serve", "--tls-port", "1").line


def test_options_for_a_new_world_stand_in_a_file_beside_its_file(place: Path) -> None:
    from stocktake.commands.serve import make_sandbox, serve

    write('db = "world.db"\nseed = 7\nseed-set = "shelf"\nnow = "2026-03-02T09:00:00Z"\ntick = 9\n')
    seeds = []
    for arguments in ([], [], ["--seed", "8"]):
        typed = bool(arguments)
        root = click.Context(cli, info_name="stocktake")
        root.default_map = read_configuration(settings_of(cli), place).values
        with serve.make_context("serve", arguments, parent=root) as ctx:
            names = (
                "seed",
                "scale",
                "seed_set",
                "seed_file",
                "clock",
                "tick",
                "idle_advance",
                "journal",
                "now",
            )
            settings = {name: ctx.params[name] for name in names}
            if typed:
                with pytest.raises(click.UsageError, match="leave out --seed"):
                    make_sandbox(None, ctx.params["db"], settings)  # type: ignore[arg-type]
                continue
            sandbox = make_sandbox(None, ctx.params["db"], settings)  # type: ignore[arg-type]
            with sandbox:
                seeds.append(sandbox.sql("SELECT seed FROM world")[0]["seed"])
                assert sandbox.clock()["tick_ms"] == 9
    assert seeds == [7, 7]


def test_schedules_wait_in_a_file_while_a_scenario_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[tuple[str, dict[str, Any]]] = []

    def runs(name: str) -> Callable[..., int]:
        def run(*_: Any, **given: Any) -> int:
            ran.append((name, given))
            return 0

        return run

    monkeypatch.setattr("stocktake.harness.run_check", runs("run_check"))
    generated = "stocktake.harness.search.generated.run_generated"
    monkeypatch.setattr(generated, runs("run_generated"))
    write("[check]\nexamples = 5\nseed = 3\n")
    right("check", "--engine", "x")
    assert (ran[-1][0], ran[-1][1]["seed"]) == ("run_generated", 3)
    right("check", "--engine", "x", "--scenario", "one-shelf")
    assert ran[-1][0] == "run_check"
    write('[check]\nseed = 3\nscenario = ["one-shelf"]\n')
    right("check", "--engine", "x")
    assert ran[-1][0] == "run_check"
    right("check", "--engine", "x", "--examples", "2")
    assert ran[-1][0] == "run_generated"
    assert "go with --examples" in command("check", "--engine", "x", "--seed", "1").line
