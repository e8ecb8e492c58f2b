"""Why a number differs, as a table: what is known of it, and the sentence that is told."""

from __future__ import annotations

from typing import Any

import pytest
from stocktake.causes.moments import Moment
from stocktake.causes.stock import OUT_OF_DATE, WRONG, Difference, Held, cause_of
from stocktake.causes.uploads import Upload

MICRO = 1_000_000


def line(what: str, delta: float, *, reference: str | None = None, after: float = 0) -> Any:
    """Return a line of the ledger, as far as a sentence needs it."""
    return {
        "what": what, "delta": round(delta * MICRO), "reference": reference,
        "after": round(after * MICRO),
    }  # fmt: skip


def at(row: int, on_hand: float, promise: float, shown: float, *lines: Any) -> Moment:
    """Return the numbers after a row of the journal; its time is its number."""
    return Moment(
        row=row, at=row or None, on_hand=round(on_hand * MICRO), promise=round(promise * MICRO),
        shown=round(shown * MICRO), lines=lines,
    )  # fmt: skip


def upload(row: int, number: float | None, status: int | None = 200, **how: Any) -> Upload:
    """Return a request that named the SKU."""
    wrote = None if number is None else round(number * MICRO)
    return Upload(row=row, number=wrote, status=status,
                  **{"delivered": True, "fault": None, **how})  # fmt: skip


def held(quantity: float, why: str, lot: str | None = None) -> Held:
    """Return what may not be sold."""
    return Held(quantity=round(quantity * MICRO), why=why, lot=lot)


BEGIN = at(0, 84, 84, 0)
RIGHT = at(5, 84, 84, 84, line("shown", 84, after=84))
CAME = at(7, 108, 108, 84, line("stock", 24))
WROTE_ALL = at(5, 72, 40, 72, line("shown", 72, after=72))

CAUSES: dict[str, tuple[Difference, tuple[str, int | None, str, str]]] = {}


def case(
    what: str, state: str, row: int | None, kind: str, sentence: str, *moments: Moment, **known: Any
) -> None:
    """Add a case: the numbers of its last moment are those of now."""
    last = moments[-1]
    difference = Difference(
        on_hand=last.on_hand, promise=last.promise, shown=last.shown, moments=moments, **known
    )
    assert what not in CAUSES
    CAUSES[what] = (difference, (state, row, kind, sentence))


# 1: all that is on hand is shown

for how, why, lot, told in (
    ("on hold", "on hold", "H1", "32 are on hold (lot H1)"),
    ("quarantined", "quarantined", "C1", "32 are quarantined (lot C1)"),
    ("a place without picking", "at DOCK, where nothing is picked", "K1",
     "32 are at DOCK, where nothing is picked (lot K1)"),
    ("Hand Pick", "picked by hand only", "T1", "32 are picked by hand only (lot T1)"),
    ("a status that does not sell", "in status Locked, which does not sell", None,
     "32 are in status Locked, which does not sell"),
):  # fmt: skip
    case(f"1: {how}", WRONG, 5, "not_sellable", f"It shows all 72 on hand: {told}.",
         at(0, 72, 40, 0), WROTE_ALL, held=(held(32, why, lot),))  # fmt: skip
case("1: owed to an order", WRONG, 5, "not_sellable",
     "It shows all 84 on hand: 3 are owed to orders.",
     at(0, 84, 81, 0), at(5, 84, 81, 84, line("shown", 84, after=84)), owed=3 * MICRO)  # fmt: skip
case("1: one is owed", WRONG, 5, "not_sellable", "It shows all 84 on hand: 1 is owed to orders.",
     at(0, 84, 83, 0), at(5, 84, 83, 84, line("shown", 84, after=84)), owed=MICRO)  # fmt: skip
case("1: two lots and an order", WRONG, 5, "not_sellable",
     "It shows all 72 on hand: 20 are on hold (lot A); 2 are quarantined (lot B);"
     " 10 are owed to orders.", at(0, 72, 40, 0), WROTE_ALL,
     held=(held(20, "on hold", "A"), held(2, "quarantined", "B")), owed=10 * MICRO)  # fmt: skip
case("1: the item itself may not be sold", WRONG, 5, "not_sellable",
     "It shows all 10 on hand: it is retired.",
     at(0, 10, 0, 0), at(5, 10, 0, 10, line("shown", 10, after=10)),
     why="it is retired")  # fmt: skip
case("1: all that was on hand when it was written, of which a part has left since", WRONG, 5,
     "not_sellable", "It shows all 72 that were on hand at #5: 32 are on hold (lot H1)."
     " Since then #9: 5 went out.",
     at(0, 72, 40, 0), WROTE_ALL, at(9, 67, 35, 72, line("stock", -5)),
     held=(held(32, "on hold", "H1"),))  # fmt: skip
case("1: broken cases are not shown", WRONG, 5, "not_sellable",
     "It shows all 14 on hand: 2 are on hold (lot H1).",
     at(0, 14.25, 12, 0), at(5, 14.25, 12, 14, line("shown", 14, after=14)),
     held=(held(2, "on hold", "H1"),))  # fmt: skip
case("1: so when the world began", OUT_OF_DATE, None, "not_sellable",
     "It shows all 72 on hand: 32 are on hold (lot H1).", at(0, 72, 40, 72),
     held=(held(32, "on hold", "H1"),))  # fmt: skip

# 2: it was right at an earlier row

case("2: nothing uploaded since", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. Nothing was uploaded since.", BEGIN, RIGHT, CAME)  # fmt: skip
case("2: less may be sold although nothing moved", OUT_OF_DATE, 7, "out_of_date",
     "#7: 32 more may not be sold. Nothing was uploaded since.",
     BEGIN, RIGHT, at(7, 84, 52, 84, line("held", 32)))  # fmt: skip
case("2: an order, and on hand is what is shown: what changed it is told", OUT_OF_DATE, 7,
     "out_of_date", "#7: 3 ordered for R1001. Nothing was uploaded since.",
     BEGIN, RIGHT, at(7, 84, 81, 84, line("demand", 3, reference="R1001")),
     owed=3 * MICRO)  # fmt: skip
case("2: several changes", OUT_OF_DATE, 7, "out_of_date",
     "#7: 1 ordered for R1006. #8: 24 came in. Nothing was uploaded since.",
     BEGIN, RIGHT, at(7, 84, 83, 84, line("demand", 1, reference="R1006")),
     at(8, 108, 107, 84, line("stock", 24)))  # fmt: skip
case("2: a row that changes what is on hand and not what can be promised is left out",
     OUT_OF_DATE, 7, "out_of_date", "#7: 1 ordered for R1006. Nothing was uploaded since.",
     BEGIN, RIGHT, at(7, 84, 83, 84, line("demand", 1, reference="R1006")),
     at(8, 83, 83, 84, line("stock", -1), line("shipment", 1, reference="R1006")))  # fmt: skip
case("2: many changes", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. 3 more changes. #11: 24 came in. Nothing was uploaded since.",
     BEGIN, RIGHT, CAME, *(at(8 + n, 132 + 24 * n, 132 + 24 * n, 84, line("stock", 24))
                           for n in range(4)))  # fmt: skip
case("2: tried and refused", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. 108 was sent at #9; the shop answered 503, a planted fault (status).",
     BEGIN, RIGHT, CAME, uploads=(upload(9, 108, 503, fault="status"),))  # fmt: skip
case("2: tried, and the reply was lost", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. 108 was sent at #9, and the reply was lost, a planted fault (lost_reply).",
     BEGIN, RIGHT, CAME,
     uploads=(upload(9, 108, None, delivered=False, fault="lost_reply"),))  # fmt: skip
case("2: the last try tells", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. 108 was sent at #12; the shop answered 400.", BEGIN, RIGHT, CAME,
     uploads=(upload(4, 84), upload(9, 108, 503), upload(12, 108, 400)))  # fmt: skip
case("2: written again with the old number", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. #9 wrote 84 again.", BEGIN, RIGHT, CAME,
     uploads=(upload(9, 84),))  # fmt: skip
case("2: named without a number that can be read", OUT_OF_DATE, 7, "out_of_date",
     "#7: 24 came in. #9 named it, and its number stayed.", BEGIN, RIGHT, CAME,
     uploads=(upload(9, None),))  # fmt: skip
case("2: an older number was written late", WRONG, 9, "older_number",
     "#7: 24 came in. #9 wrote 84, which was right until then.",
     BEGIN, RIGHT, CAME, at(8, 108, 108, 108, line("shown", 24, after=108)),
     at(9, 108, 108, 84, line("shown", -24, after=84)))  # fmt: skip
case("2: a shipment was taken back", OUT_OF_DATE, 7, "out_of_date",
     "#7: 2 came in, a shipment of 2 for R1 taken back, 2 called off from R1."
     " Nothing was uploaded since.", BEGIN, RIGHT,
     at(7, 86, 86, 84, line("stock", 2), line("shipment", -2, reference="R1"),
        line("demand", -2, reference="R1")))  # fmt: skip
case("2: nobody has written one since the world began", OUT_OF_DATE, None, "never_written",
     "The world began so. Nothing was uploaded since.", at(0, 84, 84, 80))  # fmt: skip

# 3: counted in the other unit

case("3: in pieces", WRONG, 5, "other_unit",
     "Counted in pieces: a case holds 12, and 14 cases can be promised.",
     at(0, 14, 14, 0), at(5, 14, 14, 168, line("shown", 168, after=168)), pieces=12)  # fmt: skip
case("3: one case", WRONG, 5, "other_unit",
     "Counted in pieces: a case holds 12, and 1 case can be promised.",
     at(0, 1, 1, 0), at(5, 1, 1, 12, line("shown", 12, after=12)), pieces=12)  # fmt: skip
case("3: in pieces, and cases came since", WRONG, 5, "other_unit",
     "Counted in pieces: a case holds 12, and 14 cases could be promised."
     " Since then #9: 2 came in.", at(0, 14, 14, 0),
     at(5, 14, 14, 168, line("shown", 168, after=168)), at(9, 16, 16, 168, line("stock", 2)),
     pieces=12)  # fmt: skip

# 4: a number of another store or site

case("4: of another warehouse", WRONG, 5, "other_place", "26 is what whiplash can promise.",
     at(0, 342, 342, 0), at(5, 342, 342, 26, line("shown", 26, after=26)),
     elsewhere={"what wholecell can promise": 5 * MICRO, "what whiplash can promise": 26 * MICRO},
)  # fmt: skip

# 5: none fits

case("5: nothing explains it", WRONG, 5, "unexplained",
     "Nothing explains 63. The last lines of the ledger: #5 63 uploaded.",
     BEGIN, at(5, 84, 84, 63, line("shown", 63, after=63)),
     elsewhere={"what whiplash can promise": 26 * MICRO}, pieces=12)  # fmt: skip
case("5: of many lines the last five are told", WRONG, 9, "unexplained",
     "Nothing explains 63. The last lines of the ledger: #5 1 came in; #6 1 came in; #7 1 came in;"
     " #8 1 came in; #9 63 uploaded.",
     at(0, 80, 80, 0), *(at(n, 76 + n, 76 + n, 0, line("stock", 1)) for n in range(4, 9)),
     at(9, 84, 84, 63, line("shown", 63, after=63)))  # fmt: skip
case("5: without a line", OUT_OF_DATE, 7, "unexplained", "Nothing explains 63.",
     at(7, 84, 84, 63))  # fmt: skip

# The order: the first that fits is told

case("1 before 4: on hand is also another warehouse's number", WRONG, 5, "not_sellable",
     "It shows all 72 on hand: 32 are on hold (lot H1).", at(0, 72, 40, 0), WROTE_ALL,
     held=(held(32, "on hold", "H1"),),
     elsewhere={"what whiplash can promise": 72 * MICRO})  # fmt: skip
case("1 before 2: on hand could be promised once", WRONG, 5, "not_sellable",
     "It shows all 84 on hand: 32 are on hold (lot H1).",
     BEGIN, at(3, 84, 52, 0, line("held", 32)), at(5, 84, 52, 84, line("shown", 84, after=84)),
     held=(held(32, "on hold", "H1"),))  # fmt: skip
case("2 before 3: an older number that is also a number of pieces", WRONG, 9, "older_number",
     "#7: 77 went out. #9 wrote 84, which was right until then.",
     BEGIN, RIGHT, at(7, 7, 7, 84, line("stock", -77)), at(8, 7, 7, 7, line("shown", -77, after=7)),
     at(9, 7, 7, 84, line("shown", 77, after=84)), pieces=12)  # fmt: skip
case("3 before 4: pieces that another warehouse has", WRONG, 5, "other_unit",
     "Counted in pieces: a case holds 12, and 14 cases can be promised.",
     at(0, 14, 14, 0), at(5, 14, 14, 168, line("shown", 168, after=168)), pieces=12,
     elsewhere={"what whiplash can promise": 168 * MICRO})  # fmt: skip


@pytest.mark.parametrize("what", CAUSES)
def test_the_first_cause_that_fits_is_told(what: str) -> None:
    difference, expected = CAUSES[what]
    cause = cause_of(difference)
    assert (cause.state, cause.row, cause.kind, cause.sentence) == expected
    assert cause.at == cause.row


OUTCOMES = {
    "2: nothing uploaded since": "nothing",
    "2: tried and refused": "refused",
    "2: tried, and the reply was lost": "lost",
    "2: written again with the old number": "written",
    "2: named without a number that can be read": "stayed",
    "3: in pieces": "",
}


@pytest.mark.parametrize("what", OUTCOMES)
def test_what_came_of_the_last_upload_is_a_word_too(what: str) -> None:
    assert cause_of(CAUSES[what][0]).outcome == OUTCOMES[what]
