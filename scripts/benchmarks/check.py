"""`stocktake check` of the reference engine, and generated schedules: CPU of all processes."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from .figures import least, ratio
from .options import Run
from .processes import on_every_core
from .programs import OURS, Program

# Scenarios that version 0.1.0 has, so that both play the same stories.
SCENARIOS = (
    "calm day", "one shelf", "three warehouses", "rough day", "retry after timeout duplicates",
)  # fmt: skip
MODES: dict[str, tuple[str, ...]] = {"run": (), "lines": ("--lines",)}
_EXAMPLES = (6, 30)  # the slope between the two leaves out what a start costs


def measure(run: Run) -> dict[str, Any]:
    """Play the scenarios in both modes, each program in turn."""
    programs = {"ours": OURS, **({"against": run.against} if run.against else {})}
    named = [option for name in SCENARIOS for option in ("--scenario", name)]
    spent: dict[tuple[str, str], list[dict[str, float]]] = {}
    for number in range(times := 1 if run.quick else 3):
        for mode, options in MODES.items():
            for name, program in programs.items():
                run.tell(f"check, {mode} mode, {name}, {number + 1} of {times}")
                done = _checked(program, run, [*options, *named])
                spent.setdefault((mode, name), []).append(done)
    report: dict[str, Any] = {}
    for (mode, name), each in spent.items():
        best = min(each, key=lambda done: done["cpu_s"])
        cores = os.cpu_count() or 1
        report.setdefault(mode, {})[name] = {**best, "wall": best["wall_s"] * cores / best["cpu_s"]}
    for mode in MODES:
        found = report[mode]
        if "against" in found:
            found["ours_by_against"] = ratio(found["ours"]["cpu_s"], found["against"]["cpu_s"])
    return report


def schedules(run: Run) -> dict[str, Any]:
    """Draw schedules from one seed, few and many: schedules per CPU second in between."""
    programs = {"ours": OURS, **({"against": run.against} if run.against else {})}
    report: dict[str, Any] = {}
    for name, program in programs.items():
        few, many = (
            [_drawn(program, run, count) for _ in range(1 if run.quick else 3)]
            for count in _EXAMPLES
        )
        cpu = least(d["cpu_s"] for d in many) - least(d["cpu_s"] for d in few)
        wall = least(d["wall_s"] for d in many) - least(d["wall_s"] for d in few)
        count = _EXAMPLES[1] - _EXAMPLES[0]
        report[name] = {"per_cpu_s": count / cpu, "per_s": count / wall}
    return report


def _drawn(program: Program, run: Run, count: int) -> dict[str, float]:
    run.tell(f"{count} schedules, {program.name}")
    return _checked(program, run, ["--lines", "--examples", str(count), "--seed", "7"])


def _checked(program: Program, run: Run, options: Sequence[str]) -> dict[str, float]:
    """Run a check on every core; RuntimeError where the reference engine is not right."""
    engine = f"{sys.executable} -m stocktake.engine"
    if "--lines" in options:
        engine += " --lines"
    command = program.command("check", "--engine", engine, *options)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with on_every_core():
        done = subprocess.run(
            command, env=program.environment(), cwd=run.folder, capture_output=True, text=True
        )
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        said = (done.stdout + done.stderr)[-500:]
        raise RuntimeError(f"{program.name}: check ended with {done.returncode}: {said}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_s": cpu, "wall_s": wall}
