"""What the engine keeps between rounds, all of which it could find out again."""

from pathlib import Path

from stocktake.engine.state import State

ORDER = {
    "id": 7, "site": "us", "shipmentStore": "w", "createdAt": "2026-03-02 01:00:00",
    "customer": {"id": 3}, "firstName": "Ada", "lastName": "Byron", "status": "new",
    "shipped": False, "items": [{"quantity": 2, "offer": {"externalId": "A"}}, {"quantity": 1}],
}  # fmt: skip


def test_a_changed_order_is_stale_until_it_was_read_even_over_a_restart(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note_changes([7], watermark=12)
    state.close()
    state = State(tmp_path)
    assert (state.watermark(), state.stale(), state.tracked()) == (12, [7], [])
    state.keep(7, ORDER)
    (tracked,) = state.tracked()
    assert (tracked.order.number, tracked.order.lines) == ("R7", (("A", 2), (None, 1)))
    assert state.stale() == []
    state.close()


def test_a_done_order_comes_back_when_the_history_names_it_again(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note_changes([7], watermark=1)
    state.keep(7, ORDER)
    state.remember_document(7, 99)
    state.done(7)
    assert state.tracked() == []
    state.note_changes([7], watermark=2)
    state.keep(7, {**ORDER, "status": "cancel-other"})
    (tracked,) = state.tracked()
    assert (tracked.document_id, tracked.order.cancelled) == (99, True)
    state.close()


def test_an_order_that_is_gone_is_not_tracked(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note_changes([7], watermark=1)
    state.keep(7, None)
    assert (state.stale(), state.tracked()) == ([], [])
    state.close()
