"""The report on the terminal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

Part = Mapping[str, Any]


def show(console: Console, report: Part, wanted: Sequence[str]) -> None:
    """Print the measured parts of a report as tables, and the goals."""
    for name in wanted:
        for table in TABLES[name](report[name]):
            console.print(table)
    if not wanted:
        return
    machine = report[wanted[0]]["run_of"]
    pinned = "server and client on a core each" if machine["pinned"] else "nothing pinned"
    load = "" if machine["load"] is None else f", load {machine['load']:.1f}"
    console.print(
        f"Python {machine['python']}, {machine['cores']} cores{load}, {pinned}. CPU of the whole"
        " process tree. Compare ratios: of the least chunks, and beside it the rounds' median."
    )
    console.print(goals(report["goals"]))


def _requests(part: Part) -> Iterator[Table]:
    run = part["run_of"]
    table = _table(
        f"Requests: CPU µs, 8 connections, {run['rounds']} rounds of {run['seconds']:g} s"
    )
    table.add_column("")
    table.add_column("")
    for name in ("least", "median", "ratio", "median"):
        table.add_column(name, justify="right")
    table.add_column("of what")
    servers = compared_with(run["against"])
    for name, case in part["cases"].items():
        first = name
        for server, (title, key, meaning) in servers.items():
            if server in case:
                table.add_row(first, title, *_cpu(case[server]), *_ratio(case.get(key)), meaning)
                first = ""
        table.add_section()
    asked = "\n".join(f"{name}: {case['asks']}" for name, case in part["cases"].items())
    table.caption = f"{asked}\nfull journal: {part['journal']:,} rows, each request drops one"
    yield table


def compared_with(against: str | None) -> dict[str, tuple[str, str, str]]:
    """Return the servers: a title, where its ratio stands, and what that divides."""
    return {
        "ours": ("Stocktake", "", ""),
        "handwritten": ("written by hand", "handwritten_by_ours", "it ÷ Stocktake"),
        "bare": ("bare", "bare_by_ours", "it ÷ Stocktake"),
        "full": ("full journal", "full_by_empty", "it ÷ an empty one"),
        "against": (str(against), "ours_by_against", "Stocktake ÷ it"),
    }


def _cpu(found: Part) -> tuple[str, str]:
    return number(found["cpu_us"], 0), number(found["cpu_us_median"], 0)


def _ratio(found: Part | None) -> tuple[str, str]:
    return (number(found["least"], 3), number(found["median"], 3)) if found else ("", "")


def _startup(part: Part) -> Iterator[Table]:
    table = _table("From spawning to the first 200")
    table.add_column("")
    for name in ("CPU s", "median", "s, median", "MiB then"):
        table.add_column(name, justify="right")
    for name, found in part.items():
        if name != "run_of":
            table.add_row(
                name, number(found["cpu_s"], 2), number(found["cpu_s_median"], 2),
                number(found["s_median"], 2), number(found["mib"], 0),
            )  # fmt: skip
    yield table


def _state(part: Part) -> Iterator[Table]:
    table = _table("Worlds in the process: CPU milliseconds")
    table.add_column("what")
    for size in part["sizes"]:
        table.add_column(f"{size['skus']:,} SKUs", justify="right")
    for title, key in STATE_ROWS.items():
        table.add_row(title, *(number(size[key], 2) for size in part["sizes"]))
    test = part["a_test"]
    table.caption = (
        f"A test's world: up {test['setup_ms']:.2f} ms, down {test['teardown_ms']:.2f} ms"
    )
    yield table


STATE_ROWS = {
    "image, MiB": "image_mib", "its bytes copied (the first use)": "copy_ms",
    "fork from a kept image": "fork_ms", "fork of a changed world": "fork_changed_ms",
    "restore of a kept image": "restore_ms", "reset": "reset_ms",
    "snapshot of a changed world": "snapshot_ms", "seeded the first time, CPU s": "seed_s",
}  # fmt: skip


def _worlds(part: Part) -> Iterator[Table]:
    table = _table("Worlds over HTTP: CPU ms of the server, the least")
    programs = [name for name in ("ours", "against") if name in part]
    _columns(table, ["", *programs])
    for key, title in WORLD_ROWS.items():
        found = [part[name].get(key) for name in programs]
        table.add_row(title, *(number(_least(each), 2) for each in found))
    table.caption = f"many: {part['ours']['many']:,} forks at once"
    yield table


def _least(found: Any) -> float | None:
    value: float | None = found["least"] if isinstance(found, dict) else found
    return value


WORLD_ROWS = {
    "fork_get_post_drop_ms": "fork, first get and post, drop",
    "fork_changed_ms": "post, then the same: a fork of a changed world",
    "restore_get_post_ms": "restore, first get and post",
    "reset_get_post_ms": "reset, first get and post",
    "get_post_ms": "get and post alone",
    "post_snapshot_drop_ms": "post, snapshot, drop it",
    "many_made_ms": "many worlds: one fork",
    "many_asked_ms": "many worlds: first get and post of one",
    "many_asked_again_ms": "many worlds: get and post of one again",
    "many_dropped_ms": "many worlds: one dropped",
    "many_mib": "many worlds: MiB of one",
}


def _lists(part: Part) -> Iterator[Table]:
    scales = part["scales"]
    table = _table("Lists and records of every vendor: CPU µs, one connection, the least")
    titles = [f"scale {scale}" for scale in scales]
    _columns(table, ["vendor", "operation", "rows", *titles, f"{scales[-1]} ÷ {scales[-2]}"])
    before = ""
    for asked in part["asked"]:
        named = asked["vendor"] if asked["vendor"] != before else ""
        before = asked["vendor"]
        table.add_row(
            named, asked["operation"], _rows(asked["rows"]),
            *(number(cpu, 0) for cpu in asked["cpu_us"]), number(asked["growth"], 2),
        )  # fmt: skip
    yield table


def _rows(rows: list[int]) -> str:
    return str(rows[0]) if len(set(rows)) == 1 else ", ".join(map(str, rows))


def _growth(part: Part) -> Iterator[Table]:
    table = _table("Requests in larger worlds: CPU µs, 8 connections, the least")
    _columns(table, ["", *(f"{size['skus']:,} SKUs" for size in part["get"])])
    for name in ("list", "get", "post"):
        table.add_row(name, *(number(size["cpu_us"], 0) for size in part[name]))
    yield table


def _check(part: Part) -> Iterator[Table]:
    table = _table("check of the reference engine, five scenarios")
    _columns(table, ["mode", "of", "CPU s", "wall s", "wall ÷ (CPU / cores)", "ours ÷ it"])
    for mode in ("run", "lines"):
        for name in ("ours", "against"):
            if name in part[mode]:
                found = part[mode][name]
                by = part[mode]["ours_by_against"] if name == "against" else None
                table.add_row(
                    mode, name, number(found["cpu_s"], 1), number(found["wall_s"], 1),
                    number(found["wall"], 2), "" if by is None else number(by, 3),
                )  # fmt: skip
    yield table


def _schedules(part: Part) -> Iterator[Table]:
    table = _table("Generated schedules")
    _columns(table, ["of", "per CPU s", "per s"])
    for name in ("ours", "against"):
        if name in part:
            found = part[name]
            table.add_row(name, number(found["per_cpu_s"], 2), number(found["per_s"], 2))
    yield table


def _peers(part: Part) -> Iterator[Table]:
    kinds = ("list", "get", "post", "404", "422")
    for connections in part["connections"]:
        table = _table(f"Beside peers: CPU µs, {connections} connections, least / median")
        _columns(table, ["", *kinds])
        for peer in part["servers"]:
            if found := peer["at"].get(str(connections)):
                medians = peer["median_at"][str(connections)]
                row = (_both(found.get(kind), medians.get(kind)) for kind in kinds)
                table.add_row(peer["name"], *row)
        yield table
    table = _table("What the peers do")
    for name in ("", "version", "work", "log", "journal", "not measured because"):
        table.add_column(name)
    for peer in part["servers"]:
        about = (peer[name] for name in ("work", "log", "journal"))
        table.add_row(peer["name"], peer.get("version", ""), *about, peer.get("reason", ""))
    yield table


def _both(one: float | None, other: float | None) -> str:
    return "-" if one is None else f"{number(one, 0)} / {number(other, 0)}"


def _columns(table: Table, names: Iterable[str]) -> None:
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place else "left")


def goals(measured: Iterable[Part]) -> Table:
    """Return every goal beside its figure."""
    table = _table("Goals")
    for name in ("goal", "is", "measured", "met"):
        table.add_column(name)
    for goal in measured:
        table.add_row(
            goal["what"], f"{goal['sense']} {goal['goal']:g}", number(goal["measured"], 3),
            met(goal),
        )  # fmt: skip
    return table


def met(goal: Part) -> str:
    """Return whether a goal is met, as a word."""
    return {True: "yes", False: "no", None: "not measured"}[goal["met"]]


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", caption_justify="left", box=box.SIMPLE_HEAD)


def number(value: float | None, digits: int) -> str:
    """Return a number with so many digits, a dash for none."""
    return "-" if value is None else f"{value:,.{digits}f}"


TABLES: dict[str, Callable[[Part], Iterator[Table]]] = {
    "requests": _requests, "startup": _startup, "state": _state, "worlds": _worlds,
    "lists": _lists, "growth": _growth, "check": _check, "schedules": _schedules,
    "peers": _peers,
}  # fmt: skip
