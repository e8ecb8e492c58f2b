"""What takes long to parse, kept as JSON beside Python's bytecode."""

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

_FOLDER = Path(__file__).parent / "__pycache__"


def kept_as_json(text: bytes, parse: Callable[[bytes], Any]) -> Any:
    """Return what `parse` makes of a text, from the file that an earlier process kept of it.

    The file is named by the text's hash, so another text never meets it. Nothing is kept where
    Python keeps no bytecode, or of what JSON cannot hold as it is.
    """
    kept = _FOLDER / f"{hashlib.sha256(text).hexdigest()[:32]}.json"
    try:
        return orjson.loads(kept.read_bytes())
    except (OSError, ValueError):
        parsed = parse(text)
        if not sys.dont_write_bytecode:
            _keep(kept, parsed)
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
