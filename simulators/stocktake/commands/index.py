"""Every command: where it is and what its line in the help says. None is imported for it."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where a command is, `module:name` within this package, and the sentence of its help."""

    where: str
    sentence: str


PLACES = {
    "serve": Place(
        "serve:serve",
        "Serve the fakes on a socket until a signal ends it.",
    ),
    "exec": Place(
        "exec:exec_",
        "Run CMD beside a sandbox on a free port, and exit as CMD does.",
    ),
    "ui": Place(
        "ui:ui",
        "Open the console of a running server in a browser, and print its address.",
    ),
    "env": Place(
        "env:env",
        "Print environment variables for clients: base URLs and credentials.",
    ),
    "fault": Place(
        "fault:fault",
        "Plan a fault for the n-th call of an operation from now on.",
    ),
    "event": Place(
        "event:event",
        "Trigger a business event that no vendor's API offers: goods arrive, staff ship.",
    ),
    "stock": Place(
        "stock:stock",
        "Show what each system has of each SKU, or of one; disagreements first.",
    ),
    "orders": Place(
        "orders:orders",
        "Show what became of each order of a shop, or of one: documents, shipments, what was told.",
    ),
    "journal": Place(
        "journal:journal",
        "Show what happened in a running world, oldest first; with NUMBER one row in full.",
    ),
    "sql": Place(
        "sql:sql",
        "Ask a question in SQL; it changes nothing.",
    ),
    "clock": Place(
        "clock:clock",
        "A running world's time: show it, move it on, set it.",
    ),
    "reset": Place(
        "clock:reset",
        "Put a running world back to its beginning: rows, clock, faults and journal.",
    ),
    "worlds": Place(
        "worlds:worlds",
        "The worlds of a running server: list, create, delete.",
    ),
    "snapshot": Place(
        "worlds:snapshot",
        "Snapshots of a running world: list, take, restore, delete.",
    ),
    "quirk": Place(
        "quirk:quirk",
        "List the quirks with their values and evidence, show one, or give one a VALUE.",
    ),
    "callbacks": Place(
        "callbacks:callbacks",
        "Callbacks that vendors send: list them, wait for them, test your receiver.",
    ),
    "save": Place(
        "files:save",
        "Write a running world into FILE: rows, clock, faults, journal, all of it.",
    ),
    "load": Place(
        "files:load",
        "Replace a running world by the one in FILE; if FILE is not valid, nothing changes.",
    ),
    "check": Place(
        "judge:check",
        "Judge a sync engine: run it through the scenarios and say whether it was right.",
    ),
    "replay": Place(
        "judge:replay",
        "Play a capsule that `check --examples` saved, and say whether the engine fails again.",
    ),
    "demo": Place(
        "judge:demo",
        "Play every scenario with the reference engine, and the broken engines that fail them.",
    ),
    "scenarios": Place(
        "lists:scenarios",
        "List the scenarios that `stocktake check` plays, or check those in files of your own.",
    ),
    "checks": Place(
        "lists:checks",
        "List the checks by which every scenario is judged, with the duties that they cite.",
    ),
    "duties": Place(
        "lists:duties",
        "List the duties of a sync engine, with the checks that cite them.",
    ),
    "seed": Place(
        "seed:seed",
        "Goods of your own, for `stocktake serve --seed-file FILE`.",
    ),
    "vendor": Place(
        "vendor:vendor",
        "Write a package with a fake of your own vendor into NAME_vendor, to start from.",
    ),
    "doctor": Place(
        "doctor:doctor",
        "Look at this machine: Python, packages, ports, files, proxies, the server at --url.",
    ),
    "completion": Place(
        "completion:completion",
        "Print a script for a shell, which then completes commands, options and their values.",
    ),
}
"""By name, in the order in which they are told of."""
