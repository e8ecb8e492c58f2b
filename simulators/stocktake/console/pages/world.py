"""Worlds and time: clock, faults, events, snapshots, worlds, callbacks, quirks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stocktake.client.answers import Refusal
from stocktake.client.control import DEFAULT
from stocktake.console.asking import asking, control, known_systems
from stocktake.console.faulty import described
from stocktake.console.forms import fields_of
from stocktake.console.notices import see
from stocktake.console.shown import clock, day, many

page = Blueprint("world", __name__)

_MOST_CALLBACKS = 50


@page.get("/world")
def show() -> str:
    """Show what moves a world."""
    return world_page(request.args)


def world_page(given: Mapping[str, str], problems: Mapping[str, str] | None = None) -> str:
    """Return the page, with the form of the event that was chosen.

    `problems` are what is wrong, by the name of the field; "" where it is about no field.
    """
    systems, asked = known_systems(), control()
    chosen = systems.get(given.get("simulator")) or next(s for s in systems.all if s.events)
    named = given.get("event", "")
    event = named if named in chosen.events else next(iter(chosen.events), "")
    about = chosen.events.get(event, {})
    quirks = asked.quirks()
    callbacks = asked.get_callbacks(limit=10_000)["callbacks"][::-1]
    moves = asked.get_journal(kind="clock", order="desc", limit=1, bodies=False)["entries"]
    return render_template(
        "world.html",
        time=asked.clock(),
        faults=[described(systems, fault) for fault in asked.faults()],
        snapshots=asked.get_snapshots()["snapshots"],
        worlds=asked.worlds(),
        world=asked.world_name,
        callbacks=callbacks[:_MOST_CALLBACKS],
        callback_count=len(callbacks),
        chosen=chosen,
        event=event,
        about=about,
        fields=fields_of(about.get("schema", {}), given),
        problems=problems or {},
        quirks=_quirks(quirks, only_changed=given.get("quirks") == "changed"),
        quirk_count=len(quirks),
        changed=sum(each["value"] != each["default"] for each in _quirks(quirks)),
        only_changed=given.get("quirks") == "changed",
        moved=moves[0] if moves else None,
        default=DEFAULT,
    )


def _quirks(values: Mapping[str, Any], *, only_changed: bool = False) -> list[dict[str, Any]]:
    """Return every quirk with its value here."""
    found = [
        {**quirk, "value": values.get(quirk["name"], quirk["default"])}
        for system in known_systems().all
        for quirk in system.described["quirks"]
    ]
    return [each for each in found if not only_changed or each["value"] != each["default"]]


# Time


@page.post("/world/advance")
def advance() -> AnyResponse:
    """Move the clock on, and go back to the page that asked for it."""
    try:
        moved = control().advance_clock(request.form.get("by", "").strip())
    except Refusal as refusal:
        return see(back("time"), refusal.message)
    due = len(moved["happened"])
    told = f"; {many(due, 'job or callback', 'jobs and callbacks')} fell due" if due else ""
    now = moved["now"]
    return see(back("time"), f"The clock was moved on, to {day(now)}, {clock(now)}{told}.")


@page.post("/world/clock")
def set_clock() -> AnyResponse:
    """Say how the clock moves."""
    mode, tick = request.form.get("mode", ""), request.form.get("tick_ms", "").strip()
    factor = request.form.get("factor", "").strip()
    try:
        control().set_clock(
            mode=mode or None,
            tick_ms=int(tick) if tick else None,
            factor=float(factor) if factor else None,
        )
    except ValueError:
        return see(back("time"), "A request takes a number of milliseconds: 0, 250, 1000 …")
    except Refusal as refusal:
        return see(back("time"), refusal.message)
    return see(back("time"), "The clock moves as you said.")


def back(anchor: str) -> str:
    """Return the page of this console that a form was on."""
    wanted = request.form.get("back", "")
    is_ours = wanted.startswith(f"{request.script_root}/") and "\\" not in wanted
    return wanted if is_ours else f"{url_for('world.show')}#{anchor}"


# Snapshots and worlds


@page.post("/world/snapshots")
def snapshot() -> AnyResponse:
    """Take a snapshot; one without a name is numbered."""
    taken = {each["name"] for each in control().get_snapshots()["snapshots"]}
    number = next(n for n in range(1, 1000) if f"snapshot-{n}" not in taken)
    name = request.form.get("name", "").strip() or f"snapshot-{number}"
    return _done("snapshots", lambda: control().take_snapshot(name), f"Kept as {name}.")


@page.post("/world/snapshots/<name>/restore")
def restore(name: str) -> AnyResponse:
    """Put the world back."""
    try:
        control().restore_snapshot(name)
        last = control().get_journal(limit=1, bodies=False)["last"]
        told = f"Back at {name}, row {last}. What came later never happened."
    except Refusal as refusal:
        told = refusal.message
    return see(f"{url_for('world.show')}#snapshots", told)


@page.post("/world/snapshots/<name>/delete")
def forget_snapshot(name: str) -> AnyResponse:
    """Forget a snapshot."""
    return _done("snapshots", lambda: control().delete_snapshot(name), f"{name} is forgotten.")


@page.post("/world/worlds")
def make_world() -> AnyResponse:
    """Make a world: a copy of this one, or one from the beginning."""
    name = request.form.get("name", "").strip()
    origin = {"from_": control().world_name} if request.form.get("do") == "copy" else {}
    return _done(
        "worlds", lambda: control().create_world(name, **origin), f"The world {name} is there."
    )


@page.post("/world/worlds/<name>/delete")
def drop_world(name: str) -> AnyResponse:
    """Let a world go."""
    return _done("worlds", lambda: control().delete_world(name), f"The world {name} is gone.")


@page.post("/world/worlds/<name>/reset")
def reset(name: str) -> AnyResponse:
    """Put a world back to its beginning."""
    return _done(
        "worlds", lambda: control().in_world(name).reset(), f"The world {name} is at its beginning."
    )


@page.get("/world/database")
def database() -> Response:
    """Save the world as an SQLite file."""
    answer = Response(control().get_database(), mimetype="application/vnd.sqlite3")
    file = f"{asking().control.world_name}.sqlite"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


@page.post("/world/database")
def load() -> AnyResponse:
    """Put the world to what a saved file holds."""
    file = request.files.get("file")
    content = file.read() if file is not None else b""
    if not content:
        return see(f"{url_for('world.show')}#worlds", "Choose a file that was saved from a world.")
    return _done("worlds", lambda: control().put_database(content), "The file was loaded.")


# Callbacks, quirks


@page.post("/world/deliver")
def deliver() -> AnyResponse:
    """Wait until every callback that is due has been made."""
    happened = len(control().deliver())
    told = many(happened, "callback was", "callbacks were") if happened else "No callback was"
    return see(f"{url_for('world.show')}#callbacks", f"{told} due.")


@page.post("/world/quirks/<name>")
def set_quirk(name: str) -> AnyResponse:
    """Give a quirk a value, of the type that its default has."""
    text = request.form.get("value", "")
    known = next((each for each in _quirks({}) if each["name"] == name), None)
    value: Any = text
    if known is not None and isinstance(known["default"], bool):
        value = text == "on"
    elif known is not None and isinstance(known["default"], int) and re.fullmatch(r"-?\d+", text):
        value = int(text)
    return _done("quirks", lambda: control().set_quirk(name, value), f"{name} is {text} now.")


def _done(anchor: str, act: Any, told: str) -> AnyResponse:
    """Do something and lead back to its part of the page, with what came of it."""
    try:
        act()
    except Refusal as refusal:
        told = refusal.message
    return see(f"{url_for('world.show')}#{anchor}", told)
