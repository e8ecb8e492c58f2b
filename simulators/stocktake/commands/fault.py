"""`stocktake fault`: plan a fault in a running world, list and forget those planned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from stocktake.commands.control_client import JSON, on_server
from stocktake.commands.tables import print_json, print_table, read_pairs

if TYPE_CHECKING:
    from stocktake.client.control import Control


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
        super().format_epilog(ctx, formatter)


@click.command(cls=_WithKinds)
@click.argument("words", nargs=-1, metavar="SIMULATOR OPERATION KIND [NAME=VALUE]...")
@on_server
@click.option(
    "--nth", default=1, show_default=True, type=click.IntRange(1), help="The call that it strikes."
)
@click.option(
    "--times", default=1, show_default=True, type=click.IntRange(1), help="How many calls."
)
@click.option("--list", "as_list", is_flag=True, help="List the faults planned instead.")
@click.option("--clear", is_flag=True, help="Forget every fault planned, or the one with this ID.")
@JSON
def fault(
    control: Control,
    words: tuple[str, ...],
    as_list: bool,
    clear: bool,
    as_json: bool,
    **counts: int,
) -> None:
    """Plan a fault for the n-th call of an operation from now on.

    OPERATION is an operationId of the simulator's document, or * for every one. A VALUE is JSON or
    text.
    """
    if as_list:
        _list(control, words, as_json)
    elif clear:
        _clear(control, words, as_json)
    elif len(words) < 3:
        raise click.UsageError(
            "give SIMULATOR OPERATION KIND, or --list or --clear; `stocktake fault --help` lists"
            " the kinds"
        )
    else:
        simulator, operation, kind, *arguments = words
        body = {"simulator": simulator, "operation": operation, "kind": kind, **counts}
        planted = control.ask("POST", "/faults", body=body | read_pairs(arguments))
        _say(planted, f"fault {planted['id']} is planned", as_json)


def _list(control: Control, words: tuple[str, ...], as_json: bool) -> None:
    if words:
        raise click.UsageError(f"--list goes alone: leave out {' '.join(words)}")
    faults = control.faults()
    if as_json:
        print_json(faults)
        return
    columns = ("id", "simulator", "operation", "kind", "nth", "times", "seen", "fired", "left")
    arguments = ("arguments",) if any(each["arguments"] for each in faults) else ()
    print_table(faults, (*columns, *arguments), none="no fault is planned")


def _clear(control: Control, words: tuple[str, ...], as_json: bool) -> None:
    if len(words) > 1 or not all(word.isdecimal() for word in words):
        raise click.UsageError("--clear takes the ID of one fault, or nothing for all of them")
    cleared = control.clear_fault(int(words[0])) if words else control.clear_faults()
    _say(cleared, f"forgotten: {cleared['cleared']}", as_json)


def _say(answer: dict[str, object], said: str, as_json: bool) -> None:
    if as_json:
        print_json(answer)
    else:
        click.echo(said)
