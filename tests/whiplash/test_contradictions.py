"""The tests for each contradiction in docs/reference/whiplash.md §10.

Contradictions of version 2 have none.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
REFERENCE = ROOT.parents[1] / "docs" / "reference" / "whiplash.md"

# Entry -> a word of it, and its tests as `module.test`.
TESTS = {
    1: ("reason phrase", ["items/test_operations.test_update_item_answers_204_and_nothing"]),
    2: ("offset", ["test_lists.test_offset_is_a_page_number_and_so_is_page"]),
    3: ("lacks originators",
        ["items/test_operations.test_create_item_answers_200_without_originators_but_get_item_shows_them"]),
    4: ("original_id",
        ["items/test_operations.test_create_item_answers_200_without_originators_but_get_item_shows_them"]),
    5: ("title", ["items/test_operations.test_the_defaults_of_a_new_item",
                  "items/test_operations.test_strict_mode_requires_what_the_pages_require"]),
    6: ("quantity always 0",
        ["stock/test_transactions.test_list_item_transactions_shows_the_documented_history",
         "stock/test_transactions.test_the_transactions_of_every_item_add_up_to_its_quantity"]),
    7: ("order creation",
        ["orders/test_ledger.test_stock_falls_when_an_order_is_created_and_returns_when_it_is_cancelled",
         "orders/test_events.test_shipping_lowers_stock_in_the_building_not_the_items_quantity"]),
    8: ("80/95",
        ["orders/test_statuses.test_the_two_renamed_statuses_have_both_names"]),
    9: ("Projected",
        ["stock/test_warehouse_quantities.test_orders_lower_projected_and_batching_lowers_the_shelf",
         "stock/test_warehouse_quantities.test_published_units_of_a_notice_are_sellable_before_they_arrive"]),
    10: ("422", ["test_access.test_an_unknown_id_is_422_with_both_keys"]),
    12: ("separate",
         ["order_items/test_operations.test_a_line_is_separated_into_an_order_of_its_own"]),
    14: ("bundle_items",
         ["test_bundle_items.test_bundles_and_components_are_lists_of_items",
          "test_bundle_items.test_a_component_is_created_read_listed_changed_and_deleted"]),
    15: ("lat/long",
         ["stock/test_warehouse_quantities.test_list_warehouse_quantities_shows_each_warehouse_of_the_customer"]),
    16: ("count", ["test_lists.test_count_is_a_bare_number"]),
    18: ("Hosts", ["test_access.test_the_environment_has_the_base_url_and_the_key"]),
}  # fmt: skip
OF_VERSION_2 = {11, 13, 17}


def entries() -> dict[int, str]:
    """Return the entries of the reference by number."""
    section = REFERENCE.read_text().partition("\n## 10. ")[2].partition("\n## ")[0]
    return {int(n): text for n, text in re.findall(r"^(\d+)\. (.+)$", section, re.M)}


def test_every_contradiction_is_tested_or_concerns_version_2() -> None:
    """§10: of eighteen, three concern version 2 alone."""
    found = entries()
    assert sorted([*TESTS, *OF_VERSION_2]) == sorted(found) == list(range(1, 19))
    assert all("V2" in found[number] for number in OF_VERSION_2)


@pytest.mark.parametrize("number", TESTS)
def test_the_tests_of_a_contradiction_exist(number: int) -> None:
    """§10."""
    about, names = TESTS[number]
    assert about in entries()[number]
    for name in names:
        module, _, test = name.partition(".")
        text = (ROOT / f"{module}.py").read_text()
        assert re.search(rf"^def {test}\(", text, re.M), name
