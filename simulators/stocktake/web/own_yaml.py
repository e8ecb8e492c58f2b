"""YAML as users write it, with the line of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

Path = tuple[str | int, ...]
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times faster


class NotYaml(ValueError):  # noqa: N818  # said of the text, not of the program
    """A text that is no YAML, or says a thing twice; `line` is 0 where none is known."""

    def __init__(self, why: str, *, line: int = 0) -> None:
        super().__init__(" ".join(why.split()))
        self.line = line


# YAML as JSON has it: NO and 000417 are texts, and a time is one too.
_Loader: Any = type("_Loader", (_Base,), {"yaml_implicit_resolvers": {}})
for _tag, _pattern, _first in (
    ("bool", r"true|false|True|False", "tfTF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("null", r"~|null|Null|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def read_yaml(text: str) -> tuple[Any, dict[Path, int]]:
    """Return what a text says, and in which line it says what; NotYaml when it is none."""
    try:
        node = _Loader(text).get_single_node()
        lines = dict(_lines(node, (), [])) if node is not None else {}
        content = _Loader("").construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = f"{error.problem or error.context}"
        raise NotYaml(why, line=mark.line + 1 if mark else 0) from None
    except yaml.YAMLError as error:
        raise NotYaml(str(error)) from None
    return content, lines


def _lines(node: yaml.Node, path: Path, above: list[yaml.Node]) -> Iterator[tuple[Path, int]]:
    """Return the line of each value; a key that is there twice, or a circle, is an error."""
    if node in above:
        raise yaml.MarkedYAMLError(problem="it contains itself", problem_mark=node.start_mark)
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _lines(value, (*path, place), [*above, node])
    elif isinstance(node, yaml.MappingNode):
        seen = set[str]()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {name!r} is there twice", problem_mark=key.start_mark
                )
            seen.add(name)
            yield from _lines(value, (*path, name), [*above, node])
            yield (*path, name), key.start_mark.line + 1
