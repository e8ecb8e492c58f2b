"""Which scenario of the hub each engine here must fail, and by which checks."""

from __future__ import annotations

from stocktake.zoo.caught import Caught

CAUGHT = (
    Caught("waits_for_the_label_hook", "webhook silently gone", ("converged", "tracking_out")),
    Caught("lowers_one_channel", "ten pieces, nine everywhere", ("converged",), duty="D13"),
    Caught(
        "leaves_unknown_orders",
        "whole order lost for one unmapped line",
        ("each_order_once",),
        duty="D14",
    ),
    Caught("writes_what_is_unknown", "variation listing", ("listings_connected",)),
    Caught("brings_in_every_label", "tracking of another marketplace", ("keeps_to_its_own",)),
    Caught("never_cancels_at_channels", "cancelled and paid back", ("restock_once",), duty="D16"),
    Caught("forgets_lost_writes", "oversold over channels", ("converged",)),
    Caught("imports_unpaid", "unpaid and combined orders", ("poison_does_not_block",)),
    Caught("loses_the_rotated_token", "token refresh race", ("converged",)),
    Caught(
        "tells_all_with_the_first",
        "units of one line over two parcels",
        ("each_shipment_once", "tracking_out"),
    ),
    Caught(
        "exports_without_a_key",
        "the label bought twice",
        ("converged", "tracking_out"),
        anyway=True,
    ),
    Caught("tells_the_tools_word", "carrier words", ("converged", "tracking_out")),
    Caught("never_accepts", "carrier words", ("converged", "tracking_out")),
    Caught(
        "takes_a_failed_page_for_the_end",
        "a failed look-up taken for an unknown SKU",
        ("converged", "no_causeless_fall", "reads_every_page"),
    ),
    Caught("knows_every_status", "a field the model does not know", ("converged",)),
    Caught("replaces_with_what_it_has", "full replace wipes fields", ("keeps_to_its_own",)),
    Caught("reads_labels_without_items", "list view poorer than detail", ("each_shipment_once",)),
    Caught(
        "imports_from_the_tool_too",
        "two routes to one order",
        ("converged", "each_order_once", "follows_the_order", "tracking_out"),
        duty="D14",
    ),
    Caught("exports_what_is_there", "two routes to one order", ("converged", "tracking_out")),
    Caught(
        "moves_on_without_consent",
        "consent gone, silence",
        ("converged", "each_order_once", "no_lost_update"),
    ),
    Caught("fails_quietly", "consent gone, silence", ("claims_hold", "converged")),
    Caught("knows_one_wording", "expiry in another dialect", ("converged",)),
    Caught("writes_what_is_unknown", "committed before it is known", ("listings_connected",)),
)
"""In the order of the scenarios."""
