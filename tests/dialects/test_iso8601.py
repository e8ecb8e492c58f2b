"""ISO 8601: what is spelled is read again, a lost plus sign is restored."""

from datetime import UTC
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.dialects.iso8601 import read_time, restore_plus, spell_time

KOLKATA, NEW_YORK = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")
ZONES = st.sampled_from([UTC, KOLKATA, NEW_YORK])
INSTANTS = st.integers(-2_208_000_000_000, 221_845_000_000_000)  # 1900 to 9000
SPECS = st.sampled_from(["seconds", "milliseconds"])


@given(INSTANTS, ZONES, ZONES)
def test_what_is_spelled_is_read_again(instant: int, spelled_in: ZoneInfo, other: ZoneInfo) -> None:
    text = spell_time(instant, spelled_in, timespec="milliseconds")
    assert text is not None
    assert read_time(text, other) == instant


# From 1970 on: before 1906 the offset of Kolkata has seconds.
@given(st.integers(0, 221_845_000_000_000), ZONES, SPECS)
def test_a_plus_sign_that_arrives_as_a_space_is_restored(
    instant: int, zone: ZoneInfo, timespec: Literal["seconds", "milliseconds"]
) -> None:
    text = spell_time(instant, zone, timespec=timespec)
    assert text is not None
    assert restore_plus(text.replace("+", " ")) == text


@pytest.mark.parametrize(
    "text", ["2008-01-01 03:00", "2008-01-01 0300", "2008-01-01", "2008-01-01T03:00:00-05:00", ""]
)
def test_a_text_that_lost_no_plus_sign_stays_as_it_is(text: str) -> None:
    assert restore_plus(text) == text


def test_a_time_without_a_zone_is_in_the_zone_given() -> None:
    assert read_time("2026-01-31T09:00:00", NEW_YORK) == read_time("2026-01-31T14:00Z", UTC)
    assert read_time("2026-01-31", UTC) == read_time("2026-01-31T00:00:00Z", NEW_YORK)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-02-30", "1899-12-31T23:59:59Z", "9001-01-01", "0001-01-01T00:00+14:00"],
)
def test_what_is_no_time_between_1900_and_9000_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|out of range|is not between"):
        read_time(text, UTC)


def test_no_time_is_spelled_as_none() -> None:
    assert spell_time(None, UTC, timespec="seconds") is None
