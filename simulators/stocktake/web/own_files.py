"""Files that users write: YAML or JSON, with the line of every value, held to a JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import jsonschema_rs

from .documents import nearest

MOST_BYTES = 50_000_000
Path = tuple[str | int, ...]


class OwnFileError(ValueError):
    """A file that cannot be used; `lines` say in a line each what is wrong and where."""

    def __init__(self, lines: list[str], *, hint: str = "") -> None:
        self.lines = lines
        more = f" (and {len(lines) - 1} more{hint})" if len(lines) > 1 else ""
        super().__init__(f"{lines[0]}{more}")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What a file says, and in which line it says what; `name` is what errors call it."""

    name: str
    content: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of a value, or of what is around it; 0 where none is known."""
        known = (path[:n] for n in range(len(path), -1, -1) if path[:n] in self.lines)
        return next((self.lines[each] for each in known), 0)

    def error(self, found: Iterable[tuple[Path, str]], *, hint: str = "") -> OwnFileError:
        """Return complaints as an error, in the order of the lines."""
        in_order = sorted(found, key=lambda each: self.line(each[0]))
        return OwnFileError([self.told(*each) for each in in_order], hint=hint)

    def told(self, path: Path, message: str) -> str:
        """Return a complaint as a line: `goods.yaml:12: items[2].price: ...`."""
        line = self.line(path)
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        place = f"{self.name}:{line}" if line else self.name
        return ": ".join(filter(None, [place, where.removeprefix("."), message]))


def read_bytes(file: FilePath) -> bytes:
    """Return what is in a file; OwnFileError when it cannot be read."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise OwnFileError([f"{file}: {error.strerror}"]) from None
    if len(content) > MOST_BYTES:
        raise OwnFileError([f"{file}: larger than {MOST_BYTES // 10**6} MB"])
    return content


def read_own_file(file: FilePath) -> OwnFile:
    """Read a YAML or JSON file; OwnFileError when it is neither."""
    from .own_yaml import NotYaml, read_yaml  # it brings YAML, which few checks need

    text = decoded(read_bytes(file), file)
    try:
        content, lines = read_yaml(text)
    except NotYaml as error:
        line = f":{error.line}" if error.line else ""
        raise OwnFileError([f"{file}{line}: not YAML: {error}"]) from None
    return OwnFile(str(file), content, lines)


def decoded(content: bytes, file: FilePath) -> str:
    """Return UTF-8, with a mark of its order of bytes or without, as text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise OwnFileError([f"{file}:{line}: not UTF-8: save it as UTF-8"]) from None


# Held to a schema


def problems(schema: Mapping[str, Any], content: Any) -> list[tuple[Path, str]]:
    """Return what a JSON Schema (draft 7, without references) does not allow, in order.

    `x-named` beside `properties` is what an unknown one is called: `no warehouse 'x'`.
    """
    validator = jsonschema_rs.Draft7Validator(dict(schema))
    found = [each for e in validator.iter_errors(content) for each in _problems(e, schema)]
    return sorted(found, key=lambda problem: [(isinstance(p, str), p) for p in problem[0]])


def _problems(
    error: jsonschema_rs.ValidationError, schema: Mapping[str, Any]
) -> Iterator[tuple[Path, str]]:
    path = tuple(error.instance_path)
    kind: Any = error.kind
    value = error.instance
    if kind.name == "additionalProperties":
        inner: Any = schema
        for part in error.schema_path[:-1]:
            inner = inner[part]
        known, called = list(inner["properties"]), inner.get("x-named", "key")
        for name in kind.unexpected:
            yield (*path, name), f"no {called} {name!r}{nearest(name, known)}"
    elif kind.name == "required":
        yield path, f"{_own_name(value)}{kind.property} is missing"
    elif kind.name == "enum":
        options = [str(option) for option in kind.options]
        yield path, f"no {value!r}{nearest(str(value), options)}"
    elif kind.name == "type":
        types = [str(each) for each in kind.types]
        wanted = " or ".join(_TYPES[each] for each in _TYPES if each in types)
        yield path, f"{_shown(value)} is not {wanted}{_hint(value, types)}"
    elif kind.name == "pattern":
        yield path, f"{value!r} is not written as it must be{_example(error, schema)}"
    elif kind.name == "minLength":
        yield path, "it is empty"
    elif kind.name == "minItems":
        yield path, f"the list needs {kind.limit} or more"
    else:
        yield path, error.message[:200]


def _example(error: jsonschema_rs.ValidationError, schema: Mapping[str, Any]) -> str:
    inner: Any = schema
    for part in error.schema_path[:-1]:
        inner = inner[part]
    examples = ", ".join(map(str, inner.get("examples", ())))
    return f", such as {examples}" if examples else ""


_TYPES = {
    "number": "a number", "integer": "a whole number", "string": "text", "boolean": "true or false",
    "array": "a list", "object": "an object (names with values)", "null": "null",
}  # fmt: skip


def _hint(value: Any, types: Sequence[str]) -> str:
    if "string" in types and isinstance(value, int | float):
        return f': put it in quotes, "{value}"'
    return ""


def _shown(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _own_name(value: Any) -> str:
    """Return what an object calls itself, so that it is found where there are no lines."""
    name = value.get("sku") or value.get("name") if isinstance(value, dict) else None
    return f"{name!r}: " if isinstance(name, str) else ""
