"""list_inventories and get_inventory: shape, pages, order.

Source: docs/reference/wholecell.md §1.3, §1.4, §2, §11, §13.
"""

import json
import re
from typing import Any

import pytest

from tests.wholecell.conftest import BASE, SKU, Cell

KEYS = [
    "id", "esn", "status", "order_id", "hex_id", "sale_price", "total_price_paid",
    "initial_price_paid", "created_at", "updated_at", "purchase_order_id", "product_variation",
    "custom_field_values", "warehouse", "location",
]  # fmt: skip


def scanned(text: str) -> dict[str, Any]:
    """Find the unit of a list as the spreadsheet client does (§11.1, client E).

    It does not parse: it looks for the first `"esn"`, goes back to the nearest brace, and takes
    the attributes after the first `"product"`.
    """
    start = text.rindex("{", 0, text.index('"esn"'))
    unit, _ = json.JSONDecoder().raw_decode(text[start:])
    product = text.index("{", text.index('"product"', start))
    found = {"id": unit["id"]}
    for name in ("manufacturer", "model", "capacity"):
        pattern = re.compile(rf'"{name}":"([^"]*)"')
        match = pattern.search(text, product)
        assert match is not None
        found[name] = match[1]
    return found


def test_a_client_that_scans_the_text_finds_the_unit_around_the_esn(cell: Cell) -> None:
    """§2.1, §11.1: therefore esn comes before anything nested."""
    for unit in cell.units()[:20]:
        if unit["esn"]:
            text = cell.get("/inventories", esn=unit["esn"]).text
            product = unit["product_variation"]["product"]
            assert scanned(text) == {
                "id": unit["id"], **{n: product[n] for n in ("manufacturer", "model", "capacity")}
            }  # fmt: skip


def test_the_documented_unit_has_the_captured_keys_in_the_captured_order(cell: Cell) -> None:
    """§2.1: the example; `product` has its id last."""
    (unit,) = cell.units(esn="350000000000017")
    assert list(unit) == KEYS
    assert unit == {
        "id": 25600001, "esn": "350000000000017", "status": "Available", "order_id": None,
        "hex_id": "C9FV", "sale_price": None, "total_price_paid": 9500, "initial_price_paid": 9000,
        "created_at": "2025-11-11T10:48:09.538-08:00",
        "updated_at": "2025-11-13T08:42:47.674-08:00",
        "purchase_order_id": 232600,
        "product_variation": {
            "id": 5461300, "sku": None,
            "product": {
                "manufacturer": "SAMSUNG", "model": "GALAXY TAB ACTIVE 5", "variant": "Unknown",
                "network": "UNLOCKED", "capacity": "128GB", "color": "GREEN", "id": 9571400,
            },
            "grade": "B", "conditions": [],
        },
        "custom_field_values": {"Battery Health": "GOOD"},
        "warehouse": {"name": "Main Warehouse"}, "location": {"name": "Processing"},
    }  # fmt: skip
    assert list(unit["product_variation"]) == ["id", "sku", "product", "grade", "conditions"]
    assert list(unit["product_variation"]["product"])[-1] == "id"


def test_every_unit_has_the_same_keys_in_the_same_order(cell: Cell) -> None:
    """§2.1; a condition is an object of id, title and initials."""
    rows = cell.pull()
    assert {tuple(row) for row in rows} == {tuple(KEYS)}
    conditions = [c for row in rows for c in row["product_variation"]["conditions"]]
    assert {tuple(each) for each in conditions} == {("id", "title", "initials")}
    assert {("Cracked Front Glass", "CFG")} <= {(c["title"], c["initials"]) for c in conditions}


def test_times_have_milliseconds_and_the_offset_of_the_accounts_zone(cell: Cell) -> None:
    """§1.4: never Z; the offset is that of the day."""
    times = [row[name] for row in cell.pull() for name in ("created_at", "updated_at")]
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[78]:00")
    assert all(form.fullmatch(time) for time in times)
    assert {time[-6:] for time in times} == {"-08:00", "-07:00"}


def test_a_whole_pull_has_three_pages_and_every_unit_once(cell: Cell) -> None:
    """§1.3, §13 scenario 3: 100, 100 and the rest; only data, page and pages."""
    pages = [cell.get("/inventories", page=number).json() for number in (1, 2, 3, 4)]
    assert [list(page) for page in pages] == [["data", "page", "pages"]] * 4
    assert [page["page"] for page in pages] == [1, 2, 3, 4]
    assert {page["pages"] for page in pages} == {3}
    assert [len(page["data"]) for page in pages] == [100, 100, 61, 0]
    ids = [row["id"] for page in pages for row in page["data"]]
    assert len(set(ids)) == 261
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "", "1.5", "x" * 50])
def test_a_page_that_is_not_a_number_is_the_first(cell: Cell, page: str) -> None:
    """§1.3."""
    answer = cell.get("/inventories", page=page).json()
    assert (answer["page"], answer["pages"], len(answer["data"])) == (1, 3, 100)


def test_an_empty_list_has_one_page_and_a_page_past_the_end_is_empty(cell: Cell) -> None:
    """§1.3."""
    assert cell.get("/inventories", status="Lost").json() == {"data": [], "page": 1, "pages": 1}
    beyond = cell.get("/inventories", page="9" * 30).json()
    assert (beyond["data"], beyond["pages"]) == ([], 3)


def test_units_created_between_two_pages_shift_rows_onto_the_next(cell: Cell) -> None:
    """§2.2, §13 scenario 4: newest first, so a pull sees some twice; client F drops those."""
    first = cell.units(page=1)
    cell.event("receive_units", sku=SKU, count=3)
    second = cell.units(page=2)
    twice = {row["id"] for row in first} & {row["id"] for row in second}
    assert twice == {row["id"] for row in first[-3:]}


def test_ids_are_sparse_and_grow_with_time(cell: Cell) -> None:
    """§1.4: some 19,000 a day over all accounts; 27.47 million in February 2026."""
    ids = [row["id"] for row in cell.pull()]
    assert all(later - earlier >= 1 for later, earlier in zip(ids, ids[1:], strict=False))
    assert max(ids) - min(ids) > 1_000_000
    cell.sandbox.advance("42d")  # 16 February 2026
    assert 27_300_000 < cell.create()["id"] < 27_600_000
    again, more = cell.create()["id"], cell.create()["id"]
    assert again < more < again + 100


def test_hex_ids_are_base_36_and_count_up(cell: Cell) -> None:
    """§1.4: within one account."""
    codes = [row["hex_id"] for row in cell.pull()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[0-9A-Z]{3,5}", code) for code in codes)
    assert any(re.search("[G-Z]", code) for code in codes)
    numbers = [int(cell.create()["hex_id"], 36) for _ in range(3)]
    assert numbers[1] - numbers[0] == numbers[2] - numbers[1] == 1


def test_serials_skus_prices_and_capacities_come_in_every_shape(cell: Cell) -> None:
    """§13 scenario 6, §1.4: cents as whole numbers."""
    rows = cell.pull()
    assert {len(row["esn"]) if row["esn"] else None for row in rows} == {15, 14, 12, None}
    skus = {row["product_variation"]["sku"] for row in rows}
    assert {None, SKU} <= skus
    paid = {row["total_price_paid"] for row in rows}
    assert 0 in paid
    assert all(isinstance(price, int) for price in paid)
    capacities = {row["product_variation"]["product"]["capacity"] for row in rows}
    assert {"128", "128GB"} <= capacities


def test_a_sold_unit_has_its_sales_order_and_sale_price(cell: Cell) -> None:
    """§2.1: order_id and sale_price are null until sold."""
    sold = cell.pull(status="Sold")
    assert len(sold) == 20
    assert all(row["order_id"] and row["sale_price"] for row in sold)
    assert all(row["order_id"] is None for row in cell.pull(status="Available"))


def test_two_variations_may_share_a_sku(cell: Cell) -> None:
    """§11.3."""
    rows = cell.pull(sku="IPHONESE2A227564GBWHTAB")
    assert {row["product_variation"]["grade"] for row in rows} == {"A", "B"}
    assert len({row["product_variation"]["id"] for row in rows}) == 2


def test_a_single_unit_is_bare_unless_the_quirk_is_on(cell: Cell) -> None:
    """§2.3: as a row of the list; wholecell.wrapped_object."""
    row = cell.units()[0]
    path = f"/inventories/{row['id']}"
    assert cell.get(path).json() == row
    cell.sandbox.set_quirk("wholecell.wrapped_object", True)
    assert cell.get(path).json() == {"data": row}
    assert cell.units()[0] == row


@pytest.mark.parametrize("path", ["/inventories/", "/inventories/?status=Available"])
def test_a_trailing_slash_changes_nothing(cell: Cell, path: str) -> None:
    """§1: client C sends one."""
    plain = cell.sandbox.request("GET", f"{BASE}{path.replace('s/', 's')}", auth=cell.auth)
    assert cell.send("GET", path).body == plain.body
    assert cell.send("GET", f"/inventories/{cell.units()[0]['id']}/").status == 200


def test_a_pull_of_2500_units_is_complete_while_units_come_in(cell: Cell) -> None:
    """§2.2: a client that drops duplicate ids has every earlier unit once.

    There are more raw rows: five times, 20 units come in between two pages and push the last 20
    rows of the previous page onto the next one. The client does not see the new units.
    """
    cell.event("receive_units", sku=SKU, count=2_239)
    there = {row["id"] for row in cell.world("SELECT id FROM wholecell_inventory")}
    seen: dict[int, Any] = {}
    page = pages = rows = 0
    while page < max(pages, 1):
        page += 1
        answer = cell.get("/inventories", page=page).json()
        pages = answer["pages"]
        rows += len(answer["data"])
        seen |= {row["id"]: row for row in answer["data"]}
        if page % 5 == 0:
            cell.event("receive_units", sku=SKU, count=20)
    assert len(there) == 2_500
    assert set(seen) == there
    assert rows == 2_500 + 5 * 20
