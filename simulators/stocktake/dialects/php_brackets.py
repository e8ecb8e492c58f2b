"""Names with brackets, as PHP and Rails read them in forms and queries: `order[items][0][sku]`."""

import re
from typing import Any

from stocktake.core.errors import Malformed

_DEEPEST = 32
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def read_brackets(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return fields as the tree that their names spell: `a[b]=1`, `a[]=1`, `a[0][b]=1`.

    `a[][x]=1&a[][y]=2` is one element; a key that comes again begins the next. A name whose
    brackets do not match is an ordinary name. Malformed for more than 32 brackets in one name.
    """
    tree: dict[str, Any] = {}
    for name, value in pairs:
        head, bracket, rest = name.partition("[")
        keys = _BRACKETS.findall(bracket + rest)
        if not head or "[" + "][".join(keys) + "]" != bracket + rest:
            head, keys = name, []
        if len(keys) > _DEEPEST:
            raise Malformed(f"{head}: more than {_DEEPEST} brackets")
        _put(tree, [head, *keys], value)
    return {key: _lists(value) for key, value in tree.items()}


def _put(node: dict[str, Any], keys: list[str], value: str) -> None:
    key, rest = keys[0], keys[1:]
    if key == "":
        key = _next_index(node, rest)
    if not rest:
        node[key] = value
        return
    if not isinstance(node.get(key), dict):
        node[key] = {}
    _put(node[key], rest, value)


def _next_index(node: dict[str, Any], rest: list[str]) -> str:
    if node and rest and rest[0] != "":
        last = str(len(node) - 1)
        if isinstance(node.get(last), dict) and rest[0] not in node[last]:
            return last
    return str(len(node))


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and list(value) == [str(index) for index in range(len(value))]:
        return [_lists(item) for item in value.values()]
    return {key: _lists(item) for key, item in value.items()}
