"""`stocktake clock` and `stocktake reset`: a running world's time, and back to its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.control_client import JSON, on_server
from stocktake.commands.group import Group
from stocktake.commands.tables import json_text, print_json, read_pairs

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.group(cls=Group, usual="show")
def clock() -> None:
    """A running world's time: show it, move it on, set it."""


@clock.command()
@on_server
@JSON
def show(control: Control, as_json: bool) -> None:
    """Show the time and how it moves; `stocktake clock` does the same."""
    _print(control.clock(), as_json)


@clock.command()
@click.argument("by", metavar="SPAN")
@on_server
@JSON
def advance(control: Control, by: str, as_json: bool) -> None:
    """Move the clock on by a span such as 90s, 2h or 1d, and do what falls due meanwhile."""
    answer = control.advance(by)
    if as_json:
        print_json(answer)
        return
    click.echo(answer["now"])
    for each in answer["happened"]:
        click.echo(f"fell due: {json_text(each)}", err=True)


@clock.command("set")
@click.argument("settings", nargs=-1, required=True, metavar="NAME=VALUE...")
@on_server
@JSON
def set_(control: Control, settings: tuple[str, ...], as_json: bool) -> None:
    """Set the time and how it moves; what is not named stays as it is.

    Names: now (ISO 8601), mode (manual or flowing), tick_ms, factor, idle_advance.
    """
    _print(control.ask("PUT", "/clock", body=read_pairs(settings)), as_json)


@click.command()
@on_server
@JSON
def reset(control: Control, as_json: bool) -> None:
    """Put a running world back to its beginning: rows, clock, faults and journal."""
    _print(control.reset(), as_json)


def _print(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    idle = "; it moves on for a client that waits" if told["idle_advance"] else ""
    moves = (
        f"{told['tick_ms']} ms an exchange"
        if told["mode"] == "manual"
        else f"{told['factor']:g} times as fast as real time"
    )
    click.echo(f"{told['now']}  {told['mode']}, {moves}{idle}")
