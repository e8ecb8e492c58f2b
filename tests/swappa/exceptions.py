"""What Schemathesis reports although Swappa, as modelled, does it; docs/swappa.md has the table."""

from functools import partial

from tests.fuzz.excuses import ANY, Excuse

# An answer that refuses what the document allows.
refuses_valid = partial(Excuse, "swappa.yaml", check="positive_data_acceptance")

EXCEPTIONS = (
    refuses_valid(
        operation=ANY,
        answer=r'^422 .*"field":"updated_since"',
        reason="A time is a text in the query; one that cannot be read has an error of its own.",
        section="reference/channels.md §3",
    ),
    refuses_valid(
        operation="issue_token",
        answer=r"^400 .*invalid_(grant|request)",
        reason="A refresh token opens once, and the answer has the next; so does the example."
        " What a grant needs hangs on its type; a form without one is refused as RFC 6749 says.",
        section="reference/channels.md §3",
    ),
    refuses_valid(
        operation="authorize",
        answer=r'^422 .*"field":"(client_id|redirect_uri)"',
        reason="There is one application; nobody is sent to another, or to what is no address.",
        section="reference/channels.md §3",
    ),
    refuses_valid(
        operation="update_listing",
        answer=r'^422 .*"field":"(quantity|variants)',
        reason="A listing has a quantity, or variants with quantities; the body has to fit it.",
        section="reference/channels.md §3",
    ),
    refuses_valid(
        operation="create_shipment",
        answer=r'^422 .*"field":"items\.\d+\.(line_id|imei)"',
        reason="What is in a parcel is checked against the order; a device has an IMEI.",
        section="reference/channels.md §3",
    ),
)
