"""The report on the terminal."""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


def show(console: Console, report: Mapping[str, Any]) -> None:
    """Print the report of a run as tables."""
    machine = report["machine"]
    pinned = "server and client on a core each" if machine["pinned"] else "nothing pinned"
    load = "" if machine["load"] is None else f", load {machine['load']:.1f}"
    console.print(
        f"Python {machine['python']}, {machine['cores']} cores{load}, {pinned}. Compare the"
        " ratios: both servers ran in turn, so that a busy machine slows both."
    )
    for table in (_requests(report), _process(report), _state(report), _goals(report)):
        console.print(table)


def _requests(report: Mapping[str, Any]) -> Table:
    options = report["options"]
    table = _table(
        f"Requests: medians of {options['rounds']} rounds, {options['connections']} connections"
    )
    table.add_column("", no_wrap=True)
    for name in (
        "bytes", "/s", "bare /s", "share", "CPU µs", "bare", "share", "p50 ms", "p99 ms",
    ):  # fmt: skip
        table.add_column(name, justify="right")
    for name, case in report["requests"].items():
        ours, bare = case["ours"], case["bare"]
        table.add_row(
            name, f"{case['bytes']:,}", _number(ours["rps"], 0), _number(bare["rps"], 0),
            _number(case["share_rps"], 3), _number(ours["cpu_us"], 0), _number(bare["cpu_us"], 0),
            _number(case["share_cpu"], 3), _number(ours["p50_ms"], 1), _number(ours["p99_ms"], 1),
        )  # fmt: skip
    table.caption = "\n".join(f"{name}: {c['asks']}" for name, c in report["requests"].items())
    return table


def _process(report: Mapping[str, Any]) -> Table:
    table = _table("Process")
    table.add_column("what")
    for name in ("stocktake", "bare", "times"):
        table.add_column(name, justify="right")
    start, memory = report["startup"], report["memory"]
    for title, key, times in (
        ("spawn to the first 200, s", "s", "times"),
        ("CPU of it, s", "cpu_s", "cpu_times"),
    ):
        table.add_row(
            title, _number(start[f"ours_{key}"], 2), _number(start[f"bare_{key}"], 2),
            _number(start[times], 1),
        )  # fmt: skip
    table.add_row(
        "memory then, MiB", _number(memory["ours_mib"], 0), _number(memory["bare_mib"], 0), ""
    )
    table.add_row(
        f"memory after {memory['requests']:,} requests, all journalled, MiB",
        _number(memory["ours_loaded_mib"], 0), _number(memory["bare_loaded_mib"], 0), "",
    )  # fmt: skip
    return table


def _state(report: Mapping[str, Any]) -> Table:
    table = _table("Worlds in the process: CPU milliseconds, medians")
    table.add_column("what")
    for size in report["state"]:
        table.add_column(f"{size['skus']:,} SKUs", justify="right")
    rows = {
        "image, MiB": "image_mib", "its bytes copied (the first use)": "copy_ms",
        "fork from a kept image": "fork_ms", "fork of a changed world": "fork_changed_ms",
        "restore of a kept image": "restore_ms", "reset": "reset_ms",
        "snapshot of a changed world": "snapshot_ms", "seeded the first time, CPU s": "seed_s",
    }  # fmt: skip
    for title, key in rows.items():
        table.add_row(title, *(_number(size[key], 2) for size in report["state"]))
    test = report["test_world"]
    table.caption = (
        f"A test's world: up {test['setup_ms']:.2f} ms, down {test['teardown_ms']:.2f} ms"
    )
    return table


def _goals(report: Mapping[str, Any]) -> Table:
    table = _table("Goals")
    for name in ("goal", "is", "measured", "met"):
        table.add_column(name)
    for goal in report["goals"]:
        table.add_row(
            goal["what"], f"{goal['sense']} {goal['goal']:g}", _number(goal["measured"], 3),
            "yes" if goal["met"] else "no",
        )  # fmt: skip
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", caption_justify="left", box=box.SIMPLE_HEAD)


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"
