"""Groups of commands: a wrong name is answered with every right one, and one may be usual."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

from stocktake.commands.index import Place


class Group(click.Group):
    """A group whose refusal of an unknown command lists those that there are.

    With `usual`, that command runs where none is named: `stocktake worlds` is `stocktake worlds
    list`.
    """

    def __init__(self, *args: Any, usual: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; where they name no command, the usual one is meant."""
        named = args and not (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        return super().parse_args(ctx, args if named or not self.usual else [self.usual, *args])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; a usage error for an unknown one."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from stocktake.web.documents import nearest

            ctx.fail(f"no command {args[0]!r}{nearest(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """A group that imports a command when it is asked for: `places` says where each one is.

    `finish` is called with each command once, and its name.
    """

    def __init__(
        self,
        *args: Any,
        places: Mapping[str, Place],
        finish: Callable[[click.Command, str], None],
        **kwargs: Any,
    ) -> None:
        self._loaded: dict[str, click.Command] = {}
        super().__init__(*args, **kwargs)
        self._places, self._finish = places, finish

    @property
    def commands(self) -> dict[str, click.Command]:
        """Every command by its name: all are imported for it."""
        return {name: self._load(name) for name in self._places}

    @commands.setter
    def commands(self, commands: object) -> None:
        """Keep none: click begins with an empty dictionary."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if need be; None for a name that there is not."""
        return self._load(cmd_name) if cmd_name in self._places else None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the alphabet."""
        return sorted(self._places)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command, from its sentence alone."""
        limit = formatter.width - 6 - max(map(len, self._places))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=sentence).get_short_help_str(limit))
                    for name, (_, sentence) in sorted(self._places.items())
                ]
            )

    def _load(self, name: str) -> click.Command:
        if name not in self._loaded:
            module, _, attribute = self._places[name].where.partition(":")
            command = getattr(import_module(f"stocktake.commands.{module}"), attribute)
            self._finish(command, name)
            self._loaded[name] = command
        return self._loaded[name]
