"""The scenarios that `stocktake check` plays: values, each told of all warehouses at once.

Those named after a failure mode come in the order of docs/reference/failure-modes.md section 1.
"""

from stocktake.harness.scenario import Scenario

from .asked_after_an_order import ASKED_AFTER_AN_ORDER
from .calm_day import CALM_DAY
from .cancel_restocks_twice import CANCEL_RESTOCKS_TWICE
from .clock_and_zone_errors import CLOCK_AND_ZONE_ERRORS
from .echo_loop import ECHO_LOOP
from .events_out_of_order import EVENTS_OUT_OF_ORDER
from .garbled_answer import GARBLED_ANSWER
from .older_write_wins import OLDER_WRITE_WINS
from .on_hand_pushed import ON_HAND_PUSHED
from .one_shelf import ONE_SHELF
from .overselling_by_lost_update import OVERSELLING_BY_LOST_UPDATE
from .partial_shipments import PARTIAL_SHIPMENTS
from .partial_success_ignored import PARTIAL_SUCCESS_IGNORED
from .poison_record import POISON_RECORD
from .quantity_words_differ import QUANTITY_WORDS_DIFFER
from .rate_limit_storm import RATE_LIMIT_STORM
from .retry_after_timeout_duplicates import RETRY_AFTER_TIMEOUT_DUPLICATES
from .rough_day import ROUGH_DAY
from .rows_skipped_while_paging import ROWS_SKIPPED_WHILE_PAGING
from .same_order_imported_twice import SAME_ORDER_IMPORTED_TWICE
from .shipped_in_the_middle import SHIPPED_IN_THE_MIDDLE
from .shop_asks import SHOP_ASKS
from .sku_trouble import SKU_TROUBLE
from .sweep_too_slow import SWEEP_TOO_SLOW
from .three_warehouses import THREE_WAREHOUSES
from .watermark_loses_late_rows import WATERMARK_LOSES_LATE_ROWS
from .webhook_silently_gone import WEBHOOK_SILENTLY_GONE
from .window_on_the_wrong_date import WINDOW_ON_THE_WRONG_DATE

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
