"""`stocktake ui`: the console of a running server, in a browser."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from stocktake.commands.control_client import on_server

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.command()
@on_server
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def ui(control: Control, no_browser: bool) -> None:
    """Open the console of a running server in a browser, and print its address.

    It asks for the token itself, where the server has one.
    """
    control.ask("GET", "/health")  # a world that there is not is told here, not by a browser
    address = f"{control.url}/_sim/ui"
    click.echo(address)
    if not no_browser and not webbrowser.open(address):
        click.echo("no browser could be opened: open the address in one", err=True)
