"""Pages and their headers. Source: docs/reference/wherefour.md §1.4."""

import pytest

from .conftest import BASE, Warehouse

HERE = f"http://sandbox{BASE}/inventory"


@pytest.mark.parametrize(
    ("page", "link"),
    [
        (1, f'<{HERE}?page=3&per_page=30>; rel="last", <{HERE}?page=2&per_page=30>; rel="next"'),
        (
            2,
            f'<{HERE}?page=1&per_page=30>; rel="first", <{HERE}?page=1&per_page=30>; rel="prev", '
            f'<{HERE}?page=3&per_page=30>; rel="last", <{HERE}?page=3&per_page=30>; rel="next"',
        ),
        (3, f'<{HERE}?page=1&per_page=30>; rel="first", <{HERE}?page=2&per_page=30>; rel="prev"'),
        (9, f'<{HERE}?page=1&per_page=30>; rel="first", <{HERE}?page=8&per_page=30>; rel="prev"'),
    ],
)
def test_link_names_first_previous_next_and_last_page(
    warehouse: Warehouse, page: int, link: str
) -> None:
    """§1.4: first and prev unless on page 1, then last and next unless on the last or past it."""
    answer = warehouse.get(f"/inventory?per_page=30&page={page}")
    assert answer.headers["link"] == link
    assert answer.headers["total"] == "78"
    assert answer.headers["per-page"] == "30"


def test_page_one_of_three_has_the_link_of_the_worked_check(warehouse: Warehouse) -> None:
    """§8: rel last before rel next, on page 1 of 3."""
    for _ in range(60):
        warehouse.order({"inventory_id": 4, "count": 1}, order_number="SO7")
    url = f"http://sandbox{BASE}/orders/search?order_number=SO7&page="
    assert warehouse.get("/orders/search?order_number=SO7").headers["link"] == (
        f'<{url}3>; rel="last", <{url}2>; rel="next"'
    )


def test_link_sorts_and_escapes_the_query(warehouse: Warehouse) -> None:
    """§1.4: query parameters sorted by name, form-encoded; a space is `+`, a colon `%3A`."""
    answer = warehouse.get("/inventory?updated_at=1999-01-01%2000:00:00&per_page=50&x=a%26b")
    assert answer.headers["link"].startswith(
        f"<{HERE}?page=2&per_page=50&updated_at=1999-01-01+00%3A00%3A00&x=a%26b>"
    )


def test_link_leaves_out_parameters_from_the_body(warehouse: Warehouse) -> None:
    """§1.4: body parameters are not repeated."""
    answer = warehouse.get("/inventory/search?per_page=1", json={"name": "coffee"})
    assert int(answer.headers["total"]) > 1
    assert "coffee" not in answer.headers["link"]
    assert "per_page=1" in answer.headers["link"]


def test_a_single_page_has_total_and_per_page_but_no_link(warehouse: Warehouse) -> None:
    """§1.4: with a single page Link is absent, Total and Per-Page are always there."""
    answer = warehouse.get("/customers/search?display_name=embarcadero")
    assert "link" not in answer.headers
    assert (answer.headers["total"], answer.headers["per-page"]) == ("1", "25")


@pytest.mark.parametrize("page", ["0", "-1", "abc", "", "1.5"])
def test_a_page_that_is_not_a_positive_number_means_the_first(
    warehouse: Warehouse, page: str
) -> None:
    """§1.4: missing, 0, negative or non-numeric means page 1."""
    assert warehouse.get(f"/inventory?page={page}").json()[0]["id"] == 1


def test_pages_past_the_end_are_empty(warehouse: Warehouse) -> None:
    """§1.4: 200 and an empty array, however far."""
    answer = warehouse.get("/inventory?page=99999999999999999999999999")
    assert (answer.status, answer.json()) == (200, [])


@pytest.mark.parametrize(("asked", "given"), [("100", 78), ("5000", 78), ("10", 10), ("0", 25)])
def test_per_page_is_honoured_up_to_a_hundred(warehouse: Warehouse, asked: str, given: int) -> None:
    """§1.4: the gem honours per_page, 100 at most."""
    answer = warehouse.get(f"/inventory?per_page={asked}")
    assert len(answer.json()) == given
    assert int(answer.headers["per-page"]) <= 100


def test_all_pages_together_hold_every_item_once(warehouse: Warehouse) -> None:
    """§1.7: id ascending, so that paging is stable."""
    ids = [
        row["id"] for page in range(1, 5) for row in warehouse.get(f"/inventory?page={page}").json()
    ]
    assert len(ids) == 78
    assert ids == sorted(set(ids))


def test_the_page_size_is_a_quirk(warehouse: Warehouse) -> None:
    """§10: page_size."""
    warehouse.sandbox.set_quirk("wherefour.page_size", 20)
    assert warehouse.get("/inventory").headers["per-page"] == "20"


def test_past_the_last_page_there_are_no_rows_or_that_page_comes_again(
    warehouse: Warehouse,
) -> None:
    """§1.4: undocumented, so a quirk; after exactly one full page too, its headers included."""
    full = warehouse.get("/inventory?per_page=78&page=1")
    assert warehouse.get("/inventory?per_page=78&page=2").json() == []
    warehouse.sandbox.set_quirk("wherefour.past_the_end", "last_page")
    again = warehouse.get("/inventory?per_page=78&page=2")
    assert again.json() == full.json()
    assert "link" not in again.headers
    last = warehouse.get("/inventory?per_page=30&page=3")
    assert len(last.json()) == 18
    assert warehouse.get("/inventory?per_page=30&page=9").headers["link"] == last.headers["link"]


def test_pages_may_be_cut_so_that_few_rows_have_several(warehouse: Warehouse) -> None:
    """§1.4; the quirk is not the vendor's: whatever is asked for, a page holds no more."""
    warehouse.sandbox.set_quirk("wherefour.most_per_page", 3)
    answer = warehouse.get("/inventory?per_page=77")
    assert len(answer.json()) == 3
    assert 'rel="next"' in answer.headers["link"]
