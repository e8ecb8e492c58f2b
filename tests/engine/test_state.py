"""What the engine keeps between rounds, all of which it could find out again."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from stocktake.engine.order import Change
from stocktake.engine.state import Paper, State

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORDER = {
    "id": 7, "site": "us", "shipmentStore": "w", "createdAt": "2026-03-02 01:00:00",
    "customer": {"id": 3}, "firstName": "Ada", "lastName": "Byron", "status": "new",
    "shipped": False, "items": [{"quantity": 2, "offer": {"externalId": "A"}}, {"quantity": 1}],
}  # fmt: skip


def change(number: int, **more: Any) -> Change:
    """Return a record of the history about order 7."""
    plain = {"at": NOW, "wants": True, "places": (), "told": None}
    return Change(id=number, order_id=7, **{**plain, **more})


def test_a_changed_order_is_stale_until_it_was_read_even_over_a_restart(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note_changes([change(12)], watermark=12)
    state.close()
    state = State(tmp_path)
    assert (state.watermark(), state.stale(), state.tracked()) == (12, [7], [])
    state.keep(7, ORDER)
    (tracked,) = state.tracked()
    assert (tracked.order.number, tracked.order.lines) == ("R7", (("A", 2), (None, 1)))
    state.done(7)
    assert state.stale() == []
    state.close()


def test_an_order_is_read_again_until_it_is_done_since_an_answer_may_be_old(
    tmp_path: Path,
) -> None:
    state = State(tmp_path)
    state.note_changes([change(1)], watermark=1)
    state.keep(7, ORDER)
    assert state.stale() == [7]
    state.done(7)
    assert state.stale() == []
    state.close()


def test_what_an_order_wants_has_a_version_and_a_time_and_other_changes_leave_both(
    tmp_path: Path,
) -> None:
    state = State(tmp_path)
    moved = change(3, places=("a", "b"))
    state.note_changes([change(1), moved, change(4, wants=False, told=True)], watermark=4)
    state.keep(7, ORDER)
    (tracked,) = state.tracked()
    assert (tracked.version, tracked.changed_at, tracked.places) == (3, NOW, ("a", "b"))
    assert tracked.told
    state.close()


def test_a_paper_is_of_one_document_and_remembers_what_was_agreed(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.remember_document(7, "w", 99)
    state.agree(7, "w", version=3, wanted={5: Fraction(2)})
    state.call_off(7, "w")
    state.remember_document(7, "w", 99)
    known = Paper(document=99, agreed=3, wanted={5: Fraction(2)}, ours=True)
    assert (state.paper(7, "w"), state.paper(7, "other")) == (known, None)
    state.remember_document(7, "w", 100)
    assert state.paper(7, "w") == Paper(document=100, agreed=None, wanted=None, ours=False)
    state.close()


def test_a_done_order_comes_back_when_the_history_names_it_again(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note_changes([change(1)], watermark=1)
    state.keep(7, ORDER)
    state.remember_document(7, "w", 99)
    state.done(7)
    assert state.tracked() == []
    state.note_changes([change(2)], watermark=2)
    state.keep(7, {**ORDER, "status": "cancel-other"})
    (tracked,) = state.tracked()
    paper = state.paper(7, "w")
    assert (paper and paper.document, tracked.order.cancelled) == (99, True)
    state.close()


def test_an_order_that_is_gone_is_not_tracked(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note_changes([change(1)], watermark=1)
    state.keep(7, None)
    assert (state.stale(), state.tracked()) == ([], [])
    state.close()
