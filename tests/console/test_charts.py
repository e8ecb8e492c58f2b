"""The step chart of an SKU, from plain moments."""

from __future__ import annotations

from typing import Any

import pytest
from stocktake.console.charts import chart_of
from stocktake.console.systems import Systems


def moment(row: int | None, on_hand: float, promise: float, shown: float | None) -> dict[str, Any]:
    """Return a moment as the control plane tells it; each row is a second."""
    return {
        "row": row, "at": None if row is None else f"2026-01-05T09:00:{row:02}.000Z",
        "what": "it changed", "on_hand": on_hand, "can_promise": promise, "shop_shows": shown,
        "difference": None if shown is None else shown - promise,
    }  # fmt: skip


def row(*moments: dict[str, Any]) -> dict[str, Any]:
    """Return an SKU at a warehouse that feeds a shop."""
    return {"stock": {"warehouse": "wf", "outlet": "crm", "place": "wf"}, "moments": [*moments]}


CHANGES = row(moment(None, 84, 84, 0), moment(1, 84, 84, 84), moment(31, 108, 108, 84))


def test_each_moment_is_a_step_and_a_difference_is_shaded() -> None:
    chart = chart_of(CHANGES, Systems())
    paths = {curve.label: curve.path for curve in chart.curves}
    assert paths.keys() == {"on hand 108", "can promise 108", "shop shows 84"}
    assert paths["on hand 108"] == paths["can promise 108"] != paths["shop shows 84"]
    assert paths["shop shows 84"].count("H") == 3
    assert len(chart.gaps) == 2
    assert [tick.row for tick in chart.ticks] == [None, 1, 31]
    assert "it changed: on hand 108, can promise 108, shop shows 84" in chart.ticks[-1].title


def test_words_at_the_ends_do_not_lie_on_each_other() -> None:
    heights = sorted(curve.y for curve in chart_of(CHANGES, Systems()).curves)
    assert all(b - a >= 16 for a, b in zip(heights, heights[1:], strict=False))


def test_by_time_a_moment_stands_where_its_time_is() -> None:
    even, by_time = chart_of(CHANGES, Systems()), chart_of(CHANGES, Systems(), by_time=True)
    assert even.ticks[1].width == pytest.approx(even.ticks[2].width, abs=0.2)
    assert by_time.ticks[1].width > by_time.ticks[2].width
    assert by_time.ticks[0].x == even.ticks[0].x


def test_one_moment_and_a_place_that_shows_nothing_are_a_picture_too() -> None:
    chart = chart_of(row(moment(None, 0, 0, None)), Systems())
    assert [curve.label for curve in chart.curves] == ["on hand 0", "can promise 0"]
    assert chart.gaps == ()
    assert len(chart.grid) == 2


def test_of_many_moments_a_few_have_labels() -> None:
    chart = chart_of(row(*(moment(n, n, n, n) for n in range(1, 60))), Systems())
    labelled = [tick.x for tick in chart.ticks if tick.has_label]
    assert len(chart.ticks) == 59
    assert 5 < len(labelled) < 13
    assert all(b - a >= 78 for a, b in zip(labelled, labelled[1:], strict=False))
