"""What sources leave open, as switches. Source: docs/reference/whiplash.md 2.3, 2.5, 12."""

from simulators.core.simulator import Quirk

QUIRKS = (
    Quirk(
        name="strict",
        default=False,
        sentence="What the documents ask for is asked for: a title, an originator id of its own.",
        evidence="2.3: the pages say required, the live service took items without",
    ),
    Quirk(
        name="adjusted_text",
        default="Inventory Adjusted",
        sentence="What a transaction says that staff wrote by hand, before `, + 5` or `, -5`.",
        evidence="2.5, 12: only three texts were ever shown",
    ),
)
