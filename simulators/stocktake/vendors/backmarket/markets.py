"""Markets: which one a call is for, and its currency. Source: docs/reference/channels.md 1.1, 1.2.

Prices, comments, warranties and shippings are a market's own; the quantity is everybody's.
"""

HOME = "fr-fr"
CURRENCIES = {
    "fr-fr": "EUR", "de-de": "EUR", "it-it": "EUR", "es-es": "EUR", "fr-be": "EUR", "nl-nl": "EUR",
    "de-at": "EUR", "pt-pt": "EUR", "fi-fi": "EUR", "en-ie": "EUR", "en-gb": "GBP", "sv-se": "SEK",
    "en-us": "USD", "en-ca": "CAD", "en-au": "AUD", "ja-jp": "JPY",
}  # fmt: skip
USUAL = ("EUR", "USD")
"""Currencies that a price needs not to name."""


def market_of(languages: str) -> str:
    """Return the first market that a header `Accept-Language` names; the home market for any other text."""
    for part in languages.split(","):
        name = part.split(";")[0].strip().lower().replace("_", "-")
        if name in CURRENCIES:
            return name
    return HOME
