"""What is running here: health, the manifest, and the variables that clients want."""

import re
from collections.abc import Mapping
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.errors import Unprocessable
from stocktake.core.simulator import Simulator
from stocktake.core.world import World
from stocktake.web.documents import read_document
from stocktake.web.faults import KINDS
from stocktake.web.host import DEFAULT, Host
from stocktake.web.operations import Operation


def version() -> str:
    """Return the version of the distribution."""
    return metadata.version("stocktake")


async def get_health(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Say that the process answers, and for which worlds."""
    return {
        "status": "ok",
        "version": version(),
        "world": world.name,
        "worlds": len(host.worlds),
        "now": iso(world.clock.read()),
    }


async def get_manifest(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Describe every simulator (operations with evidence, events, quirks) and every fault kind."""
    return {
        "version": version(),
        "simulators": [_describe(host, s, call.base_url) for s in host.simulators],
        "fault_kinds": {
            name: {
                "sentence": kind.sentence,
                "arguments": {
                    argument: {
                        "type": a.type,
                        "default": a.default,
                        "values": list(a.values),
                        "sentence": a.sentence,
                    }
                    for argument, a in kind.arguments.items()
                },
            }
            for name, kind in KINDS.items()
        },
    }


def _describe(host: Host, simulator: Simulator, base_url: str) -> dict[str, Any]:
    documents = {api.name: read_document(api.document) for api in simulator.apis}
    return {
        "name": simulator.name,
        "title": _title(simulator, documents),
        "role": type(simulator.role).__name__.lower() if simulator.role else None,
        "apis": [
            {
                "name": api.name,
                "document": api.document,
                "base_url": f"{base_url}/{api.name}",
                "hosts": host.vendor_hosts.of(api.name),
                "operations": [_operation(o) for o in host.apis[api.name].table.operations],
            }
            for api in simulator.apis
        ],
        "events": {
            name: described
            for document in documents.values()
            for name, described in document.get("x-events", {}).items()
        },
        "callbacks": sorted(simulator.callbacks),
        "quirks": [
            {
                "name": f"{simulator.name}.{quirk.name}",
                "default": quirk.default,
                "values": list(quirk.values),
                "sentence": quirk.sentence,
                "evidence": quirk.evidence,
            }
            for quirk in simulator.quirks
        ],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.template,
        "evidence": operation.evidence,
        "summary": operation.raw.get("summary", ""),
        "note": operation.raw.get("x-evidence-note"),
    }


def _title(simulator: Simulator, documents: Mapping[str, Mapping[str, Any]]) -> str:
    """Return how a system is called: its name as its own document spells it."""
    letters = r"\s?".join(map(re.escape, simulator.name))
    for document in documents.values():
        if found := re.search(letters, document["info"]["title"], re.IGNORECASE):
            return found[0]
    return simulator.name


def environment(
    host: Host, world_name: str, base_url: str, *, spelling: str = "path"
) -> dict[str, str]:
    """Return the variables for a world, `base_url` being its own (`…/w/<name>` or the root).

    `spelling` says how base URLs name an Api: by `path`, by `host` label, by a `port` of its own,
    or `all`: by path, and the others beside it as `…_BASE_URL_BY_HOST` and `…_BASE_URL_BY_PORT`.
    Unprocessable when there are no such ports.
    """
    if spelling == "port" and not host.ports:
        raise Unprocessable("no Api has a port of its own: start `serve` with --port-each")
    variables = {"STOCKTAKE_URL": base_url}
    for simulator in host.simulators:
        spelt = {
            way: simulator.environment(base)
            for way, base in _bases(host, world_name, base_url, simulator.apis[0].name).items()
        }
        variables |= spelt["path" if spelling == "all" else spelling]
        if spelling == "all":
            variables |= {
                f"{name}_BY_{way.upper()}": value
                for way in ("host", "port")
                for name, value in spelt.get(way, {}).items()
                if name.endswith("_BASE_URL")
            }
    return variables


def _bases(host: Host, world_name: str, base_url: str, api: str) -> dict[str, str]:
    scheme, netloc, prefix, _, _ = urlsplit(base_url)
    name, colon, port = netloc.rpartition(":") if ":" in netloc else (netloc, "", "")
    label = f"{api}.localhost" if world_name == DEFAULT else f"{world_name}.{api}.localhost"
    bases = {"path": f"{base_url}/{api}", "host": f"{scheme}://{label}{colon}{port}"}
    for own, served in host.ports.items():
        if served == api:
            bases["port"] = f"http://{name}:{own}{prefix}"  # also where this is asked over TLS
    return bases


async def get_env(
    host: Host, world: World, call: Call, *, spelling: str = "path"
) -> dict[str, str]:
    """Return the variables that clients of this world want, as one flat object."""
    return environment(host, world.name, call.base_url, spelling=spelling)
