"""`stocktake event`: trigger a business event in a running world, and list those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.control_client import JSON, on_server
from stocktake.commands.tables import json_text, print_json, print_table, read_pairs

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.command()
@click.argument("simulator", required=False)
@click.argument("event", required=False)
@click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]...")
@on_server
@click.option("--list", "as_list", is_flag=True, help="List the events, with their arguments.")
@JSON
def event(
    control: Control,
    simulator: str | None,
    event: str | None,
    arguments: tuple[str, ...],
    as_list: bool,
    as_json: bool,
) -> None:
    """Trigger a business event that no vendor's API offers: goods arrive, staff ship.

    Without EVENT the events are listed, an argument that may be left out in brackets. A VALUE is
    JSON or text.
    """
    if simulator is None or event is None or as_list:
        rows = _events(control, simulator, event)
        if as_json:
            print_json(rows)
        else:
            shown = [row | {"arguments": _spelt(row["arguments"])} for row in rows]
            print_table(shown, ("simulator", "event", "arguments", "summary"))
        return
    answer = control.trigger_event(simulator, event, **read_pairs(arguments))
    if as_json:
        print_json(answer)
        return
    click.echo(json_text(answer["result"], indent=2))
    for callback in answer["callbacks"]:
        why = f": {callback['reason']}" if callback["reason"] else ""
        click.echo(f"callback {callback['action']}: {callback['state']}{why}", err=True)


def _events(control: Control, simulator: str | None, event: str | None) -> list[dict[str, Any]]:
    """Return the events of a simulator or of all; UsageError for a name that there is not."""
    from stocktake.web.documents import nearest

    described = {each["name"]: each["events"] for each in control.get_manifest()["simulators"]}
    if simulator is not None and simulator not in described:
        raise click.UsageError(f"no simulator {simulator!r}{nearest(simulator, described)}")
    rows = [
        {
            "simulator": name,
            "event": each,
            "summary": said["summary"],
            "arguments": said["schema"].get("properties", {}),
            "required": said["schema"].get("required", []),
        }
        for name, events in described.items()
        for each, said in events.items()
        if simulator in (None, name) and event in (None, each)
    ]
    if event is not None and not rows:
        known = described[str(simulator)]
        raise click.UsageError(f"{simulator} has no event {event!r}{nearest(event, known)}")
    for row in rows:
        row["arguments"] = {
            name: {"required": name in row["required"], **schema}
            for name, schema in row["arguments"].items()
        }
        del row["required"]
    return rows


def _spelt(arguments: dict[str, Any]) -> str:
    return " ".join(
        f"{name}=" if each["required"] else f"[{name}=]" for name, each in arguments.items()
    )
