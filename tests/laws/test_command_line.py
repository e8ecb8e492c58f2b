"""The command line is even: each option everywhere, `--json` for data, an example in each help."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.core import ParameterSource
from stocktake.cli import cli
from stocktake.commands.configuration import read_configuration
from stocktake.commands.examples import EXAMPLES, commands_of
from stocktake.commands.journal import KINDS
from stocktake.commands.settings import OWN, SHARES, Setting, settings_of

SETTINGS = list(settings_of(cli))
COMMANDS = dict(commands_of(cli))
# What engines and children of ours are given: none of it may be read as an option.
GIVEN = {
    "STOCKTAKE_NOW", "STOCKTAKE_STATE_DIR", "STOCKTAKE_MAP", "STOCKTAKE_ROUTES", "STOCKTAKE_ZONE",
    "STOCKTAKE_CLOCK", "STOCKTAKE_RUN", "STOCKTAKE_CA", "STOCKTAKE_INTERCEPT",
}  # fmt: skip
# They print no data: a server, a child's output, a document as it is, a report, a script, one line.
WITHOUT_DATA = {
    "serve", "exec", "ui", "seed template", "seed schema", "vendor", "demo", "completion",
    "save", "load", "worlds delete", "snapshot delete",
}  # fmt: skip

by_option = pytest.mark.parametrize(
    "setting",
    [pytest.param(each, id=f"{'-'.join(each.path)}--{each.keys[0]}") for each in SETTINGS],
)


def sample(option: click.Option, folder: Path) -> tuple[str, str, Any]:
    """Return a value as TOML, as the text of a variable, and as the command gets it."""
    kind = option.type
    if option.is_flag:
        return "true", "yes", True
    if isinstance(kind, click.Choice):
        text = str(kind.choices[-1])
    elif isinstance(kind, click.types.IntParamType):
        return "7", "7", 7
    elif isinstance(kind, click.types.FloatParamType):
        return "2.5", "2.5", 2.5
    elif isinstance(kind, click.Path):
        return '"sub/file"', "sub/file", folder / "sub" / "file"
    else:
        text = "some-text"
    if option.multiple:
        return f'["{text}", "b"]', f"{text} b", (text, "b")
    return f'"{text}"', text, text


def parsed(setting: Setting, default_map: dict[str, Any] | None) -> click.Context:
    """Let click read the command of a setting with the arguments that it must have."""
    ctx = click.Context(cli, info_name="stocktake", default_map=default_map)
    command: click.Command = cli
    for name in setting.path[:-1]:
        assert isinstance(command, click.Group)
        command = command.commands[name]
        ctx = click.Context(command, info_name=name, parent=ctx)
    assert isinstance(command, click.Group)
    leaf = command.commands[setting.path[-1]]
    arguments = ["1" for each in leaf.params if isinstance(each, click.Argument) and each.required]
    for each in leaf.params:
        if isinstance(each, click.Option) and each.required and each is not setting.option:
            arguments[:0] = [each.opts[0], "needed"]
    if setting.path == ("completion",):
        arguments = ["bash"]
    return leaf.make_context(setting.path[-1], arguments, parent=ctx)


def found(setting: Setting, ctx: click.Context) -> tuple[Any, ParameterSource | None]:
    name = str(setting.option.name)
    return ctx.params[name], ctx.get_parameter_source(name)


@by_option
def test_each_option_of_each_command_can_be_given_by_the_environment(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, text, value = sample(setting.option, Path())
    for variable in setting.variables:
        monkeypatch.setenv(variable, text)
        assert found(setting, parsed(setting, None)) == (value, ParameterSource.ENVIRONMENT)
        monkeypatch.delenv(variable)


def places(setting: Setting) -> Iterator[str]:
    """Yield what stands above a key in each table that may have it."""
    for length in range(len(setting.path), 0, -1):
        yield f"[{'.'.join(setting.path[:length])}]\n"
        if setting.is_own:
            return
    shared = SHARES.get(setting.path[0], "")
    if any(each.path == (shared,) and each.keys == setting.keys for each in SETTINGS):
        yield f"[{SHARES[setting.path[0]]}]\n"
    yield ""


@by_option
def test_each_option_of_each_command_can_be_given_by_toml(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in setting.variables:
        monkeypatch.delenv(variable, raising=False)
    toml, _, value = sample(setting.option, tmp_path)
    for table in places(setting):
        for key in {setting.keys[0], setting.keys[-1].replace("-", "_")}:
            (tmp_path / "stocktake.toml").write_text(f"{table}{key} = {toml}\n")
            values = read_configuration(SETTINGS, tmp_path).values
            got = found(setting, parsed(setting, values))
            assert got == (value, ParameterSource.DEFAULT_MAP), table


def test_no_variable_means_two_things_or_is_one_that_engines_are_given() -> None:
    for setting in SETTINGS:
        assert GIVEN.isdisjoint(setting.variables)
    own = [each for each in SETTINGS if not isinstance(each.option.envvar, str)]
    exact = [each.variables[0] for each in own]
    assert len(exact) == len(set(exact))
    shared = {each.option.envvar for each in SETTINGS if each not in own}
    assert shared == {"STOCKTAKE_URL", "STOCKTAKE_TOKEN"}
    assert shared.isdisjoint(name for each in own for name in each.variables)


def test_a_key_that_several_commands_know_is_of_one_type() -> None:
    kinds: dict[str, set[tuple[type, bool, bool]]] = {}
    for each in SETTINGS:
        option = each.option
        for key in () if each.is_own else each.keys:
            kind = (type(option.type), option.is_flag, option.multiple)
            kinds.setdefault(key, set()).add(kind)
    mixed = {key for key, found in kinds.items() if len(found) > 1}
    assert not mixed


def test_each_own_key_is_a_flag_of_its_command() -> None:
    for path, keys in OWN.items():
        assert keys <= {key for each in SETTINGS if each.path == path for key in each.keys}


@pytest.mark.parametrize("words", COMMANDS)
def test_each_command_that_prints_data_prints_json(words: str) -> None:
    command = COMMANDS[words]
    flags = {flag for option in command.params for flag in option.opts}
    has_data = words not in WITHOUT_DATA and not isinstance(command, click.Group)
    assert ("--json" in flags) == has_data


@pytest.mark.parametrize("words", COMMANDS)
def test_each_command_has_an_example_in_its_help_that_click_can_read(words: str) -> None:
    command, example = COMMANDS[words], EXAMPLES[words]
    ctx = click.Context(command, info_name=words)
    assert f"Example: {example}" in command.get_help(ctx)
    first, *arguments = shlex.split(example.partition(" > ")[0])
    assert first == "stocktake"
    assert arguments[: len(words.split())] == words.split()
    ctx = cli.make_context("stocktake", arguments)
    below: click.Command = cli
    while isinstance(below, click.Group):
        name, found, rest = below.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        assert found is not None
        below, ctx = found, found.make_context(name, rest, parent=ctx)


def test_the_journal_is_filtered_by_every_kind_of_row_that_there_is() -> None:
    document = yaml.safe_load((Path(__file__).parents[2] / "openapi" / "control.yaml").read_text())
    kinds = document["components"]["schemas"]["Entry"]["properties"]["kind"]["enum"]
    assert list(KINDS) == kinds
