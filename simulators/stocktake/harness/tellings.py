"""What an engine tells an outlet of a parcel: whether it is right, and whether it is refused."""

from __future__ import annotations

from stocktake.harness.history import Entry
from stocktake.harness.oracle import Expected
from stocktake.harness.orders import Order
from stocktake.harness.output import named_since
from stocktake.harness.parcels import Parcel, parcels_of, plain, words

FORBIDDEN = "amazon"
"""A carrier that no outlet may hear of (duty D15)."""


def number_of(expected: Expected, entry: Entry) -> str:
    """Return the parcel's number in a telling."""
    return str(entry.asked.get(expected.route.outlet_role.shipping_report.number) or "")


def carrier_of(expected: Expected, entry: Entry) -> str:
    """Return the word for the carrier in a telling."""
    return str(entry.asked.get(expected.route.outlet_role.shipping_report.carrier) or "")


def good_numbers(expected: Expected, order: Order, entry: Entry) -> set[str]:
    """Return the numbers that a telling of an order may have: not voided as it could know."""
    parcels = parcels_of(expected.history, order.reference)
    return {parcel.number for parcel in parcels if _is_good(expected, parcel, entry)}


def is_of_a_parcel(expected: Expected, order: Order, entry: Entry) -> bool:
    """Whether a telling has the number of a parcel, in a spelling that the outlet takes.

    With blanks and signs or without them, where it takes both; where it refuses them, without.
    """
    number = number_of(expected, entry)
    good = {plain(each) for each in good_numbers(expected, order, entry)}
    as_taken = entry.done or plain(number) == number or not _wants_plain(expected)
    return plain(number) in good and as_taken


def _wants_plain(expected: Expected) -> bool:
    """Whether an outlet takes numbers of letters and digits only, always or by its quirk."""
    role = expected.route.outlet_role
    quirk = f"{expected.outlet}.{role.checks_carrier}"
    checks = role.checks_carrier and expected.history.scenario.config.quirks.get(quirk)
    return role.shipping_report.plain_number or bool(checks)


def _is_good(expected: Expected, parcel: Parcel, entry: Entry) -> bool:
    if parcel.turn > entry.seq:
        return False
    ended = parcel.ended
    return ended is None or not expected.facts.could_know_itself(ended, acting=entry.seq)


def is_no_word(word: str) -> bool:
    """Whether a word for a carrier is the carrier tool's code, or Amazon."""
    return FORBIDDEN in word.lower() or "_" in word


def is_before_accepted(expected: Expected, order: Order, entry: Entry) -> bool:
    """Whether an order had not been accepted when a number of it was told."""
    role = expected.route.outlet_role
    path = role.order_path.replace("{id}", order.id)
    return bool(role.accept) and not any(
        earlier.seq < entry.seq
        and earlier.wrote
        and path in f"{earlier.path}/"
        and all(earlier.asked.get(name) == value for name, value in role.accept.items())
        for earlier in expected.history.where(simulator=expected.outlet)
    )


def is_right(expected: Expected, order: Order, entry: Entry) -> bool:
    """Whether a telling has a number and a carrier of the order's, and came when it may."""
    return (
        is_of_a_parcel(expected, order, entry)
        and not is_no_word(carrier_of(expected, entry))
        and not is_before_accepted(expected, order, entry)
    )


def is_untellable(expected: Expected, order: Order, now: int) -> bool:
    """Whether an outlet refuses what it is rightly told of an order, which the engine has named.

    As it does where people shipped a device whose unit nobody knows: only they can mend that. Where
    it left without a number, and the outlet takes none without, no request need be refused.
    """
    role = expected.route.outlet_role
    left = expected.shipped_at(order.reference)
    if not role.parcels or not left:
        return False
    if role.shipping_report.needs_number and not parcels_of(expected.history, order.reference):
        return named_since(expected.history, role, order.reference, turn=left[-1])
    told = [e for e in words(expected.history, expected.outlet, role, order) if e.seq <= now]
    refused = [e for e in told if e.fault is None and 400 <= (e.status or 0) < 500]
    named = named_since(expected.history, role, order.reference, turn=left[-1])
    return named and any(is_right(expected, order, entry) for entry in refused[-1:])
