"""The scenarios that `stocktake check` plays, each a value in a file of its own."""

from simulators.harness.scenario import Scenario

from .calm_day import CALM_DAY
from .last_one_in_stock import LAST_ONE_IN_STOCK
from .lost_reply_on_order_create import LOST_REPLY_ON_ORDER_CREATE
from .partial_shipment import PARTIAL_SHIPMENT
from .rough_day import ROUGH_DAY

SCENARIOS: tuple[Scenario, ...] = (
    CALM_DAY,
    LAST_ONE_IN_STOCK,
    PARTIAL_SHIPMENT,
    LOST_REPLY_ON_ORDER_CREATE,
    ROUGH_DAY,
)
