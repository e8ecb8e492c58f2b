"""Puts each OpenAPI document into the wheel as JSON too: to parse YAML takes a process a second.

`stocktake/web/parsed.py` finds it by the hash of the YAML, so it can never be another's.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParsedDocuments(BuildHookInterface):  # type: ignore[type-arg]  # hatchling finds it by its base
    """The build hook of the wheel; an editable installation keeps its own beside its bytecode."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Parse the documents, before the wheel is packed."""
        if version == "editable":
            return
        self._folder = tempfile.mkdtemp()
        for document in sorted(Path(self.root, "openapi").rglob("*.yaml")):
            text = document.read_bytes()
            name = f"{hashlib.sha256(text).hexdigest()[:32]}.json"
            parsed = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            made = Path(self._folder, name)
            made.write_text(json.dumps(parsed, ensure_ascii=False, separators=(",", ":")))
            build_data["force_include"][str(made)] = f"stocktake/_data/parsed/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if version != "editable":
            shutil.rmtree(self._folder)
