"""Documents are parsed once for all processes, and again when they change."""

import datetime
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from stocktake.core.files import document_file
from stocktake.web import parsed
from stocktake.web.documents import read_document


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parsed, "_FOLDER", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def parse(text: bytes) -> Any:
    return yaml.safe_load(text)


def fails(text: bytes) -> Any:
    raise AssertionError("it was kept")


def test_what_was_parsed_once_is_not_parsed_again(folder: Path) -> None:
    assert parsed.kept_as_json(b"a: [1, x]", parse) == {"a": [1, "x"]}
    assert parsed.kept_as_json(b"a: [1, x]", fails) == {"a": [1, "x"]}
    (kept,) = folder.iterdir()
    assert kept.suffix == ".json", "nothing half written stays"


def test_another_text_is_parsed_and_a_spoiled_file_too(folder: Path) -> None:
    assert parsed.kept_as_json(b"a: 1", parse) == {"a": 1}
    assert parsed.kept_as_json(b"a: 2", parse) == {"a": 2}
    for kept in folder.iterdir():
        kept.write_text("{")
    assert parsed.kept_as_json(b"a: 1", parse) == {"a": 1}


def test_what_json_cannot_hold_is_parsed_each_time(folder: Path) -> None:
    for text in (b"a: 2026-03-02", b"1: a"):
        assert parsed.kept_as_json(text, parse) == yaml.safe_load(text)
    assert parsed.kept_as_json(b"a: 2026-03-02", parse)["a"] == datetime.date(2026, 3, 2)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_and_python_without_bytecode_keep_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert parsed.kept_as_json(b"a: 1", parse) == {"a": 1}
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(parsed, "_FOLDER", folder / "missing")
    assert parsed.kept_as_json(b"a: 1", parse) == {"a": 1}


def test_a_kept_document_is_the_document() -> None:
    text = document_file("control.yaml").read_bytes()
    assert read_document("control.yaml") == yaml.safe_load(text)
