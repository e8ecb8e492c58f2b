"""Which tests cover which scenario of docs/reference/wholecell.md §13, and which have none yet.

Those of Back Market, Temu and of a channel's listings are an engine's, or wait for the channels.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Scenario -> tests that cover it, as `folder/module.test`.
HELD = {
    1: [
        "wholecell/test_lists.test_updated_since_is_ignored_and_updated_at_gt_is_not",
        "wholecell/test_lists.test_a_time_bound_is_strict_or_inclusive_by_its_suffix",
    ],
    2: [
        "wholecell/test_rate_limit.test_the_third_call_of_a_second_is_answered_429",
        "wholecell/test_rate_limit.test_calls_550_ms_apart_are_never_limited",
        "wholecell/test_rate_limit.test_of_six_first_pages_at_once_some_are_refused",
    ],
    3: [
        "wholecell/inventories/test_operations.test_a_whole_pull_has_three_pages_and_every_unit_once",
    ],
    4: [
        "wholecell/inventories/test_operations.test_units_created_between_two_pages_shift_rows_onto_the_next",
        "wholecell/inventories/test_operations.test_a_pull_of_2500_units_is_complete_while_units_come_in",
    ],
    5: [
        "wholecell/test_lists.test_a_delta_by_status_never_shows_a_unit_that_left_it",
    ],
    6: [
        "wholecell/inventories/test_operations.test_serials_skus_prices_and_capacities_come_in_every_shape",
    ],
    7: [
        "wholecell/test_stock_levels.test_a_narrow_filter_drives_available_below_zero",
        "wholecell/test_stock_levels.test_without_brackets_the_filter_is_ignored_and_the_journal_says_so",
    ],
    8: [
        "wholecell/test_stock_levels.test_an_order_counts_for_ninety_days",
        "rules/test_units.test_on_day_91_the_api_forgets_an_open_order",
    ],
    9: [
        "wholecell/test_stock_levels.test_an_order_lowers_the_level_once_through_commitment_and_shipping",
    ],
    10: [
        "wholecell/sales_orders/test_status.test_shipping_without_commitment_raises_the_quantity_again",
        "wholecell/test_stock_levels.test_shipping_without_committing_raises_the_level_again",
    ],
    11: [
        "wholecell/sales_order_items/test_events.test_an_unknown_sku_reduces_nothing_until_it_is_refreshed",
        "wholecell/sales_order_items/test_events.test_an_item_of_unknown_sku_is_connected_to_a_variation",
        "wholecell/sales_order_items/test_matching.test_committing_to_an_item_of_unknown_sku_makes_a_second_item",
    ],
    16: [
        "wholecell/stock_levels_reports/test_operations.test_a_report_is_requested_polled_and_fetched",
        "wholecell/stock_levels_reports/test_operations.test_the_url_expires",
    ],
    17: [
        "wholecell/inventories/test_input.test_a_location_decides_the_warehouse",
    ],
    18: [
        "wholecell/shipstation_export/test_with_shipstation."
        "test_an_order_goes_there_its_label_comes_back_and_marks_it_shipped",
    ],
    19: [
        "wholecell/purchase_orders/test_events.test_the_price_of_a_lot_adds_up_to_the_cent",
    ],
    20: [
        "wholecell/test_access.test_an_app_may_only_do_what_its_permissions_allow",
        "wholecell/test_access.test_wrong_credentials_are_401_with_a_challenge",
        "wholecell/test_access.test_the_x_app_id_header_is_optional_and_ignored",
    ],
}
# Of 9, 11, 17 and 18, the push to channels is an engine's.
NOT_YET = {12, 13, 14, 15}


def test_every_scenario_has_existing_tests_or_is_listed_as_missing() -> None:
    """§13: the list has twenty."""
    assert sorted([*HELD, *NOT_YET]) == list(range(1, 21))
    for names in HELD.values():
        for name in names:
            module, _, test = name.partition(".")
            text = (ROOT / f"{module}.py").read_text()
            assert re.search(rf"^def {test}\(", text, re.M), name
