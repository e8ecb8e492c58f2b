"""Which scenario each engine of the zoo must fail, and by which checks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caught:
    """An engine of the zoo, a scenario, and the checks that it fails there: these and no others.

    `anyway`: it fails without the scenario's faults too. `duty`: the one that it breaks, where the
    checks name only what follows from that.
    """

    engine: str
    scenario: str
    fails: tuple[str, ...]
    anyway: bool = False
    duty: str = ""


CAUGHT = (
    Caught("counts_what_is_held", "one shelf", ("converged",)),
    Caught("misspells_a_filter", "calm day", ("no_ignored_parameters",)),
    Caught("asks_the_control_plane", "calm day", ("keeps_to_its_own",)),
    Caught("ships_by_itself", "three warehouses", ("each_shipment_once",)),
    Caught("sends_all_to_one", "three warehouses", ("converged", "each_order_once"), duty="D2"),
    Caught("skips_what_it_has_seen", "overselling by lost update", ("converged", "no_lost_update")),
    Caught("resends_old_uploads", "older write wins", ("converged", "no_lost_update")),
    Caught("pushes_first", "on-hand pushed", ("converged", "no_oversell")),
    Caught("forgets_what_is_owed", "on-hand pushed", ("converged", "no_oversell")),
    Caught("sends_equal_numbers", "echo loop", ("quiet_after_convergence",)),
    Caught("stamps_what_it_reads", "echo loop", ("quiet_after_convergence",)),
    Caught(
        "copies_between_stores",
        "echo loop",
        ("converged", "no_causeless_fall", "quiet_after_convergence"),
    ),
    Caught(
        "keeps_the_surplus", "same order imported twice", ("each_order_once", "follows_the_order")
    ),
    Caught("believes_the_refusal", "same order imported twice", ("converged",)),
    Caught("turns_back_shipped", "events out of order", ("shipping_is_monotone",), anyway=True),
    Caught("waits_for_the_hook", "webhook silently gone", ("converged",)),
    Caught("misses_the_shifted_row", "rows skipped while paging", ("converged", "no_oversell")),
    Caught(
        "first_page_only",
        "rows skipped while paging",
        ("converged", "reads_every_page"),
        anyway=True,
    ),
    Caught("pages_by_time", "watermark loses late rows", ("converged", "each_order_once")),
    Caught("moves_the_mark_first", "watermark loses late rows", ("converged", "each_order_once")),
    Caught("dates_by_its_own_clock", "clock and zone errors", ("each_shipment_once",), duty="D10"),
    Caught("asks_for_new_orders", "window on the wrong date", ("restock_once",)),
    Caught("retries_blindly", "retry after timeout duplicates", ("each_order_once",)),
    Caught(
        "ships_again", "retry after timeout duplicates", ("each_order_once", "each_shipment_once")
    ),
    Caught("rushes", "rate-limit storm", ("respects_rate_limit",)),
    Caught("never_cancels", "cancel restocks twice", ("restock_once",)),
    Caught("cancels_too_late", "cancel restocks twice", ("restock_once",)),
    Caught("restocks_by_hand", "cancel restocks twice", ("conservation", "keeps_to_its_own")),
    Caught("counts_cases_as_pieces", "quantity words differ", ("converged",)),
    Caught(
        "reports_early",
        "partial shipments",
        ("converged", "each_shipment_once"),
    ),
    Caught("reads_plus_as_space", "SKU trouble", ("converged",)),
    Caught("leaves_silently", "poison record", ("names_what_it_leaves",), anyway=True),
    Caught(
        "one_bad_stops_all",
        "poison record",
        ("each_order_once", "poison_does_not_block"),
        anyway=True,
    ),
    Caught("remembers_what_it_sent", "partial success ignored", ("converged",)),
    Caught("sweeps_in_turns", "sweep too slow", ("converged", "no_oversell")),
    Caught("forgets_edits", "edited after import", ("each_shipment_once", "follows_the_order")),
    Caught("appends_edited_lines", "edited after import", ("each_shipment_once",)),
    Caught("leaves_it_cancelled", "taken up again", ("follows_the_order",)),
    Caught("makes_a_second", "taken up again", ("each_order_once", "follows_the_order")),
    Caught("forgets_the_old_store", "moved to another store", ("follows_the_order",)),
    Caught(
        "makes_it_again",
        "called off by the warehouse",
        ("each_order_once", "names_what_it_leaves"),
        duty="D18",
    ),
    Caught("calls_off_in_silence", "called off by the warehouse", ("names_what_it_leaves",)),
    Caught("restocks_returns", "goods come back", ("conservation", "keeps_to_its_own"), duty="D19"),
    Caught(
        "keys_lines_by_sku",
        "two lines of one SKU",
        ("converged", "each_order_once", "each_shipment_once", "follows_the_order"),
        duty="D21",
    ),
    Caught("follows_the_name", "renamed SKU", ("follows_the_order", "restock_once"), duty="D21"),
    Caught(
        "compares_as_numbers",
        "twin SKUs",
        ("converged", "each_order_once", "each_shipment_once", "follows_the_order"),
        duty="D21",
    ),
    Caught(
        "folds_case",
        "twin SKUs",
        ("converged", "each_order_once", "each_shipment_once", "follows_the_order"),
        duty="D21",
    ),
    Caught("sells_bundles_apart", "bundle and its parts", ("converged",), anyway=True, duty="D21"),
    Caught("customer_each_time", "the same customer again", ("each_customer_once",), anyway=True),
    Caught("one_customer_for_all", "the same customer again", ("each_customer_once",), anyway=True),
    Caught("believes_an_empty_list", "an empty list believed", ("converged", "no_causeless_fall")),
    Caught("pages_until_empty", "the last page again", ("converged",), duty="D8"),
    Caught("gives_the_batch_up", "one row refuses the batch", ("poison_does_not_block",)),
    Caught("reads_all_for_each_order", "everything read for each order", ("keeps_its_budget",)),
    Caught("calls_it_complete", "a failure called complete", ("claims_hold", "converged")),
    Caught("saves_key_first", "a failure called complete", ("each_order_once",)),
    Caught("echoes_the_order", "a whole record sent back", ("keeps_to_its_own",), anyway=True),
    Caught("completes_what_was_cancelled", "a whole record sent back", ("keeps_to_its_own",)),
    Caught("cleans_up_items", "a whole record sent back", ("keeps_to_its_own",), anyway=True),
    Caught("leaves_its_lock", "killed in the middle", ("converged",), duty="D7"),
    Caught("lowers_one_outlet", "one shelf for several outlets", ("converged", "no_oversell")),
    Caught("zeroes_each_place", "a place below zero", ("converged",)),
    Caught("resumes_after_the_last_id", "resumed behind a change", ("restock_once",), duty="D7"),
    Caught("never_registers_again", "module switched off", ("converged",), anyway=True, duty="D9"),
    Caught("never_turns_back", "shipment taken back", ("converged",)),
    Caught("dates_by_utc", "summer time begins", ("each_shipment_once",)),
    Caught("forgets_summer_time", "summer time begins", ("each_shipment_once",)),
    Caught("dates_by_utc", "account east of UTC", ("each_shipment_once",)),
    Caught(
        "takes_no_lock",
        "rounds at once",
        ("each_customer_once", "each_order_once", "each_shipment_once"),
        anyway=True,
    ),
    Caught("tells_twice", "rough day", ("each_shipment_once",), anyway=True),
    Caught("claims_nothing_was_written", "rough day", ("definite_claims_hold",)),
    Caught("takes_garbled_for_empty", "garbled answer", ("each_order_once",)),
    Caught("looks_for_changes", "shipped in the middle", ("converged",)),
    Caught("answers_what_it_said_before", "shop asks", ("answers_when_asked",)),
    Caught("answers_in_another_shape", "shop asks", ("answers_when_asked",)),
    Caught("answers_without_orders", "asked after an order", ("answers_when_asked",)),
)
"""In the order of the scenarios."""
