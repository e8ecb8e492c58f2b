"""How Rails reads a request: paths, verbs, ids, nested attributes, Ruby's times."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.dialects.rails_requests import (
    read_id,
    read_ids,
    read_path,
    read_ruby_time,
    read_verb,
)


@pytest.mark.parametrize("sent", ["/a/b", "//a///b", "/a/b/", "/a/b.json", "/a//b.json//"])
def test_spellings_of_a_path_are_one_path(sent: str) -> None:
    assert read_path(sent) == "/a/b"


@pytest.mark.parametrize("sent", ["/a/.json", "/a/b.xml", "/a/b.JSON", "/a/b.json5", "/a.json/b"])
def test_what_is_no_format_of_the_last_word_stays(sent: str) -> None:
    assert read_path(sent) == sent


@given(st.text(alphabet="ab/.json", max_size=12))
def test_a_path_is_read_once(path: str) -> None:
    once = read_path(path)
    assert "//" not in once
    assert not once.endswith("/")


def test_head_is_routed_as_get_and_nothing_else_is() -> None:
    assert [read_verb(verb) for verb in ("HEAD", "GET", "POST", "OPTIONS")] == [
        "GET", "GET", "POST", "OPTIONS",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sent", "read"),
    [
        ("id", 3.0, 3), ("order_id", "3.0", "3"), ("location_ids", ["1.00", 2.0], ["1", 2]),
        ("id", 3.5, 3.5), ("id", "3.5", "3.5"), ("id", "x.0", "x.0"), ("id", True, True),
        ("count", 3.0, 3.0), ("order_number", "3.0", "3.0"), ("id", 1e300, 1e300),
        ("id", None, None), ("id", float("inf"), float("inf")),
    ],
)  # fmt: skip
def test_whole_floats_are_integers_where_an_id_is_meant(name: str, sent: Any, read: Any) -> None:
    found = read_id(name, sent)
    assert (found, type(found)) == (read, type(read))


def test_ids_are_read_at_any_depth_and_numbered_attributes_become_a_list() -> None:
    body = {"lines_attributes": {"0": {"id": 1.0}, "7": {"item": {"item_id": "2.0"}}}, "note": 3.0}
    assert read_ids(body) == {
        "lines_attributes": [{"id": 1}, {"item": {"item_id": "2"}}],
        "note": 3.0,
    }
    assert read_ids({"address_attributes": {"line1": "x"}}) == {
        "address_attributes": {"line1": "x"}
    }
    assert read_ids([{"id": 1.0}, 5, "x", None]) == [{"id": 1}, 5, "x", None]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-01-05 09:00:00 UTC", "2026-01-05 09:00:00Z"),
        (" 2026-01-05 09:00:00 GMT ", "2026-01-05 09:00:00Z"),
        ("2026-01-05 09:00:00 +0200", "2026-01-05 09:00:00+0200"),
        ("2026-01-05 09:00:00  0200", "2026-01-05 09:00:00+0200"),
        ("2026-01-05 09:00", "2026-01-05 09:00"),
        ("2026-01-05T09:00:00.000Z", "2026-01-05T09:00:00.000Z"),
        ("2026-01-05", "2026-01-05"),
        ("soon UTC", "soon UTC"),
    ],
)
def test_a_zone_that_ruby_writes_apart_is_joined_to_its_time(sent: str, read: str) -> None:
    assert read_ruby_time(sent) == read
