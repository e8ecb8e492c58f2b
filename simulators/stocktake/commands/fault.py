"""`stocktake fault`: plan a fault in a running world."""

import json
from typing import Any

import click

from stocktake.commands.control_client import TOKEN, URL, ask


class _WithKinds(click.Command):
    """A command whose help lists every kind of fault with its arguments."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the kinds of fault below the options."""
        from stocktake.web.faults import KINDS

        with formatter.section("Kinds"):
            for name, kind in KINDS.items():
                formatter.write_dl([(name, kind.sentence)])
                with formatter.indentation():
                    arguments = [
                        (f"{argument}=", f"{a.sentence} [{json.dumps(a.default)}]")
                        for argument, a in kind.arguments.items()
                    ]
                    if arguments:
                        formatter.write_dl(arguments)


@click.command(cls=_WithKinds)
@click.argument("simulator")
@click.argument("operation")
@click.argument("kind")
@click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]...")
@URL
@click.option(
    "--nth", default=1, show_default=True, type=click.IntRange(1), help="The call that it strikes."
)
@click.option(
    "--times", default=1, show_default=True, type=click.IntRange(1), help="How many calls."
)
@TOKEN
def fault(
    simulator: str,
    operation: str,
    kind: str,
    arguments: tuple[str, ...],
    url: str,
    token: str | None,
    **counts: int,
) -> None:
    """Plan a fault for the n-th call of an operation from now on.

    OPERATION is an operationId of the simulator's document, or * for every one. A VALUE is JSON or
    text.
    """
    body: dict[str, Any] = {"simulator": simulator, "operation": operation, "kind": kind, **counts}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise click.UsageError(f"{argument!r}: write an argument as NAME=VALUE")
        body[name] = _read(value)
    planted = ask("POST", url, "/faults", token=token, json=body).json()
    click.echo(f"fault {planted['id']} is planned")


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
