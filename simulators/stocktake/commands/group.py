"""Groups of commands: a wrong name is answered with every right one, and one may be usual."""

from typing import Any

import click


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
