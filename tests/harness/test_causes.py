"""Causes are told before what only follows from them."""

from dataclasses import replace

from stocktake.harness.causes import causes_of
from stocktake.harness.history import History
from stocktake.harness.violation import Violation

from tests.harness.histories import history, order, stock


def violation(
    check: str, duty: str, journal: tuple[int, ...], story: str, **more: object
) -> Violation:
    return Violation(check=check, duty=duty, journal=journal, story=story, **more)  # type: ignore[arg-type]


def told(violations: list[Violation], seen: History) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (cause.violation.story, tuple(each.story for each in cause.consequences))
        for cause in causes_of(violations, seen)
    ]


def seen(*skus: str) -> History:
    """A play that ended with the order R1 for A, and these SKUs on the shelf."""
    one = history(orders=(order("retailcrm", 2), order("wherefour", 3)))
    rows = tuple(replace(stock(), sku=sku, good=str(n)) for n, sku in enumerate(skus or ("A",)))
    (step,) = one.steps
    return replace(one, steps=(replace(step, after=replace(step.after, stock=rows)),))


def test_a_wrong_number_and_an_oversell_follow_from_a_wrong_document() -> None:
    number = violation("converged", "D1", (5,), "The shop shows 5 of A, but 4 is right.")
    oversell = violation("no_oversell", "D1", (40,), "At 40 a shopper ordered 1 of A.")
    document = violation("each_order_once", "D2, D3", (30,), "wherefour has order R1 with 3 of A.")
    assert told([number, oversell, document], seen()) == [
        (document.story, (number.story, oversell.story))
    ]


def test_a_document_explains_the_numbers_of_goods_that_its_story_does_not_name() -> None:
    number = violation("converged", "D1", (5,), "The shop shows 5 of A.")
    document = violation("each_order_once", "D3", (30,), "wherefour holds order R1 2 times.")
    assert told([number, document], seen()) == [(document.story, (number.story,))]


def test_what_is_not_explained_whole_is_told_whole() -> None:
    number = violation("converged", "D1", (5,), "The shop shows 5 of A. The shop shows 1 of B.")
    document = violation("each_order_once", "D3", (30,), "wherefour has R1 with 3 of A.")
    assert told([number, document], seen("A", "B")) == [(document.story, ()), (number.story, ())]


def test_two_orders_of_one_good_are_two_causes() -> None:
    first = violation("each_order_once", "D3", (30,), "R1 was made 2 times.")
    second = violation("restock_once", "D5", (20,), "3 of A came back.")
    assert told([first, second], seen()) == [(second.story, ()), (first.story, ())]


def test_what_a_check_gives_is_used_beside_the_story_and_ids_of_goods_are_understood() -> None:
    number = violation("converged", "D1", (5,), "One.", about=("wherefour:0",))
    document = violation("each_order_once", "D3", (30,), "Two.", about=("R1",))
    assert told([number, document], seen()) == [("Two.", ("One.",))]


def test_the_same_of_the_same_good_is_told_once() -> None:
    every = [violation("no_lost_update", "D7", (n,), f"At {n} it wrote A.") for n in (1, 2, 3)]
    assert told(every, seen()) == [("At 1 it wrote A.", ("At 2 it wrote A.", "At 3 it wrote A."))]


def test_without_a_history_nothing_is_put_together() -> None:
    one = violation("converged", "D1", (5,), "Of A.")
    assert [each.violation for each in causes_of([one, one], None)] == [one, one]
