"""The scenarios that `stocktake check` plays: values, some told of one warehouse after another."""

from simulators.harness.scenario import Scenario

from .asked_after_an_order import ASKED_AFTER_AN_ORDER, asked_after_an_order
from .calm_day import CALM_DAY, CALM_DAY_AT_WHIPLASH, CALM_DAY_AT_WHOLECELL
from .cancelled_orders import CANCELLED_ORDERS, cancelled_orders
from .clock_two_hours_off import CLOCK_TWO_HOURS_OFF
from .duplicate_delivery import DUPLICATE_DELIVERY, duplicate_delivery
from .equal_timestamps import EQUAL_TIMESTAMPS
from .garbled_answer import GARBLED_ANSWER, garbled_answer
from .houses import WHIPLASH, WHOLECELL, House
from .last_one_in_stock import LAST_ONE_IN_STOCK, last_one_in_stock
from .lost_hook import LOST_HOOK
from .lost_reply_on_order_create import LOST_REPLY_ON_ORDER_CREATE, lost_reply_on_order_create
from .older_write_wins import OLDER_WRITE_WINS
from .one_shelf import ONE_SHELF, one_shelf
from .partial_shipment import PARTIAL_SHIPMENT
from .received_between import RECEIVED_BETWEEN, received_between
from .rough_day import ROUGH_DAY, rough_day
from .shipped_before_midnight import shipped_before_midnight
from .shipped_in_the_middle import shipped_in_the_middle
from .shipped_while_paged import SHIPPED_WHILE_PAGED
from .shop_asks import SHOP_ASKS, shop_asks
from .three_warehouses import THREE_WAREHOUSES
from .timeout_on_auto_ship import TIMEOUT_ON_AUTO_SHIP
from .two_calls_a_second import TWO_CALLS_A_SECOND
from .unknown_sku import UNKNOWN_SKU, unknown_sku


def told_of(house: House) -> tuple[Scenario, ...]:
    """Return the stories that are the same at every warehouse whose people ship."""
    return (
        one_shelf(house),
        last_one_in_stock(house),
        lost_reply_on_order_create(house),
        rough_day(house),
        duplicate_delivery(house),
        received_between(house),
        cancelled_orders(house),
        unknown_sku(house),
        garbled_answer(house),
        shop_asks(house),
        asked_after_an_order(house),
        shipped_in_the_middle(house),
        shipped_before_midnight(house),
    )


def told_at_whiplash() -> tuple[Scenario, ...]:
    """Return the stories in which this warehouse has something of its own to get wrong.

    Told of the others they prove as much: what is held, what the shop asks.
    """
    return (
        last_one_in_stock(WHIPLASH),
        rough_day(WHIPLASH),
        duplicate_delivery(WHIPLASH),
        received_between(WHIPLASH),
        cancelled_orders(WHIPLASH),
        unknown_sku(WHIPLASH),
        shipped_before_midnight(WHIPLASH),
    )


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
    CALM_DAY_AT_WHOLECELL,
    *told_of(WHOLECELL),
    TWO_CALLS_A_SECOND,
    CALM_DAY_AT_WHIPLASH,
    *told_at_whiplash(),
    LOST_HOOK,
    THREE_WAREHOUSES,
)

SHOWN: tuple[Scenario, ...] = (
    CALM_DAY,
    LAST_ONE_IN_STOCK,
    PARTIAL_SHIPMENT,
    LOST_REPLY_ON_ORDER_CREATE,
    ROUGH_DAY,
)
"""Those of the demonstration, which should not take long."""
