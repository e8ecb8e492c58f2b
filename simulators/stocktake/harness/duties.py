"""The duties of a sync engine: the numbers and names of docs/reference/duties.md, in short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PAGE = "docs/reference/duties.md"
_NUMBER = re.compile(r"D\d+")


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty: its number (`D1`), its name on the page, and what it asks for in a sentence."""

    number: str
    name: str
    sentence: str


DUTIES: tuple[Duty, ...] = (
    Duty(
        "D1",
        "The right number",
        "Every listing shows what its warehouse can still promise, less what orders want that it "
        "does not know of yet.",
    ),
    Duty(
        "D2",
        "Routing",
        "An order goes whole to the warehouse that feeds the place where it was bought.",
    ),
    Duty(
        "D3",
        "One document per order",
        "An order is one document in its warehouse under its own number; one that cannot be made "
        "is named and the others go on.",
    ),
    Duty(
        "D4",
        "Shipping",
        "What can leave leaves, and the outlet is told once, when all of an order is out, with "
        "the right date and place.",
    ),
    Duty(
        "D5",
        "Cancellation",
        "An order that is cancelled before anything has left is cancelled in its warehouse, once.",
    ),
    Duty("D6", "Quiet", "A round with nothing new outside writes nothing."),
    Duty(
        "D7",
        "A failed round is allowed; the next one mends it",
        "A lost answer is settled by a read: nothing is done twice, and nothing is forgotten.",
    ),
    Duty(
        "D8",
        "Reads what it needs",
        "Lists are read to their end, and no parameter is relied on that the vendor ignores.",
    ),
    Duty(
        "D9",
        "Registers",
        "The warehouse module is registered, if it is absent or inactive, before anything ships.",
    ),
    Duty("D10", "Time", "Time comes from the servers or STOCKTAKE_NOW, not from its own clock."),
    Duty("D11", "Limits", "After a refusal for too many calls it waits as long as it was told."),
    Duty(
        "D12",
        "Listings in",
        "A listing is connected when its SKUs are in the catalogue of its warehouse; no other is "
        "written.",
    ),
    Duty(
        "D13",
        "Quantities out",
        "An order at one outlet lowers the number at all the others that its warehouse feeds.",
    ),
    Duty(
        "D14",
        "Channel orders in",
        "A channel's order is one sales order, however often and late it is delivered.",
    ),
    Duty(
        "D15",
        "Tracking out",
        "A parcel's number reaches the outlet once, in the outlet's word for the carrier.",
    ),
    Duty(
        "D16",
        "Channel cancellations and refunds",
        "Channel cancellations and refunds put stock back once, and only what was not shipped.",
    ),
    Duty(
        "D17",
        "The document follows the order",
        "Lines that are changed, orders that move and orders that are taken up again are followed "
        "in the warehouse.",
    ),
    Duty(
        "D18",
        "What a warehouse calls off is told, not made again",
        "A document that the warehouse's people cancel is named, and is not made again.",
    ),
    Duty(
        "D19",
        "What comes back is the warehouse's to say",
        "A return moves stock only when the warehouse's people have received it.",
    ),
    Duty(
        "D20",
        "Shipped follows the warehouse",
        "What the outlet was told of a shipment is true, and turned back only if the shipment is.",
    ),
    Duty(
        "D21",
        "Goods are themselves",
        "SKUs are compared character by character, lines of one SKU add up, and a renamed item is "
        "the same item.",
    ),
    Duty(
        "D22",
        "A customer once",
        "A customer of an outlet is one customer of the warehouse, and has their own documents.",
    ),
    Duty(
        "D23",
        "No number falls without a cause",
        "An empty or shorter answer is no knowledge: what it misses is asked for one by one.",
    ),
    Duty(
        "D24",
        "A complete round is complete",
        "A round that left an order behind without naming it is not called complete.",
    ),
    Duty(
        "D25",
        "Keeps to its own",
        "It writes its own numbers, documents and reports, and sends back nothing that it only "
        "read.",
    ),
    Duty(
        "D26",
        "One bad row stops no other",
        "An upload that is refused for one row is sent again without that row, which is named.",
    ),
    Duty("D27", "A budget", "Reads of a round grow with what there is, not with its square."),
)
_BY_NUMBER = {duty.number: duty for duty in DUTIES}


def duties_in(text: str) -> Iterator[Duty]:
    """Yield the duties that a text names, such as the `duty` of a violation: `D3, D7`."""
    for number in dict.fromkeys(_NUMBER.findall(text)):
        if duty := _BY_NUMBER.get(number):
            yield duty
