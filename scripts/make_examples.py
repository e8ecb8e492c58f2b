"""Write openapi/examples/: a request and its answer for each operation, asked of the default world.

    python scripts/make_examples.py [--check] [document ...]

Answers are never typed. What to send is in scripts/examples/<document>.yaml, by operationId: its
parameters by name, and `body`. Operations that need nothing are not named there. A text that begins
with `=` is looked up: `=list_orders?status=open#/orders/0/id` is what `list_orders` says there,
`=env#NAME` a variable of `stocktake env`, `=sql#SELECT ...` what no operation lists. `needs` says
what comes before: `{operation: ...}` (its own example), `{quirk: ..., value: ...}` or
`{simulator: ..., event: ..., ...}`; each example begins with the world as it was. `shown: [...]`
names the parameters to show where others live too short.

The world is the one that `stocktake serve` begins with, at a fixed time: ids are the same at any
time, only times differ. Lists are cut to two rows. `--check` writes nothing and exits with 1 if a
file differs.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.etree import ElementTree

import yaml
from stocktake.core import registry
from stocktake.core.simulator import Api
from stocktake.web.documents import Document, load_document, resolve
from stocktake.web.published import operations_of
from stocktake.web.sandbox import Response, Sandbox

ROOT = Path(__file__).resolve().parents[1]
PLANS, MADE = ROOT / "scripts" / "examples", ROOT / "openapi" / "examples"
NOW = "2026-03-02T09:00:00Z"
HOST = "127.0.0.1:8700"
MOST_ROWS = 2
JSON = "application/json"
_OWN_KEYS = ("body", "needs", "shown")


class Examples:
    """The examples of one document, made in a sandbox whose world is `start` again for each."""

    def __init__(self, sandbox: Sandbox, api: Api, plan: Mapping[str, Any]) -> None:
        self.sandbox, self.api, self.plan = sandbox, api, plan
        self.document: Document = load_document(api.document)
        self.operations = {o["operationId"]: (p, m, o) for p, m, o in operations_of(self.document)}
        self.base = f"/{api.name}" + str(self.document["servers"][0]["url"]).rstrip("/")
        self._answers: dict[str, Response] = {}
        self._made: dict[str, dict[str, Any]] = {}
        for name in plan.keys() - self.operations.keys() - {"account"}:
            raise SystemExit(f"{api.document}: the plan names {name}, which is no operation")

    def all(self) -> dict[str, dict[str, Any]]:
        """Return the example of each operation, in the order of the document."""
        return {name: self.example(name) for name in self.operations}

    def example(self, name: str) -> dict[str, Any]:
        """Return the example of an operation."""
        if name not in self._made:
            needs = self._looked_up(self.plan.get(name, {}).get("needs", []))
            request = self._request(name)
            self._begin(needs)
            answer = self._answers[name] = self._send(name, request)
            if answer.status >= 400 and answer.status != 460:
                raise SystemExit(f"{name} {request} answered {answer.status}: {answer.text[:600]}")
            shown = self.plan.get(name, {}).get("shown")
            if shown is not None:
                known = request["parameters"]
                request = {**request, "parameters": {each: known[each] for each in shown}}
            made = {"request": request, "answer": _cut(answer)}
            self._made[name] = {"needs": needs, **made} if needs else made
        return self._made[name]

    def _request(self, name: str) -> dict[str, Any]:
        given = self.plan.get(name, {})
        parameters = {key: value for key, value in given.items() if key not in _OWN_KEYS}
        request: dict[str, Any] = {}
        if parameters:
            schemas = {each["name"]: each["schema"] for each in self._parameters(name)}
            request["parameters"] = {
                key: self._spelled(value, schemas[key])
                for key, value in self._looked_up(parameters).items()
            }
        if "body" in given:
            content = resolve(self.document, self.operations[name][2]["requestBody"])["content"]
            request["media"] = JSON if JSON in content else next(iter(content))
            request["body"] = self._looked_up(given["body"])
        return request

    def _spelled(self, value: Any, schema: Any) -> Any:
        """Return a parameter's value as its schema has it: many ids are texts there."""
        schema = resolve(self.document, schema)
        if isinstance(value, list):
            return [self._spelled(each, schema["items"]) for each in value]
        return str(value) if schema.get("type") == "string" else value

    def _begin(self, needs: list[dict[str, Any]]) -> None:
        """Put the world back, and bring about what an example needs."""
        self.sandbox.restore("start")
        for need in needs:
            if "operation" in need:
                earlier = self.example(need["operation"])["request"]
                self._send(need["operation"], earlier)
            elif "quirk" in need:
                self.sandbox.set_quirk(need["quirk"], need["value"])
            else:
                self.sandbox.event(**need)

    def _send(self, name: str, request: Mapping[str, Any]) -> Response:
        path, method, _ = self.operations[name]
        given = self._credentials(name)
        query = []
        for parameter in self._parameters(name):
            if (key := parameter["name"]) not in request.get("parameters", {}):
                continue
            value = request["parameters"][key]
            if parameter["in"] == "path":
                path = path.replace("{" + key + "}", quote(str(value), safe=""))
            elif parameter["in"] == "header":
                given["headers"][key] = str(value)
            else:
                values = value if isinstance(value, list) else [value]
                query += [(key, _plain(each)) for each in values]
        target = f"{self.base}{path}" + (f"?{urlencode(query)}" if query else "")
        if "body" in request:
            given |= _body(request["media"], request["body"], given["headers"])
        return self.sandbox.request(method.upper(), target, **given)

    def _credentials(self, name: str) -> dict[str, Any]:
        """Return how a caller says who it is, as arguments of `Sandbox.request`."""
        if self.operations[name][2].get("security") == []:
            return {"headers": {"Host": HOST}}
        account = self._looked_up(self.plan["account"])
        given: dict[str, Any] = {"headers": {"Host": HOST, **account.get("headers", {})}}
        if "auth" in account:
            given["auth"] = tuple(account["auth"])
        if "token" in account:
            given["headers"]["Authorization"] = f"{account['scheme']} {account['token']}"
        return given

    def _parameters(self, name: str) -> list[dict[str, Any]]:
        path, _, operation = self.operations[name]
        item = self.document["paths"][path]
        every = (*operation.get("parameters", ()), *item.get("parameters", ()))
        return [resolve(self.document, each) for each in every]

    def _looked_up(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._looked_up(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._looked_up(inner) for inner in value]
        if not isinstance(value, str) or not value.startswith("="):
            return value
        source, _, pointer = value[1:].partition("#")
        if source == "env":
            return self.sandbox.env[pointer]
        if source == "sql":
            self.sandbox.restore("start")
            return self.sandbox.world().value(pointer)
        name, _, query = source.partition("?")
        return _at(self._said(name, query), pointer, where=value)

    def _said(self, name: str, query: str) -> Any:
        """Return what an operation answers: to its example, or to other questions of it."""
        if not query:
            self.example(name)
            return self._answers[name].json()
        request = self._request(name)
        asked = {**request.get("parameters", {}), **dict(parse_qsl(query))}
        self.sandbox.restore("start")
        return self._send(name, {**request, "parameters": asked}).json()


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _body(media: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
    if media == JSON:
        return {"json": body}
    headers["Content-Type"] = media
    return {"data": body.encode() if isinstance(body, str) else urlencode(body).encode()}


def _at(value: Any, pointer: str, *, where: str) -> Any:
    """Return what a pointer leads to; of rows, `key=value&key~text` is the first that says so."""
    for part in pointer.strip("/").split("/"):
        if re.search("[=~]", part):
            conditions = [re.fullmatch(r"([^=~]+)([=~])(.*)", each) for each in part.split("&")]
            wanted = [condition.groups() for condition in conditions if condition]
            rows = [row for row in value if all(_says(row.get(k), s, t) for k, s, t in wanted)]
            if not rows:
                raise SystemExit(f"{where}: no row has {part}")
            value = rows[0]
        elif isinstance(value, list):
            value = value[int(part)]
        elif "?" in part:
            name, _, key = part.partition("?")
            value = dict(parse_qsl(urlsplit(value[name]).query))[key]
        else:
            value = value[part]
    return value


def _says(value: Any, sign: str, text: str) -> bool:
    said = value if isinstance(value, str) else json.dumps(value)
    return text in said if sign == "~" else text == said


def _cut(answer: Response) -> dict[str, Any]:
    """Return an answer as an example shows it: lists with two rows, no bytes."""
    shown: dict[str, Any] = {"status": str(answer.status)}
    if not answer.body:
        return shown
    shown["media"] = media = answer.headers["content-type"].split(";")[0]
    if media == JSON:
        shown["value"] = _few(answer.json())
    elif media == "text/csv":
        shown["value"] = "".join(answer.text.splitlines(keepends=True)[: MOST_ROWS + 1])
    elif media.endswith("xml"):
        shown["value"] = _few_elements(answer.text)
    return shown


def _few_elements(text: str) -> str:
    root = ElementTree.fromstring(text)
    for element in list(root)[MOST_ROWS:]:
        root.remove(element)
    head = text[: text.index("?>") + 2] + "\n" if text.startswith("<?") else ""
    return head + ElementTree.tostring(root, encoding="unicode")


def _few(data: Any) -> Any:
    if isinstance(data, list):
        return data[:MOST_ROWS]
    if not isinstance(data, dict):
        return data
    return {
        key: value[:MOST_ROWS] if isinstance(value, list) and _is_rows(value) else value
        for key, value in data.items()
    }


def _is_rows(value: list[Any]) -> bool:
    return len(value) > MOST_ROWS and all(isinstance(row, dict) for row in value)


def make(now: str = NOW, only: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the examples of each document, by its name without the ending."""
    with Sandbox(seed_set="busy", now=now) as sandbox:
        sandbox.snapshot("start")
        for simulator in registry.ours():
            for api in simulator.apis:
                name = api.document.removesuffix(".yaml")
                if only and name not in only:
                    continue
                if not (PLANS / api.document).exists():
                    raise SystemExit(f"write {(PLANS / api.document).relative_to(ROOT)}")
                plan = yaml.safe_load((PLANS / api.document).read_text())
                yield name, Examples(sandbox, api, plan).all()


def spell(examples: Mapping[str, Any]) -> str:
    """Return examples as they stand in their file."""
    return json.dumps(examples, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("documents", nargs="*")
    asked = parser.parse_args()
    different = []
    for name, examples in make(only=tuple(asked.documents)):
        file, text = MADE / f"{name}.json", spell(examples)
        if file.exists() and file.read_text() == text:
            continue
        different.append(name)
        if not asked.check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
    if different and asked.check:
        print(f"python scripts/make_examples.py {' '.join(different)}", file=sys.stderr)
    return 1 if different and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())
