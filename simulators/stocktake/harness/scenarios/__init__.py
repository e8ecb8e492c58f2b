"""The scenarios that `stocktake check` plays: each is one story, told on every route.

Those named after a failure mode come in the order of docs/reference/failure-modes.md section 1.
"""

from stocktake.harness.scenario import Outline, Scenario
from stocktake.harness.scenarios.asked_after_an_order import asked_after_an_order
from stocktake.harness.scenarios.calm_day import calm_day
from stocktake.harness.scenarios.cancel_restocks_twice import cancel_restocks_twice
from stocktake.harness.scenarios.clock_and_zone_errors import clock_and_zone_errors
from stocktake.harness.scenarios.echo_loop import echo_loop
from stocktake.harness.scenarios.events_out_of_order import events_out_of_order
from stocktake.harness.scenarios.garbled_answer import garbled_answer
from stocktake.harness.scenarios.older_write_wins import older_write_wins
from stocktake.harness.scenarios.on_hand_pushed import on_hand_pushed
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.harness.scenarios.overselling_by_lost_update import overselling_by_lost_update
from stocktake.harness.scenarios.partial_shipments import partial_shipments
from stocktake.harness.scenarios.partial_success_ignored import partial_success_ignored
from stocktake.harness.scenarios.poison_record import poison_record
from stocktake.harness.scenarios.quantity_words_differ import quantity_words_differ
from stocktake.harness.scenarios.rate_limit_storm import rate_limit_storm
from stocktake.harness.scenarios.retry_after_timeout_duplicates import (
    retry_after_timeout_duplicates,
)
from stocktake.harness.scenarios.rough_day import rough_day
from stocktake.harness.scenarios.rows_skipped_while_paging import rows_skipped_while_paging
from stocktake.harness.scenarios.same_order_imported_twice import same_order_imported_twice
from stocktake.harness.scenarios.shipped_in_the_middle import shipped_in_the_middle
from stocktake.harness.scenarios.shop_asks import shop_asks
from stocktake.harness.scenarios.sku_trouble import sku_trouble
from stocktake.harness.scenarios.sweep_too_slow import sweep_too_slow
from stocktake.harness.scenarios.three_warehouses import three_warehouses
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
    rough_day,
    garbled_answer,
    shipped_in_the_middle,
    shop_asks,
    asked_after_an_order,
)


def scenarios_on(topology: Topology) -> tuple[Scenario, ...]:
    """Return every scenario on the routes of a topology."""
    return tuple(outline(topology) for outline in OUTLINES)
