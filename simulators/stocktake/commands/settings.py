"""Every option of every command as a setting: its key in TOML and its variable.

The names follow from the flags, so that a new option has both without being listed anywhere.
docs/configuration.md says the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

PREFIX = "STOCKTAKE"
SHARES = {"exec": "serve"}
"""Which command also reads another one's table, where its own lacks a key."""
OWN: dict[tuple[str, ...], frozenset[str]] = {
    # It has a world and ports of its own; and with --intercept, --allow-host means another thing.
    ("exec",): frozenset({
        "host", "port", "port-each", "port-file", "db", "allow-host", "tls", "tls-port",
        "tls-port-file", "tls-ca", "tls-cert", "tls-key",
    }),
    # A seed of schedules, not of a world; hosts that are let through.
    ("check",): frozenset({"seed", "allow-host"}),
    ("replay",): frozenset({"allow-host"}),
    ("env",): frozenset({"simulator"}),  # no server is asked then
    ("journal",): frozenset({"simulator"}),  # one whose rows are shown
    ("stock",): frozenset({"simulator"}),
    ("callbacks", "check"): frozenset({"url"}),  # of a receiver
}  # fmt: skip
"""Keys that stand in the command's own table only: elsewhere they mean another thing."""


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of the command at `path`, `("seed", "check")` for `stocktake seed check`."""

    path: tuple[str, ...]
    option: click.Option

    @property
    def keys(self) -> tuple[str, ...]:
        """Its names in a table: its long flags."""
        return tuple(flag[2:] for flag in self.option.opts if flag.startswith("--"))

    @property
    def is_own(self) -> bool:
        """Whether only the command's own table may have it."""
        return not OWN.get(self.path, frozenset()).isdisjoint(self.keys)

    @property
    def variables(self) -> list[str]:
        """The variables that can give it; those of `seed check` begin with the group's name too.

        An option that names a variable itself shares it with the other commands.
        """
        if isinstance(self.option.envvar, str):
            return [self.option.envvar]
        paths = (
            [self.path] if self.is_own else [self.path[:n] for n in range(len(self.path), 0, -1)]
        )
        return ["_".join((PREFIX, *path, self.keys[0])).upper().replace("-", "_") for path in paths]


def settings_of(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Yield the settings of a command and of those below it; those of the root are none."""
    if path:
        for option in command.params:
            if isinstance(option, click.Option):
                yield Setting(path, option)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from settings_of(below, (*path, name))


def give_variables(command: click.Command, name: str) -> None:
    """Let click read every option of a command, and of those below it, from its variables."""
    for setting in settings_of(command, (name,)):
        if not setting.option.envvar:
            setting.option.envvar = setting.variables


def given_by_hand(name: str) -> bool:
    """Whether a parameter of the command that runs is on the command line.

    What the environment or a file gives is there for every call: where it does not fit one, it is
    left out, and only what was typed is refused.
    """
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE
