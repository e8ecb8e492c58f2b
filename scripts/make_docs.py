"""Write the generated parts of docs/: fault kinds, operations, evidence, options, schemas and more.

A part is between `<!-- generated: NAME -->` and `<!-- end -->` in its page; the rest is written by
hand. `--check` writes nothing and exits with 1 if a page differs.
"""

import ast
import inspect
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from stocktake import SIMULATORS
from stocktake.client.control import Control
from stocktake.client.operations import Operations
from stocktake.commands.serve import serve
from stocktake.core.registry import ours
from stocktake.core.seed_schema import seed_schema
from stocktake.core.simulator import Simulator
from stocktake.core.steps import Event
from stocktake.harness.checks import CHECKS
from stocktake.harness.own.schema import scenario_schema
from stocktake.harness.scenario import Scenario
from stocktake.harness.scenarios import scenarios_on
from stocktake.harness.topology import named_topology, topology_of
from stocktake.web.control import CONTROL
from stocktake.web.faults import KINDS, Argument
from stocktake.web.operations import Table, build_table
from stocktake.zoo.caught import CAUGHT
from stocktake.zoo.channels.caught import CAUGHT as CAUGHT_ON_THE_HUB

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "simulators" / "stocktake"
MARKS = ("documented", "client", "inferred", "decided")
PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.S)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    cells = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in cells)


def values_of(argument: Argument) -> str:
    """Return what an argument can be, where it is one of several texts."""
    values = " or ".join(f"`{value}`" for value in argument.values)
    return f", {values}" if values else ""


def faults() -> str:
    """Return the kinds of fault with their arguments."""
    return table(
        ["kind", "what it does", "fits", "arguments (default)"],
        [
            [
                f"`{name}`",
                kind.sentence,
                kind.needs + (", a callback" if kind.callbacks_too else ""),
                "; ".join(
                    f"`{argument}`: {a.sentence}{values_of(a)} (`{json.dumps(a.default)}`)"
                    for argument, a in kind.arguments.items()
                ),
            ]
            for name, kind in KINDS.items()
        ],
    )


def words() -> str:
    """Return every public class outside the vendors' folders, with its file and its summary."""
    rows = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith("vendors/"):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                summary = (ast.get_docstring(node) or "").partition("\n")[0]
                rows.append([f"**{node.name}**", summary, f"`{name}`"])
    return table(["word", "what it is", "file"], sorted(rows, key=lambda row: row[0].lower()))


def operations(operated: Table) -> str:
    """Return a document's operations with their evidence."""
    in_order = [
        (path, method, item[method])
        for path, item in operated.document["paths"].items()
        for method in item
        if isinstance(item[method], dict) and "operationId" in item[method]
    ]
    rows = [
        [
            f"`{method.upper()} {operated.base_path}{path}`",
            f"`{raw['operationId']}`",
            raw["summary"],
            raw["x-evidence"] + (f": {raw['x-evidence-note']}" if "x-evidence-note" in raw else ""),
        ]
        for path, method, raw in in_order
    ]
    summary = f"{len(rows)} operation{'s' if len(rows) != 1 else ''}."
    return summary + "\n\n" + table(["request", "operationId", "what it does", "evidence"], rows)


def methods() -> str:
    """Return the short names of Control, those that are no operationId, as they are called."""
    ids = {operation.id for operation in build_table(CONTROL).operations}
    rows = []
    for name, value in {**vars(Operations), **vars(Control)}.items():
        if name.startswith("_") or name in ids or name in Control.__dataclass_fields__:
            continue
        summary = inspect.getdoc(value) or ""
        called = f".{name}" + (signature(value) if callable(value) else "")
        rows.append([f"`{called}`", summary.partition("\n")[0]])
    return table(["method", "what it does"], rows)


def signature(method: Callable[..., Any]) -> str:
    """Return how a method is called: its arguments with their defaults, without types."""
    found = inspect.signature(method)
    bare = [
        each.replace(annotation=inspect.Parameter.empty)
        for name, each in found.parameters.items()
        if name != "self"
    ]
    return str(inspect.Signature(bare))


def events(documents: list[dict[str, Any]]) -> str:
    """Return the business events of a vendor with their arguments."""
    rows = []
    for document in documents:
        for name, event in document.get("x-events", {}).items():
            required = event["schema"].get("required", [])
            arguments = [
                f"`{argument}`" + ("" if argument in required else "?")
                for argument in event["schema"].get("properties", {})
            ]
            rows.append([f"`{name}`", event["summary"], ", ".join(arguments)])
    return table(["event", "what happens", "arguments (? = optional)"], rows)


def quirks(simulator: Simulator) -> str:
    """Return the quirks of a vendor."""
    rows = [
        [
            f"`{simulator.name}.{quirk.name}`",
            quirk.sentence,
            f"`{json.dumps(quirk.default)}`",
            ", ".join(f"`{json.dumps(value)}`" for value in quirk.values) or "any",
            quirk.evidence,
        ]
        for quirk in simulator.quirks
    ]
    return table(["quirk", "what it switches", "default", "values", "evidence"], rows)


def failure_modes() -> str:
    """Return a row for each broken engine of each failure mode: its faults and its checks."""
    duties = {check.__name__: (inspect.getdoc(check) or "").partition(":")[0] for check in CHECKS}
    rows = [
        [
            str(scenario.row),
            f"{scenario.name}{' (*hub*)' if topology.carriers else ''}: {scenario.sentence}",
            provoked_by(scenario),
            broken.duty or "<br>".join(duties[name] for name in broken.fails),
            "<br>".join(f"`{name}`" for name in broken.fails),
            f"`{broken.engine}`",
        ]
        for topology, caught in (
            (topology_of(SIMULATORS), CAUGHT),
            (named_topology(SIMULATORS, "hub"), CAUGHT_ON_THE_HUB),
        )
        for scenario in scenarios_on(topology)
        for broken in caught
        if scenario.row and broken.scenario == scenario.name
    ]
    heads = ["row", "scenario", "fault kind", "duties", "check", "broken engine"]
    return table(heads, sorted(rows, key=lambda row: int(row[0])))


def provoked_by(scenario: Scenario) -> str:
    """Name the kinds of fault of a scenario; of one without faults, its events."""
    if scenario.config.clock == "flowing":
        return "the vendor's own limit of calls: the clock flows"
    kinds = dict.fromkeys(fault.kind for fault in scenario.faults)
    if kinds:
        return ", ".join(f"`{kind}`" for kind in kinds)
    events = (event for step in scenario.steps for event in step.events)
    named = dict.fromkeys(e.name if isinstance(e, Event) else "staff's own orders" for e in events)
    return "no fault, only events: " + ", ".join(
        name if " " in name else f"`{name}`" for name in named
    )


def serve_options() -> str:
    """Return the options of `serve`, with what its help says of each."""
    context = click.Context(serve)
    records = [option.get_help_record(context) for option in serve.get_params(context)]
    rows = [[f"`{record[0]}`", " ".join(record[1].split())] for record in records if record]
    return table(["option", "what it is for"], rows)


def evidence() -> str:
    """Return how many operations of each vendor rest on which evidence, and its quirks."""
    rows = []
    for simulator in SIMULATORS:
        found = [o.evidence for api in simulator.apis for o in build_table(api).operations]
        counts = [str(found.count(mark)) for mark in MARKS]
        rows.append([simulator.name, str(len(found)), *counts, str(len(simulator.quirks))])
    heads = ["vendor", "operations", *(f"`{mark}`" for mark in MARKS), "quirks"]
    return table(heads, rows)


def hosts() -> str:
    """Return the vendors' own hosts, by the names of the Apis."""
    return table(
        ["API", "hosts"],
        [
            [f"`{api.name}`", ", ".join(f"`{host}`" for host in api.hosts)]
            for simulator in SIMULATORS
            for api in simulator.apis
            if api.hosts
        ],
    )


def parts() -> dict[str, str]:
    """Return every generated part by name."""
    made = {
        "faults": faults(),
        "control": operations(build_table(CONTROL)),
        "control-methods": methods(),
        "failure-modes": failure_modes(),
        "evidence": evidence(),
        "hosts": hosts(),
        "serve-options": serve_options(),
        "words": words(),
    }
    for simulator in SIMULATORS:
        tables = [build_table(api) for api in simulator.apis]
        made[f"{simulator.name}-operations"] = "\n\n".join(operations(t) for t in tables)
        made[f"{simulator.name}-events"] = events([t.document for t in tables])
        made[f"{simulator.name}-quirks"] = quirks(simulator)
    return made


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of files that users write, by the names of their files."""
    return {"seed-file.json": seed_schema(ours()), "scenario.json": scenario_schema()}


def write_schemas() -> list[str]:
    """Write the schemas that are not as they should be, unless `--check`; return their names."""
    stale = []
    for name, schema in schemas().items():
        file, text = DOCS / "schemas" / name, json.dumps(schema, indent=1) + "\n"
        if not file.exists() or file.read_text() != text:
            stale.append(f"schemas/{name}")
            if "--check" not in sys.argv:
                file.write_text(text)
    return stale


def main() -> int:
    """Write or check every page that has a generated part, and the schemas."""
    made, stale = parts(), write_schemas()
    for page in sorted(DOCS.glob("*.md")):
        old = page.read_text()
        new = PART.sub(lambda match: f"{match[1]}{made[match[2]]}\n{match[3]}", old)
        if new != old:
            stale.append(page.name)
            if "--check" not in sys.argv:
                page.write_text(new)
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; run .venv/bin/python scripts/make_docs.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
