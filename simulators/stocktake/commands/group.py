"""A group of commands that answers a wrong name with every right one."""

import click


class Group(click.Group):
    """A group whose refusal of an unknown command lists those that there are."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; a usage error for an unknown one."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from stocktake.web.documents import nearest

            ctx.fail(f"no command {args[0]!r}{nearest(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)
