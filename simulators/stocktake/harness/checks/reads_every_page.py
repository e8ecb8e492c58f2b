"""`reads_every_page`: no page that an answer announces is left unread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from stocktake.harness.history import Entry, History, StepHistory
from stocktake.harness.output import names_text
from stocktake.harness.rounds import informed_rounds
from stocktake.harness.violation import Violation

# Another way to go on than by page number: from the last row's id or time.
_CURSOR = re.compile("since|start|updated", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a list was asked for: everything but where to begin, then the cursors and the page."""

    what: tuple[object, ...]
    cursors: tuple[tuple[str, str], ...]
    page: int


def reads_every_page(history: History) -> list[Violation]:
    """D8: a completed round reads every announced page of which it needs something.

    Something is wrong after it that no answer of the round named. Pages are announced by `Link`,
    `pages` or `totalPageCount`.
    """
    missed: dict[str | None, list[tuple[Entry, int]]] = {}
    for step in history.all_steps:
        if step.round.completed:
            for entry, page in _unread(history, step):
                if _something_was_missed(history, step, entry.simulator):
                    missed.setdefault(entry.operation, []).append((entry, page))
    return [_violation(misses) for misses in missed.values()]


def _unread(history: History, step: StepHistory) -> list[tuple[Entry, int]]:
    """Return the answers of a round that announced a page which nobody read, with its number."""
    reads = [(entry, _asked(entry)) for entry in _reads(history, step)]
    return [
        (entry, page)
        for entry, asked in reads
        if (page := _announced(entry)) is not None
        and not any(
            other.what == asked.what and _follows(other, asked, page, later=later.seq > entry.seq)
            for later, other in reads
        )
    ]


def _reads(history: History, step: StepHistory) -> list[Entry]:
    first, last = step.round.first, step.round.last
    reads = [entry for entry in history.sent if first < entry.seq <= last]
    return [entry for entry in reads if not entry.is_write and entry.delivered and entry.done]


def _something_was_missed(history: History, step: StepHistory, simulator: str | None) -> bool:
    """Whether something is wrong after a round that no answer of this system named in it."""
    reads = [entry for entry in _reads(history, step) if entry.simulator == simulator]
    answers = "\n".join(entry.reply_body or "" for entry in reads)
    for each in informed_rounds(history):
        if each.step is step:
            wrong = [{sku} for sku, *_ in each.wrong_numbers()]
            orders = [*each.waiting(), *each.untold(), *each.unfollowed()]
            known_by_id = simulator == each.before.outlet
            wrong += [{o.reference, *([o.id] if known_by_id else [])} for o in orders]
            if any(not any(names_text(answers, name) for name in names) for names in wrong):
                return True
    return False


def _announced(entry: Entry) -> int | None:
    """Return the number of the next page, if the answer says that there is one."""
    link = next((v for n, v in (entry.reply_headers or {}).items() if n.lower() == "link"), "")
    if following := re.search(r'<([^>]*)>\s*;\s*rel="?next"?', link):
        return _page(dict(parse_qsl(urlsplit(following.group(1)).query)))
    answered = entry.answered
    pagination = answered.get("pagination")
    if isinstance(pagination, dict):
        here, pages = pagination.get("currentPage", 1), pagination.get("totalPageCount", 1)
    else:
        here, pages = answered.get("page", 1), answered.get("pages", 1)
    if type(here) is not int or type(pages) is not int:
        return None
    return here + 1 if here < pages else None


def _follows(other: ListRequest, asked: ListRequest, page: int, *, later: bool) -> bool:
    return other.page == page if other.cursors == asked.cursors else later


def _asked(entry: Entry) -> ListRequest:
    query = dict(parse_qsl(entry.query or "", keep_blank_values=True))
    rest = sorted(item for item in query.items() if item[0] != "page")
    return ListRequest(
        what=(
            entry.simulator,
            entry.path,
            *(item for item in rest if not _CURSOR.search(item[0])),
        ),
        cursors=tuple(item for item in rest if _CURSOR.search(item[0])),
        page=_page(query),
    )


def _page(query: Mapping[str, str]) -> int:
    text = query.get("page", "1")
    return int(text) if text.isdecimal() else 1


def _violation(misses: list[tuple[Entry, int]]) -> Violation:
    entry, page = misses[0]
    more = f" So it went {len(misses)} times." if len(misses) > 1 else ""
    asked = f"{entry.path}{f'?{entry.query}' if entry.query else ''}"
    story = (
        f"At {entry.seq} the engine read {asked} ({entry.name}), and the answer announced "
        f"page {page}. The round was completed, and nobody had read that page.{more}"
    )
    seqs = tuple(miss.seq for miss, _ in misses[:5])
    return Violation(
        check="reads_every_page",
        duty="D8",
        journal=seqs,
        what="it does not read every page",
        story=story,
    )
