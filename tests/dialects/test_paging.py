"""Numbered pages: what a client asks for, and the rows that it gets."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake import SIMULATORS
from stocktake.core.world import World
from stocktake.dialects.paging import (
    LARGEST_PAGE,
    read_page,
    read_positive,
    select_page,
    show_page,
)
from stocktake.web.sandbox import Sandbox

QUIRK = "wherefour.past_the_end"


@pytest.fixture(scope="module")
def world() -> World:
    return Sandbox(SIMULATORS, seed_set="shelf").world()


@given(st.integers(1, LARGEST_PAGE))
def test_a_positive_number_is_the_page(world: World, number: int) -> None:
    world.unusable.clear()
    assert read_page(world, str(number)) == number
    assert world.unusable == []


@pytest.mark.parametrize(
    "text", [None, "", "0", "000", "-1", "+1", " 1", "1 ", "1\n", "1.0", "١", "last", "9" * 41]
)
def test_any_other_text_is_the_first_page_and_named_unless_it_is_blank(
    world: World, text: str | None
) -> None:
    world.unusable.clear()
    assert read_page(world, text) == 1
    assert world.unusable == ([f"page={text}"] if text else [])


@given(st.integers(1, 10**40 - 1), st.integers(1, 500), st.integers(1, 500))
def test_a_size_is_cut_at_the_most_and_named_then_and_absent_the_default(
    world: World, size: int, usual: int, most: int
) -> None:
    world.unusable.clear()
    assert read_positive(world, "limit", str(size), usual, most=most) == min(size, most)
    assert world.unusable == ([f"limit={size}"] if size > most else [])
    assert read_positive(world, "limit", None, usual, most=most) == usual


@given(st.sets(st.integers(0, 99)), st.integers(0, 99), st.integers(1, 20))
def test_the_pages_together_hold_every_row_that_matches_once_and_in_order(
    world: World, ids: set[int], least: int, size: int
) -> None:
    seen: list[int] = []
    wanted = sorted((each for each in ids if each >= least), reverse=True)
    for number in range(1, len(wanted) // size + 2):
        page = select_page(
            world,
            "SELECT value AS id",
            "FROM json_each(:ids) WHERE value >= :least",
            order="value DESC",
            values={"ids": json.dumps(list(ids)), "least": least},
            number=number,
            size=size,
            past_the_end=QUIRK,
        )
        assert page.total == len(wanted)
        assert len(page.rows) <= size
        seen += [row["id"] for row in page.rows]
    assert seen == wanted


def test_a_page_shows_its_records_in_the_order_of_their_ids(world: World) -> None:
    def show(world: World, ids: Sequence[int]) -> list[Any]:
        return [f"record {each}" for each in ids]

    found = select_page(
        world,
        "SELECT value AS id",
        "FROM json_each('[1, 2, 3, 4, 5]')",
        order="value DESC",
        values={},
        number=2,
        size=2,
        past_the_end=QUIRK,
    )
    page = show_page(world, found, show=show)
    assert page.rows == ["record 3", "record 2"]
    assert (page.total, page.number, page.size) == (5, 2, 2)


def rows_of(world: World, number: int, *, total: int, size: int) -> tuple[list[int], int]:
    """Return the rows of a page of the numbers from 1 to `total`, and the page's number."""
    page = select_page(
        world,
        "SELECT value",
        "FROM json_each(:all)",
        order="value",
        values={"all": json.dumps(list(range(1, total + 1)))},
        number=number,
        size=size,
        past_the_end=QUIRK,
    )
    assert page.total == total
    return [row["value"] for row in page.rows], page.number


@pytest.mark.parametrize("number", [3, 4, LARGEST_PAGE])
def test_past_the_last_page_there_are_no_rows(world: World, number: int) -> None:
    world.set_quirk(QUIRK, "empty")
    assert rows_of(world, number, total=4, size=2) == ([], number)


@pytest.mark.parametrize("number", [3, 4, LARGEST_PAGE])
def test_or_past_the_last_page_comes_the_last_page_again(world: World, number: int) -> None:
    world.set_quirk(QUIRK, "last_page")
    assert rows_of(world, number, total=4, size=2) == ([3, 4], 2)
    assert rows_of(world, number, total=3, size=2) == ([3], 2)
    assert rows_of(world, number, total=0, size=2) == ([], 1)
