"""`stocktake worlds` and `stocktake snapshot`: the worlds of a server, and what one was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stocktake.commands.control_client import JSON, on_server
from stocktake.commands.group import Group
from stocktake.commands.tables import print_json, print_table, read_pairs

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.group(cls=Group, usual="list")
def worlds() -> None:
    """The worlds of a running server: list, create, delete."""


@worlds.command("list")
@on_server
@JSON
def list_worlds(control: Control, as_json: bool) -> None:
    """List the worlds, each with its time; `stocktake worlds` does the same."""
    found = control.worlds()
    if as_json:
        print_json(found)
        return
    rows = [each | {"time": each["clock"]["now"], "clock": each["clock"]["mode"]} for each in found]
    print_table(rows, ("name", "path", "clock", "time"))


@worlds.command()
@click.argument("name")
@click.argument("settings", nargs=-1, metavar="[SETTING=VALUE]...")
@on_server
@click.option("--from", "origin", metavar="WORLD", help="Make a fork of this one.")
@JSON
def create(
    control: Control, name: str, settings: tuple[str, ...], origin: str | None, as_json: bool
) -> None:
    """Make a world; its path stands before the APIs in it.

    A SETTING of a new one is seed, scale, seed_set, clock, tick, idle_advance, now, journal or
    quirks, as in docs/worlds.md.
    """
    made = read_pairs(settings)
    if origin is not None:
        made["from_"] = origin
    answer = control.create_world(name, **made)
    if as_json:
        print_json(answer)
    else:
        click.echo(f"{control.root}/w/{name}")


@worlds.command("delete")
@click.argument("name")
@on_server
def delete_world(control: Control, name: str) -> None:
    """Let a world go."""
    control.delete_world(name)


@click.group(cls=Group, usual="list")
def snapshot() -> None:
    """Snapshots of a running world: list, take, restore, delete."""


@snapshot.command("list")
@on_server
@JSON
def list_snapshots(control: Control, as_json: bool) -> None:
    """List the snapshots, oldest first; `stocktake snapshot` does the same."""
    found = control.get_snapshots()["snapshots"]
    if as_json:
        print_json(found)
    else:
        print_table(found, ("name", "turn", "now", "bytes"), none="no snapshot was taken")


@snapshot.command()
@click.argument("name")
@on_server
@JSON
def take(control: Control, name: str, as_json: bool) -> None:
    """Keep the world as it is, in the server's memory, under a name."""
    taken = control.snapshot(name)
    if as_json:
        print_json(taken)
    else:
        click.echo(f"{taken['name']}: turn {taken['turn']}, {taken['now']}")


@snapshot.command()
@click.argument("name")
@on_server
@JSON
def restore(control: Control, name: str, as_json: bool) -> None:
    """Put the world back to a snapshot: rows, clock, faults and journal."""
    told = control.restore(name)
    if as_json:
        print_json(told)
    else:
        click.echo(f"{name} is back: {told['now']}")


@snapshot.command("delete")
@click.argument("name")
@on_server
def delete_snapshot(control: Control, name: str) -> None:
    """Forget a snapshot."""
    control.delete_snapshot(name)
