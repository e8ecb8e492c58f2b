"""A row of the journal as somebody would do it again: a curl command, a step of a test."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from .bodies import as_json

Entry = Mapping[str, Any]
# What curl and httpx make themselves.
_MADE = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "user-agent", "accept"}
)


def curl_of(entry: Entry, root: str) -> str:
    """Return the command that does it again; empty for what nobody can do again so.

    `root` is the URL of the world as the browser names it.
    """
    note = entry["note"] or {}
    if entry["kind"] == "exchange":
        return _curl_of_request(entry)
    if entry["kind"] == "event":
        arguments = {k: v for k, v in note.items() if k != "refused"}
        call = {"simulator": entry["simulator"], "event": entry["operation"], **arguments}
        return _curl_of_call(f"{root}/_sim/events", call)
    if entry["kind"] == "fault" and entry["fault"]:
        address = {"simulator": entry["simulator"], "operation": entry["operation"]}
        return _curl_of_call(f"{root}/_sim/faults", {**address, "kind": entry["fault"], **note})
    if entry["kind"] == "clock" and note.get("by_ms") is not None:
        return _curl_of_call(f"{root}/_sim/clock/advance", {"by": f"{note['by_ms']}ms"})
    return ""


def _curl_of_call(url: str, body: Mapping[str, Any]) -> str:
    return f"curl {shlex.quote(url)} \\\n  -d {shlex.quote(json.dumps(body, ensure_ascii=False))}"


def _curl_of_request(entry: Entry) -> str:
    query = f"?{entry['query']}" if entry["query"] else ""
    url = f"{entry['base_url'] or ''}{entry['path']}{query}"
    method = "" if entry["method"] == "GET" else f"-X {shlex.quote(entry['method'])} "
    lines = [f"curl {method}{shlex.quote(url)}"]
    for name, value in (entry["request_headers"] or {}).items():
        if name.lower() not in _MADE:
            lines.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if entry["request_body"]:
        lines.append(f"--data-raw {shlex.quote(entry['request_body'])}")
    return " \\\n  ".join(lines)


def step_of(entry: Entry, base: str) -> str:
    """Return it as a line or two of a test with the fixtures of the pytest plugin.

    `base` is the base URL that the system's own client has. Empty for what is no step.
    """
    note = entry["note"] or {}
    name = entry["simulator"]
    if entry["kind"] == "exchange" and name:
        return _request_step(entry, base)
    if entry["kind"] == "event":
        arguments = {k: v for k, v in note.items() if k != "refused"}
        return f"stocktake.event({name!r}, {entry['operation']!r}{_keywords(arguments)})"
    if entry["kind"] == "fault" and entry["fault"]:
        rest = {k: v for k, v in note.items() if not (k in ("nth", "times") and v == 1)}
        return (
            f"stocktake.fault({name!r}, {entry['operation']!r}, {entry['fault']!r}"
            f"{_keywords(rest)})"
        )
    if entry["kind"] == "clock" and note.get("by_ms") is not None:
        return f'stocktake.advance("{note["by_ms"]}ms")'
    return ""


def _keywords(arguments: Mapping[str, Any]) -> str:
    plain = {k: v for k, v in arguments.items() if k.isidentifier()}
    rest = {k: v for k, v in arguments.items() if not k.isidentifier()}
    spelled = "".join(f", {name}={value!r}" for name, value in plain.items())
    return spelled + (f", **{rest!r}" if rest else "")


def _request_step(entry: Entry, base: str) -> str:
    url = f"{entry['base_url'] or ''}{entry['path']}"
    path = url.removeprefix(base.rstrip("/")) if base else url
    query = f"?{entry['query']}" if entry["query"] else ""
    body = _body_of_step(entry)
    lines = [
        f"answer = {entry['simulator']}.client().request("
        f"{entry['method']!r}, {f'{path}{query}'!r}{body})"
    ]
    if entry["status"] is not None:
        lines.append(f"assert answer.status_code == {entry['status']}")
    return "\n".join(lines)


def _body_of_step(entry: Entry) -> str:
    text = entry["request_body"]
    if not text:
        return ""
    media = (entry["request_headers"] or {}).get("content-type", "")
    if "json" in media and (value := as_json(text)) is not None:
        return f", json={value!r}"
    if "x-www-form-urlencoded" in media:
        return f", data={dict(parse_qsl(text, keep_blank_values=True))!r}"
    return f", content={text!r}"
