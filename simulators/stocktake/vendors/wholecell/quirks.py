"""Switches for what the sources leave open. Source: docs/reference/wholecell.md 10."""

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirks_of_pages

QUIRKS = (
    Quirk(
        name="rate_limit",
        default="auto",
        values=("auto", "on", "off"),
        sentence="Each App has two calls a second, the third is answered 429; `auto` is on unless"
        " a manual clock stands still.",
        evidence="1.1: measured by two unrelated users",
    ),
    Quirk(
        name="rate_limit_body",
        default="text/plain",
        values=("text/plain", "application/json"),
        sentence="Body of the 429: the text `Retry later`, or an error as JSON.",
        evidence="1.1: never shown; plain text is the usual throttle's, and harder on a client",
    ),
    Quirk(
        name="retry_after",
        default=True,
        sentence="The 429 carries `Retry-After: 1`.",
        evidence="1.1: no client reads it, whether it is there is unknown",
    ),
    Quirk(
        name="per_page",
        default=False,
        sentence="Lists honour `per_page`, 1 to 100, instead of ignoring it.",
        evidence="1.3, 10 (point 4): one early note claims it, no program proves it",
    ),
    Quirk(
        name="wrapped_object",
        default=False,
        sentence='A single object comes as `{"data": {…}}`.',
        evidence="2.3: only lists were seen, their rows are bare",
    ),
    Quirk(
        name="rebuy_sold",
        default=True,
        sentence="A device that was sold may be bought again, so that its esn exists twice.",
        evidence="2.3: the trade does it; what the vendor refuses is unknown",
    ),
    Quirk(
        name="received_when_complete",
        default=False,
        sentence="A purchase order becomes `Received` when its last expected unit comes in.",
        evidence="6: no automatic change of a status is known",
    ),
    Quirk(
        name="stock_levels_report_ms",
        default=3_000,
        sentence="World milliseconds until a stock levels report is complete; it is pending for"
        " half of them.",
        evidence="5: that it takes time is known, how much is not",
    ),
    Quirk(
        name="stock_levels_report_polls",
        default=3,
        sentence="Polls after which a stock levels report is complete at the latest; 0: only the"
        " clock completes it.",
        evidence="5: a manual clock hardly moves while a client waits",
    ),
    Quirk(
        name="stock_levels_report_fails",
        default=False,
        sentence="A stock levels report ends as `failed` instead of `complete`.",
        evidence="5: that one can fail is a decision",
    ),
    Quirk(
        name="stock_levels_report_url_ms",
        default=3_600_000,
        sentence="World milliseconds for which a URL of a report's CSV is valid once it was shown;"
        " then it is 403.",
        evidence="5: such links are usually signed and expire",
    ),
    Quirk(
        name="shipstation_export",
        default=False,
        sentence="The account can be a Custom Store of ShipStation, asked for its orders and told"
        " of labels at `/integrations/shipstation/`; else that answers 401.",
        evidence="9: a help page has it; off because an engine that imports tracking as well has"
        " each parcel twice",
    ),
    Quirk(
        name="download_refuses_credentials",
        default=True,
        sentence="The URL of a CSV answers 400 to a request with an `Authorization` header, as"
        " object stores do.",
        evidence="5: clients that forward their credentials should be caught",
    ),
    *quirks_of_pages(
        evidence="1.3: two clients stop at an empty page, and would also stop at an error"
    ),
)
