"""The scenarios that `stocktake check` plays: each is one story, told on every route.

Those named after a failure mode come in the order of docs/reference/failure-modes.md section 1.
"""

from stocktake.harness.scenario import Outline, Scenario
from stocktake.harness.scenarios.a_failed_look_up import a_failed_look_up
from stocktake.harness.scenarios.a_failure_called_complete import a_failure_called_complete
from stocktake.harness.scenarios.a_field_that_nobody_knows import a_field_that_nobody_knows
from stocktake.harness.scenarios.a_full_replace_wipes_fields import a_full_replace_wipes_fields
from stocktake.harness.scenarios.a_place_below_zero import a_place_below_zero
from stocktake.harness.scenarios.a_whole_record_sent_back import a_whole_record_sent_back
from stocktake.harness.scenarios.account_east_of_utc import account_east_of_utc
from stocktake.harness.scenarios.an_empty_list_believed import an_empty_list_believed
from stocktake.harness.scenarios.asked_after_an_order import asked_after_an_order
from stocktake.harness.scenarios.bundle_and_its_parts import bundle_and_its_parts
from stocktake.harness.scenarios.called_off_by_the_warehouse import called_off_by_the_warehouse
from stocktake.harness.scenarios.calm_day import calm_day
from stocktake.harness.scenarios.cancel_restocks_twice import cancel_restocks_twice
from stocktake.harness.scenarios.cancelled_and_paid_back import cancelled_and_paid_back
from stocktake.harness.scenarios.carrier_words import carrier_words
from stocktake.harness.scenarios.clock_and_zone_errors import clock_and_zone_errors
from stocktake.harness.scenarios.committed_before_it_is_known import committed_before_it_is_known
from stocktake.harness.scenarios.consent_gone_silence import consent_gone_silence
from stocktake.harness.scenarios.echo_loop import echo_loop
from stocktake.harness.scenarios.edited_after_import import edited_after_import
from stocktake.harness.scenarios.events_out_of_order import events_out_of_order
from stocktake.harness.scenarios.everything_read_for_each_order import (
    everything_read_for_each_order,
)
from stocktake.harness.scenarios.expiry_in_another_dialect import expiry_in_another_dialect
from stocktake.harness.scenarios.garbled_answer import garbled_answer
from stocktake.harness.scenarios.goods_come_back import goods_come_back
from stocktake.harness.scenarios.killed_in_the_middle import killed_in_the_middle
from stocktake.harness.scenarios.list_view_poorer_than_detail import list_view_poorer_than_detail
from stocktake.harness.scenarios.module_switched_off import module_switched_off
from stocktake.harness.scenarios.moved_to_another_store import moved_to_another_store
from stocktake.harness.scenarios.older_write_wins import older_write_wins
from stocktake.harness.scenarios.on_hand_pushed import on_hand_pushed
from stocktake.harness.scenarios.one_row_refuses_the_batch import one_row_refuses_the_batch
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.harness.scenarios.one_shelf_for_several_outlets import one_shelf_for_several_outlets
from stocktake.harness.scenarios.overselling_by_lost_update import overselling_by_lost_update
from stocktake.harness.scenarios.oversold_over_channels import oversold_over_channels
from stocktake.harness.scenarios.partial_shipments import partial_shipments
from stocktake.harness.scenarios.partial_success_ignored import partial_success_ignored
from stocktake.harness.scenarios.poison_record import poison_record
from stocktake.harness.scenarios.quantity_words_differ import quantity_words_differ
from stocktake.harness.scenarios.rate_limit_storm import rate_limit_storm
from stocktake.harness.scenarios.renamed_sku import renamed_sku
from stocktake.harness.scenarios.resumed_behind_a_change import resumed_behind_a_change
from stocktake.harness.scenarios.retry_after_timeout_duplicates import (
    retry_after_timeout_duplicates,
)
from stocktake.harness.scenarios.rough_day import rough_day
from stocktake.harness.scenarios.rounds_at_once import rounds_at_once
from stocktake.harness.scenarios.rows_skipped_while_paging import rows_skipped_while_paging
from stocktake.harness.scenarios.same_order_imported_twice import same_order_imported_twice
from stocktake.harness.scenarios.shipment_taken_back import shipment_taken_back
from stocktake.harness.scenarios.shipped_in_the_middle import shipped_in_the_middle
from stocktake.harness.scenarios.shop_asks import shop_asks
from stocktake.harness.scenarios.sku_trouble import sku_trouble
from stocktake.harness.scenarios.summer_time_begins import summer_time_begins
from stocktake.harness.scenarios.sweep_too_slow import sweep_too_slow
from stocktake.harness.scenarios.taken_up_again import taken_up_again
from stocktake.harness.scenarios.ten_pieces_nine_everywhere import ten_pieces_nine_everywhere
from stocktake.harness.scenarios.the_label_bought_twice import the_label_bought_twice
from stocktake.harness.scenarios.the_last_page_again import the_last_page_again
from stocktake.harness.scenarios.the_same_customer_again import the_same_customer_again
from stocktake.harness.scenarios.three_warehouses import three_warehouses
from stocktake.harness.scenarios.token_refresh_race import token_refresh_race
from stocktake.harness.scenarios.tracking_of_another_marketplace import (
    tracking_of_another_marketplace,
)
from stocktake.harness.scenarios.twin_skus import twin_skus
from stocktake.harness.scenarios.two_lines_of_one_sku import two_lines_of_one_sku
from stocktake.harness.scenarios.two_routes_to_one_order import two_routes_to_one_order
from stocktake.harness.scenarios.units_over_two_parcels import units_over_two_parcels
from stocktake.harness.scenarios.unknown_sku_on_a_channel import unknown_sku_on_a_channel
from stocktake.harness.scenarios.unpaid_and_combined_orders import unpaid_and_combined_orders
from stocktake.harness.scenarios.variation_listing import variation_listing
from stocktake.harness.scenarios.watermark_loses_late_rows import watermark_loses_late_rows
from stocktake.harness.scenarios.webhook_silently_gone import webhook_silently_gone
from stocktake.harness.scenarios.window_on_the_wrong_date import window_on_the_wrong_date
from stocktake.harness.topology import Topology

OUTLINES: tuple[Outline, ...] = (
    one_shelf,
    calm_day,
    three_warehouses,
    overselling_by_lost_update,
    older_write_wins,
    on_hand_pushed,
    echo_loop,
    same_order_imported_twice,
    events_out_of_order,
    webhook_silently_gone,
    rows_skipped_while_paging,
    watermark_loses_late_rows,
    clock_and_zone_errors,
    window_on_the_wrong_date,
    retry_after_timeout_duplicates,
    rate_limit_storm,
    cancel_restocks_twice,
    quantity_words_differ,
    partial_shipments,
    sku_trouble,
    poison_record,
    partial_success_ignored,
    sweep_too_slow,
    edited_after_import,
    taken_up_again,
    moved_to_another_store,
    called_off_by_the_warehouse,
    goods_come_back,
    two_lines_of_one_sku,
    renamed_sku,
    twin_skus,
    bundle_and_its_parts,
    the_same_customer_again,
    an_empty_list_believed,
    the_last_page_again,
    one_row_refuses_the_batch,
    everything_read_for_each_order,
    a_failure_called_complete,
    a_whole_record_sent_back,
    killed_in_the_middle,
    one_shelf_for_several_outlets,
    a_place_below_zero,
    resumed_behind_a_change,
    module_switched_off,
    shipment_taken_back,
    summer_time_begins,
    account_east_of_utc,
    rounds_at_once,
    rough_day,
    garbled_answer,
    shipped_in_the_middle,
    shop_asks,
    asked_after_an_order,
)


OF_CHANNELS: tuple[Outline, ...] = (
    ten_pieces_nine_everywhere,
    unknown_sku_on_a_channel,
    variation_listing,
    tracking_of_another_marketplace,
    cancelled_and_paid_back,
    oversold_over_channels,
    unpaid_and_combined_orders,
    token_refresh_race,
    units_over_two_parcels,
    the_label_bought_twice,
    carrier_words,
    a_failed_look_up,
    a_field_that_nobody_knows,
    a_full_replace_wipes_fields,
    list_view_poorer_than_detail,
    two_routes_to_one_order,
    consent_gone_silence,
    expiry_in_another_dialect,
    committed_before_it_is_known,
)
"""Stories of channels and of labels, played where there are any."""


def outlines_on(topology: Topology) -> tuple[Outline, ...]:
    """Return the outlines that are told on a topology."""
    has_channels = any(role.parcels for role in topology.outlets.values())
    return (*OUTLINES, *OF_CHANNELS) if has_channels else OUTLINES


def scenarios_on(topology: Topology) -> tuple[Scenario, ...]:
    """Return every scenario on the routes of a topology."""
    outlines = outlines_on(topology)
    return tuple(outline(topology.in_turn(turn)) for turn, outline in enumerate(outlines))
