"""Which scenario of the hub each engine here must fail, and by which checks."""

from __future__ import annotations

from stocktake.zoo.caught import Caught

CAUGHT = (
    Caught("lowers_one_channel", "ten pieces, nine everywhere", ("converged",), duty="D13"),
    Caught("writes_what_is_unknown", "variation listing", ("listings_connected",)),
    Caught(
        "leaves_unknown_orders",
        "whole order lost for one unmapped line",
        ("each_order_once",),
        duty="D14",
    ),
    Caught("never_cancels_at_channels", "cancelled and paid back", ("restock_once",), duty="D16"),
    Caught("imports_unpaid", "unpaid and combined orders", ("poison_does_not_block",)),
    Caught(
        "tells_all_with_the_first",
        "units of one line over two parcels",
        ("each_shipment_once", "tracking_out"),
    ),
    Caught("exports_without_a_key", "the label bought twice", ("converged", "tracking_out")),
    Caught("tells_the_tools_word", "carrier words", ("converged", "tracking_out")),
    Caught("never_accepts", "carrier words", ("converged", "tracking_out")),
)
"""In the order of the scenarios."""
