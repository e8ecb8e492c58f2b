"""Statuses of ship notices: their numbers and names. Source: docs/reference/whiplash.md 5.1."""

UNEXPECTED, DRAFT, IN_TRANSIT, NEVER_RECEIVED = 25, 50, 100, 105
ARRIVED, PROCESSING, PROBLEM, COMPLETED = 150, 200, 250, 300

STATUS_NAMES = {
    UNEXPECTED: "Unexpected",
    DRAFT: "Draft",
    80: "Label Purchase",
    85: "Refund Expired Refunded",
    86: "Refund Expired Unrefundable",
    IN_TRANSIT: "In Transit",
    NEVER_RECEIVED: "Never Received",
    ARRIVED: "Arrived",
    PROCESSING: "Processing",
    PROBLEM: "Problem",
    COMPLETED: "Completed",
}
_CODES = {name.lower(): code for code, name in STATUS_NAMES.items()}


def code_of(text: str) -> str:
    """Return the code for a status, as text: `100` for `In Transit`; other text is unchanged."""
    code = _CODES.get(text.strip().lower().replace("_", " "))
    return text if code is None else str(code)
