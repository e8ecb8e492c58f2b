"""Switches for what nobody outside knows. Source: docs/reference/channels.md 3, 9, 15."""

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirks_of_pages

QUIRKS = (
    Quirk(
        name="rate_limit",
        default=0,
        sentence="How many calls the account may make in a minute; beyond them a 429 with"
        " Retry-After. 0 is no limit.",
        evidence="3: modelled; no limit is known, the answer is decided.",
        accepts=lambda value: value >= 0,
    ),
    Quirk(
        name="token_expires",
        default=False,
        sentence="Whether SWAPPA_TOKEN too is over after 3,600 s, as tokens of the token endpoint"
        " are.",
        evidence="3: modelled; a token of the environment simply works, unless this is on.",
    ),
    Quirk(
        name="denies_consent",
        default=False,
        sentence="Whether the seller says no on the consent screen: `error=access_denied`.",
        evidence="3: modelled; RFC 6749, 4.1.2.1.",
    ),
    Quirk(
        name="checks_carrier",
        default=False,
        sentence="Whether a parcel is refused for a carrier other than UPS, USPS, FedEx and DHL,"
        " and for a number with anything but letters and digits.",
        evidence="15, row 31: modelled; real channels have such lists.",
    ),
    Quirk(
        name="unknown_values",
        default=False,
        sentence="Whether the first order of a page has fields and a status that no document"
        " knows.",
        evidence="15, row 33: modelled; strict readers drop such an order, or the whole page.",
    ),
    *quirks_of_pages(evidence="3: modelled; nobody says what comes past the end."),
)
