"""The scenarios that `stocktake check` plays, each a value in a file of its own."""

from simulators.harness.scenario import Scenario

from .asked_after_an_order import ASKED_AFTER_AN_ORDER
from .calm_day import CALM_DAY
from .cancelled_orders import CANCELLED_ORDERS
from .clock_two_hours_off import CLOCK_TWO_HOURS_OFF
from .duplicate_delivery import DUPLICATE_DELIVERY
from .equal_timestamps import EQUAL_TIMESTAMPS
from .garbled_answer import GARBLED_ANSWER
from .last_one_in_stock import LAST_ONE_IN_STOCK
from .lost_reply_on_order_create import LOST_REPLY_ON_ORDER_CREATE
from .older_write_wins import OLDER_WRITE_WINS
from .one_shelf import ONE_SHELF
from .partial_shipment import PARTIAL_SHIPMENT
from .received_between import RECEIVED_BETWEEN
from .rough_day import ROUGH_DAY
from .shipped_while_paged import SHIPPED_WHILE_PAGED
from .shop_asks import SHOP_ASKS
from .timeout_on_auto_ship import TIMEOUT_ON_AUTO_SHIP
from .two_calls_a_second import TWO_CALLS_A_SECOND
from .unknown_sku import UNKNOWN_SKU

SCENARIOS: tuple[Scenario, ...] = (
    CALM_DAY,
    ONE_SHELF,
    LAST_ONE_IN_STOCK,
    PARTIAL_SHIPMENT,
    LOST_REPLY_ON_ORDER_CREATE,
    ROUGH_DAY,
    OLDER_WRITE_WINS,
    DUPLICATE_DELIVERY,
    SHIPPED_WHILE_PAGED,
    RECEIVED_BETWEEN,
    CANCELLED_ORDERS,
    UNKNOWN_SKU,
    TIMEOUT_ON_AUTO_SHIP,
    GARBLED_ANSWER,
    EQUAL_TIMESTAMPS,
    CLOCK_TWO_HOURS_OFF,
    SHOP_ASKS,
    ASKED_AFTER_AN_ORDER,
    TWO_CALLS_A_SECOND,
)

SHOWN: tuple[Scenario, ...] = (
    CALM_DAY,
    LAST_ONE_IN_STOCK,
    PARTIAL_SHIPMENT,
    LOST_REPLY_ON_ORDER_CREATE,
    ROUGH_DAY,
)
"""Those of the demonstration, which should not take long."""
