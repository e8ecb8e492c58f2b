"""The command line explains itself: every command and every option says what it is for."""

import click
import pytest
from stocktake.cli import cli
from stocktake.commands.index import PLACES

OPTIONS = [
    pytest.param(option, id=f"{name}-{option.name}")
    for name, command in cli.commands.items()
    for option in command.params
    if isinstance(option, click.Option)
]


@pytest.mark.parametrize("name", cli.commands)
def test_a_command_says_what_it_does(name: str) -> None:
    assert cli.commands[name].get_short_help_str()


@pytest.mark.parametrize("name", cli.commands)
def test_the_help_lists_a_command_by_its_own_first_sentence(name: str) -> None:
    command = cli.commands[name]
    assert command.name == name
    assert PLACES[name].sentence == command.get_short_help_str(limit=200)


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_says_what_it_is_for(option: click.Option) -> None:
    assert option.help
    assert option.help.endswith((".", ")"))
