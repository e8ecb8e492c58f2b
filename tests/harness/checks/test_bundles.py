"""A bundle and its parts share their stock: what is right of one while orders want the other."""

from typing import Any

import pytest

from tests.harness.blamed import stories
from tests.harness.made import Made


def unmade(**order: Any) -> Made:
    """An order without a document; 12 pins and 4 totes make two sets of 5 pins and a tote."""
    made = Made("whiplash", SET=2, PIN=12, TOTE=4)
    made.parts = {"SET": {"PIN": 5, "TOTE": 1}}
    made.keeps_numbers = False
    made.order(1, **order)
    return made


def wrong(made: Made, **shown: int) -> bool:
    """Whether these numbers are wrong while the order waits."""
    with made.round("R1 could not be made"):
        made.engine.show(at="whiplash", **shown)
    return any("of R1" not in story for story in stories(made).get("converged", ()))


@pytest.mark.parametrize(
    ("shown", "is_wrong"),
    [
        ({"SET": 1, "PIN": 7, "TOTE": 3}, False),
        ({"SET": 1, "PIN": 12, "TOTE": 4}, True),  # bundle and parts sold apart
        ({"SET": 1, "PIN": 11, "TOTE": 3}, True),
        ({"SET": 2, "PIN": 7, "TOTE": 3}, True),
    ],
)
def test_what_is_wanted_of_a_bundle_is_unknown_of_its_parts(
    shown: dict[str, int], is_wrong: bool
) -> None:
    assert wrong(unmade(SET=1), **shown) == is_wrong


@pytest.mark.parametrize(
    ("shown", "is_wrong"),
    [
        ({"SET": 1, "PIN": 9, "TOTE": 4}, False),  # as many as the scarcest part allows
        ({"SET": 0, "PIN": 9, "TOTE": 4}, False),  # each wanted part as one bundle
        ({"SET": 2, "PIN": 9, "TOTE": 4}, True),
    ],
)
def test_what_is_wanted_of_a_part_is_unknown_of_its_bundle(
    shown: dict[str, int], is_wrong: bool
) -> None:
    assert wrong(unmade(PIN=3), **shown) == is_wrong


def test_parts_that_a_bundle_can_spare_lower_it_by_nothing() -> None:
    assert not wrong(unmade(PIN=2), SET=2, PIN=10, TOTE=4)
    assert not wrong(unmade(TOTE=2), SET=2, PIN=12, TOTE=2)


def test_a_document_may_name_the_parts_instead_of_the_bundle() -> None:
    made = unmade(SET=1)
    with made.round():
        made.engine.create(1, lines={"PIN": 5, "TOTE": 1})
    assert "each_order_once" not in stories(made)
    made = unmade(SET=1)
    with made.round():
        made.engine.create(1, lines={"PIN": 1, "TOTE": 1})
    assert "each_order_once" in stories(made)
