"""Tests that use the pytest plugin, generated: every feature many times, in ever other company."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

GET = "assert wherefour.client().get('/customers/1').status_code == 200"
SEEN = "assert stocktake.journal()[-1]['operation'] == 'get_customer'"

# Lines of a test; each snippet leaves the world so that any other may follow.
SNIPPETS: dict[str, tuple[str, ...]] = {
    "advance": (
        "before = stocktake.clock()['now']",
        "assert stocktake.advance('{n}h')['now'] > before",
    ),
    "event": (
        "goods = dict(sku='CHOC-70-100', count={n}, location='MAIN')",
        "stocktake.event('wherefour', 'receive_stock', **goods)",
        "assert stocktake.ledger()[-1]['delta'] == {n}_000_000",
    ),
    "fault": (
        "stocktake.fault('wherefour', 'get_customer', 'status', status=503)",
        "assert wherefour.client().get('/customers/1').status_code == 503",
        "assert stocktake.faults()[-1]['fired'] == 1",
        "stocktake.clear_faults()",
    ),
    "lost_reply": (
        "stocktake.fault('wherefour', 'get_customer', 'lost_reply')",
        "with pytest.raises(httpx.RemoteProtocolError):",
        "    wherefour.client().get('/customers/1')",
        "assert not stocktake.journal()[-1]['delivered']",
        "stocktake.clear_faults()",
    ),
    "journal": (GET, SEEN, "assert stocktake.journal(kind=None, operation='nothing') == []"),
    "wait_for": (GET, "assert stocktake.wait_for(operation='get_customer', timeout='2s')"),
    "wait_in_vain": (
        "with pytest.raises(TimeoutError):",
        "    stocktake.wait_for(operation='nothing', timeout='10ms')",
    ),
    "sql": ("assert stocktake.sql('SELECT ? AS n', [{n}]) == [{{'n': {n}}}]",),
    "quirk": (
        "assert stocktake.quirk('wherefour.page_size', {n}) == {n}",
        "assert len(wherefour.client().get('/customers').json()) <= {n}",
    ),
    "setenv": (
        "stocktake.setenv(monkeypatch)",
        "assert os.environ['WHEREFOUR_BASE_URL'] == stocktake.env['WHEREFOUR_BASE_URL']",
    ),
    "snapshot": (
        "stocktake.snapshot('s{at}')",
        "before = stocktake.clock()",
        "stocktake.advance('{n}h')",
        "stocktake.restore('s{at}')",
        "assert stocktake.clock() == before",
    ),
    "reset": ("stocktake.reset()", "assert stocktake.journal(kind=None) == []"),
    "fork": (
        "twin = stocktake.fork('twin-{at}')",
        "twin.advance('{n}d')",
        "assert twin.clock()['now'] > stocktake.clock()['now']",
    ),
    "in_world": (
        "stocktake.create_world('other-{at}', from_='default')",
        "assert stocktake.in_world('other-{at}').journal() == []",
        "stocktake.delete_world('other-{at}')",
    ),
    "ask": ("assert stocktake.ask('GET', '/clock') == stocktake.clock()",),
    "quirks": ("assert stocktake.quirks()['wherefour.page_size'] > 0",),
    "stock": ("assert 'CHOC-70-100' in [row['sku'] for row in stocktake.stock()]",),
    "orders": (
        "places = [dict(code='wherefour', available={n})]",
        "told = dict(site='shop-us', offers=[dict(externalId='CHOC-70-100', stores=places)])",
        "shop = retailcrm.client()",
        "assert shop.post('/api/v5/store/inventories/upload', json=told).json()['success']",
        "wanted = dict(store='wherefour', lines=[dict(sku='CHOC-70-100', quantity={n})])",
        "placed = stocktake.event('retailcrm', 'place_order', **wanted)",
        "assert placed['reference'] in [row['order'] for row in stocktake.orders()]",
    ),
    "disagreements": ("assert isinstance(stocktake.disagreements(), list)",),
    "client_of_ones_own": (
        "known = whiplash.client(headers=dict(accept='application/json'))",
        "assert known.get('/items').status_code == 401",
    ),
    "worlds": (
        "own = stocktake.url.rsplit('/', 1)[-1]",
        "assert own in [each['name'] for each in stocktake.worlds()]",
    ),
    "deliver": ("assert stocktake.deliver() == stocktake.callbacks() == []",),
    "retailcrm": ("assert retailcrm.client().get('/api/v5/orders').json()['success']",),
    "whiplash": ("assert whiplash.client().get('/items').json()",),
    "wholecell": ("assert wholecell.client().get('/inventories').json()['data']",),
    "credentials": (
        "auth = (wholecell.credentials['app_id'], wholecell.credentials['app_secret'])",
        "assert httpx.get(wholecell.url + '/inventories', auth=auth).status_code == 200",
    ),
    "refusal": (
        "with pytest.raises(Refusal, match='did you mean'):",
        "    stocktake.fault('wherefor', '*', 'status')",
    ),
}
# Settings of the marker; few values each, for a world that begins otherwise takes a second to make.
MARKS = {
    "now": "now='2026-03-{few:02}T09:00:00Z'",
    "seed": "seed={few}",
    "seed_set": "seed_set='both'",
    "scale": "scale=2",
    "clock": "clock='manual'",
    "tick": "tick={few}",
    "idle_advance": "idle_advance=True",
    "journal": "journal=500",
    "seed_file": "seed_set='busy', seed_file=dict(items=[dict(sku='MINE', name='Mine', price=5)])",
    "quirks": "quirks={{'wholecell.most_per_page': {n}}}",
    "faults": "faults=[dict(simulator='whiplash', operation='*', kind='status', nth=90)]",
}
# What a test ends with, by its outcome.
ENDS = {
    "passed": "",
    "failed": "assert stocktake.clock() is None",
    "refused": "stocktake.advance('soon')",
}
WRONG_MARK = "stocktake(sead={n})"
HEAD = """import os

import httpx
import pytest
from stocktake import Refusal
"""
FIXTURES = "stocktake, wholecell, wherefour, whiplash, retailcrm, monkeypatch"


@dataclass(frozen=True)
class Example:
    """A generated test: its source, what it uses, and whether it passes, fails or errors."""

    name: str
    source: str
    uses: tuple[str, ...]
    outcome: str


def examples(count: int, *, seed: int = 1) -> list[Example]:
    """Return so many tests; every feature and every end is used in turn."""
    chance, turns = random.Random(seed), cycle(MARKS)
    return [_example(number, chance, turns) for number in range(count)]


def module(some: list[Example]) -> str:
    """Return the source of a test module."""
    return "\n\n".join([HEAD, *(example.source for example in some)])


def _example(number: int, chance: random.Random, turns: Iterator[str]) -> Example:
    known = list(SNIPPETS)
    uses = [known[number % len(known)], *chance.sample(known, 3)]
    end = "errors" if number % 16 == 7 else list(ENDS)[(0, 0, 0, 1, 0, 0, 2)[number % 7]]
    marks = [next(turns)] if number % 3 and end != "errors" else []
    name = f"test_{number}_{end}"
    return Example(
        name=name,
        source=_source(name, uses, marks, end, chance),
        uses=(*uses, *marks, end),
        outcome={"passed": "PASSED", "errors": "ERROR"}.get(end, "FAILED"),
    )


def _source(name: str, uses: list[str], marks: list[str], end: str, chance: random.Random) -> str:
    n, few = chance.randint(1, 9), chance.randint(1, 3)
    said = ", ".join(MARKS[mark] for mark in marks).format(n=n, few=few)
    mark = WRONG_MARK.format(n=n) if end == "errors" else f"stocktake({said})"
    body = [line.format(n=n, at=at) for at, use in enumerate(uses) for line in SNIPPETS[use]]
    begin = "assert stocktake.journal() == []  # no other test was here"
    lines = [begin, *body, ENDS.get(end, "")]
    return "\n".join(
        [f"@pytest.mark.{mark}", f"def {name}({FIXTURES}):", *(f"    {line}" for line in lines)]
    )
