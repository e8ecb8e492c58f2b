"""Which test holds which contradiction of docs/reference/whiplash.md §10.

Those of version 2 wait for version 2.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
REFERENCE = ROOT.parents[1] / "docs" / "reference" / "whiplash.md"

# Entry -> what it is about, and the tests that hold it, as `module.test`.
HELD = {
    1: ("reason phrase", ["items/test_operations.test_update_item_answers_204_and_nothing"]),
    2: ("offset", ["test_lists.test_offset_is_a_page_number_and_so_is_page"]),
    3: ("lacks originators",
        ["items/test_operations.test_create_item_answers_200_without_originators_and_reading_has_them"]),
    4: ("original_id",
        ["items/test_operations.test_create_item_answers_200_without_originators_and_reading_has_them"]),
    5: ("title", ["items/test_operations.test_the_defaults_of_a_new_item",
                  "items/test_operations.test_strict_mode_asks_for_what_the_pages_ask_for"]),
    6: ("quantity always 0",
        ["stock/test_transactions.test_list_item_transactions_shows_the_documented_history",
         "stock/test_transactions.test_the_transactions_of_every_item_add_up_to_its_quantity"]),
    7: ("order creation",
        ["orders/test_operations.test_stock_falls_when_the_order_is_made_and_comes_back_when_it_is_cancelled",
         "orders/test_events.test_shipping_takes_stock_from_the_building_not_from_the_item"]),
    8: ("80/95",
        ["orders/test_statuses.test_the_two_statuses_that_were_renamed_have_both_names"]),
    9: ("Projected",
        ["stock/test_transactions.test_orders_lower_what_is_projected_and_batching_empties_the_shelf",
         "stock/test_transactions.test_what_is_published_of_a_notice_can_be_sold_before_it_comes"]),
    10: ("422", ["test_access.test_an_unknown_id_is_422_with_both_keys"]),
    12: ("separate",
         ["order_items/test_operations.test_a_line_is_separated_into_an_order_of_its_own"]),
    14: ("bundle_items",
         ["test_bundle_items.test_bundles_and_components_are_lists_of_items",
          "test_bundle_items.test_a_component_is_made_read_listed_changed_and_removed"]),
    15: ("lat/long",
         ["stock/test_transactions.test_list_warehouse_quantities_shows_each_warehouse_of_the_customer"]),
    16: ("count", ["test_lists.test_count_is_a_bare_number"]),
    18: ("Hosts", ["test_access.test_a_client_is_told_where_and_with_which_key"]),
}  # fmt: skip
OF_VERSION_2 = {11, 13, 17}


def entries() -> dict[int, str]:
    """Return the list of the reference, by number."""
    section = REFERENCE.read_text().partition("\n## 10. ")[2].partition("\n## ")[0]
    return {int(n): text for n, text in re.findall(r"^(\d+)\. (.+)$", section, re.M)}


def test_every_entry_is_held_or_is_of_version_2() -> None:
    """§10: the list has eighteen; three are of version 2 alone, and say so."""
    found = entries()
    assert sorted([*HELD, *OF_VERSION_2]) == sorted(found) == list(range(1, 19))
    assert all("V2" in found[number] for number in OF_VERSION_2)


@pytest.mark.parametrize("number", HELD)
def test_an_entry_is_held_by_tests_that_exist(number: int) -> None:
    """§10."""
    about, names = HELD[number]
    assert about in entries()[number]
    for name in names:
        module, _, test = name.partition(".")
        text = (ROOT / f"{module}.py").read_text()
        assert re.search(rf"^def {test}\(", text, re.M), name
