"""What takes long to parse, as JSON: from the wheel, or kept beside Python's bytecode."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

_FOLDER = Path(__file__).parent / "__pycache__"
_SHIPPED = Path(__file__).parents[1] / "_data" / "parsed"  # scripts/hatch_build.py writes it


def kept_as_json(text: bytes, parse: Callable[[bytes], Any]) -> Any:
    """Return what `parse` makes of a text, from the file that the wheel or a process kept of it.

    The file is named by the text's hash, so another text never meets it. Nothing is kept where
    Python keeps no bytecode, or of what JSON cannot hold as it is.
    """
    name = f"{hashlib.sha256(text).hexdigest()[:32]}.json"
    for folder in (_SHIPPED, _FOLDER):
        with contextlib.suppress(OSError, ValueError):
            return orjson.loads((folder / name).read_bytes())
    parsed = parse(text)
    if not sys.dont_write_bytecode:
        _keep(_FOLDER / name, parsed)
    return parsed


def _keep(kept: Path, parsed: Any) -> None:
    try:
        content = orjson.dumps(parsed)
        if orjson.loads(content) != parsed:
            return
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_bytes(content)
        os.replace(written, kept)  # whole, or not there, for a process that reads it meanwhile
    except (OSError, TypeError):  # a folder that may not be written; what is no JSON
        return
