"""The scenarios that `stocktake check` plays: values, each told of all warehouses at once.

Those named after a failure mode come in the order of docs/reference/failure-modes.md section 1.
"""

from stocktake.harness.scenario import Scenario
from stocktake.harness.scenarios.asked_after_an_order import ASKED_AFTER_AN_ORDER
from stocktake.harness.scenarios.calm_day import CALM_DAY
from stocktake.harness.scenarios.cancel_restocks_twice import CANCEL_RESTOCKS_TWICE
from stocktake.harness.scenarios.clock_and_zone_errors import CLOCK_AND_ZONE_ERRORS
from stocktake.harness.scenarios.echo_loop import ECHO_LOOP
from stocktake.harness.scenarios.events_out_of_order import EVENTS_OUT_OF_ORDER
from stocktake.harness.scenarios.garbled_answer import GARBLED_ANSWER
from stocktake.harness.scenarios.older_write_wins import OLDER_WRITE_WINS
from stocktake.harness.scenarios.on_hand_pushed import ON_HAND_PUSHED
from stocktake.harness.scenarios.one_shelf import ONE_SHELF
from stocktake.harness.scenarios.overselling_by_lost_update import OVERSELLING_BY_LOST_UPDATE
from stocktake.harness.scenarios.partial_shipments import PARTIAL_SHIPMENTS
from stocktake.harness.scenarios.partial_success_ignored import PARTIAL_SUCCESS_IGNORED
from stocktake.harness.scenarios.poison_record import POISON_RECORD
from stocktake.harness.scenarios.quantity_words_differ import QUANTITY_WORDS_DIFFER
from stocktake.harness.scenarios.rate_limit_storm import RATE_LIMIT_STORM
from stocktake.harness.scenarios.retry_after_timeout_duplicates import (
    RETRY_AFTER_TIMEOUT_DUPLICATES,
)
from stocktake.harness.scenarios.rough_day import ROUGH_DAY
from stocktake.harness.scenarios.rows_skipped_while_paging import ROWS_SKIPPED_WHILE_PAGING
from stocktake.harness.scenarios.same_order_imported_twice import SAME_ORDER_IMPORTED_TWICE
from stocktake.harness.scenarios.shipped_in_the_middle import SHIPPED_IN_THE_MIDDLE
from stocktake.harness.scenarios.shop_asks import SHOP_ASKS
from stocktake.harness.scenarios.sku_trouble import SKU_TROUBLE
from stocktake.harness.scenarios.sweep_too_slow import SWEEP_TOO_SLOW
from stocktake.harness.scenarios.three_warehouses import THREE_WAREHOUSES
from stocktake.harness.scenarios.watermark_loses_late_rows import WATERMARK_LOSES_LATE_ROWS
from stocktake.harness.scenarios.webhook_silently_gone import WEBHOOK_SILENTLY_GONE
from stocktake.harness.scenarios.window_on_the_wrong_date import WINDOW_ON_THE_WRONG_DATE

SCENARIOS: tuple[Scenario, ...] = (
    ONE_SHELF,
    CALM_DAY,
    THREE_WAREHOUSES,
    OVERSELLING_BY_LOST_UPDATE,
    OLDER_WRITE_WINS,
    ON_HAND_PUSHED,
    ECHO_LOOP,
    SAME_ORDER_IMPORTED_TWICE,
    EVENTS_OUT_OF_ORDER,
    WEBHOOK_SILENTLY_GONE,
    ROWS_SKIPPED_WHILE_PAGING,
    WATERMARK_LOSES_LATE_ROWS,
    CLOCK_AND_ZONE_ERRORS,
    WINDOW_ON_THE_WRONG_DATE,
    RETRY_AFTER_TIMEOUT_DUPLICATES,
    RATE_LIMIT_STORM,
    CANCEL_RESTOCKS_TWICE,
    QUANTITY_WORDS_DIFFER,
    PARTIAL_SHIPMENTS,
    SKU_TROUBLE,
    POISON_RECORD,
    PARTIAL_SUCCESS_IGNORED,
    SWEEP_TOO_SLOW,
    ROUGH_DAY,
    GARBLED_ANSWER,
    SHIPPED_IN_THE_MIDDLE,
    SHOP_ASKS,
    ASKED_AFTER_AN_ORDER,
)
