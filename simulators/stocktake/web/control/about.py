"""What is running here: health, the manifest, and the variables that clients want."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from stocktake.core.clock import iso
from stocktake.core.errors import Unprocessable
from stocktake.core.faults import KINDS
from stocktake.core.simulator import Simulator
from stocktake.web.app import in_hand
from stocktake.web.documents import read_document

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox


def version() -> str:
    """Return the version of the distribution."""
    return metadata.version("stocktake")


async def get_health(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Say that the process answers, and for which worlds."""
    return {
        "status": "ok",
        "version": version(),
        "world": world_name,
        "worlds": len(sandbox.worlds),
        "now": iso(sandbox.worlds[world_name].clock.read()),
    }


async def get_manifest(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Describe every simulator: its operations with their evidence, events, quirks; and the fault
    kinds.
    """
    base_url = in_hand.get().call.base_url
    return {
        "version": version(),
        "simulators": [_describe(sandbox, s, base_url) for s in sandbox.simulators],
        "fault_kinds": {
            name: {
                "sentence": kind.sentence,
                "arguments": {
                    argument: {"type": a.type, "default": a.default, "sentence": a.sentence}
                    for argument, a in kind.arguments.items()
                },
            }
            for name, kind in KINDS.items()
        },
    }


def _describe(sandbox: Sandbox, simulator: Simulator, base_url: str) -> dict[str, Any]:
    documents = {api.name: read_document(api.document) for api in simulator.apis}
    return {
        "name": simulator.name,
        "apis": [
            {
                "name": api.name,
                "document": api.document,
                "base_url": f"{base_url}/{api.name}",
                "operations": [
                    {"id": o.id, "method": o.method, "path": o.template, "evidence": o.evidence}
                    for o in sandbox.apis[api.name].table.operations
                ],
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


def environment(
    sandbox: Sandbox, world_name: str, base_url: str, *, spelling: str = "path"
) -> dict[str, str]:
    """Return the variables for a world, `base_url` being its own (`…/w/<name>` or the root).

    `spelling` says how base URLs name an Api: by `path`, by `host` label, by a `port` of its own,
    or `all`: by path, and the others beside it as `…_BASE_URL_BY_HOST` and `…_BASE_URL_BY_PORT`.
    Unprocessable when there are no such ports.
    """
    if spelling == "port" and not sandbox.ports:
        raise Unprocessable("no Api has a port of its own: start `serve` with --port-each")
    variables = {"STOCKTAKE_URL": base_url}
    for simulator in sandbox.simulators:
        spelt = {
            way: simulator.environment(base)
            for way, base in _bases(sandbox, world_name, base_url, simulator.apis[0].name).items()
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


def _bases(sandbox: Sandbox, world_name: str, base_url: str, api: str) -> dict[str, str]:
    scheme, netloc, prefix, _, _ = urlsplit(base_url)
    host, colon, port = netloc.rpartition(":") if ":" in netloc else (netloc, "", "")
    label = f"{api}.localhost" if world_name == "default" else f"{world_name}.{api}.localhost"
    bases = {"path": f"{base_url}/{api}", "host": f"{scheme}://{label}{colon}{port}"}
    for own, name in sandbox.ports.items():
        if name == api:
            bases["port"] = f"{scheme}://{host}:{own}{prefix}"
    return bases


async def get_env(sandbox: Sandbox, world_name: str, *, spelling: str = "path") -> dict[str, str]:
    """Return the variables that clients of this world want, as one flat object."""
    base_url = in_hand.get().call.base_url
    return environment(sandbox, world_name, base_url, spelling=spelling)
