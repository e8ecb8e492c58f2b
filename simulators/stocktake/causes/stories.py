"""What went wrong with an order, in sentences."""

from __future__ import annotations

from collections.abc import Callable

from .numbers import spelled
from .orders import MADE_TWICE, TOLD_TOO_EARLY, Deeds, Document, Done, Life

Looked = Callable[[str, str, int, int], int | None]
"""(warehouse, reference, after, before) -> the row of a request that looked for the number."""


def story_of(life: Life, deeds: Deeds, looked: Looked) -> str | None:
    """Return the story of an order that is wrong, and what came of it; None of any other."""
    how = how_it_came(life, deeds, looked)
    if how and life.mistake == MADE_TWICE:
        return " ".join([how, *came_of(life, deeds)])
    return how


def how_it_came(life: Life, deeds: Deeds, looked: Looked) -> str | None:
    """Return how an order became wrong; None of any other."""
    if life.mistake == MADE_TWICE:
        return _made_twice(life, deeds, looked)
    if life.mistake == TOLD_TOO_EARLY:
        told = [f"#{done.row}" for done in deeds.shipped(life.outlet, life.id)[-1:]]
        who = "".join(told) or "Somebody"
        return f"{who} told the shop that it has shipped, and nothing has left."
    return None


def _made_twice(life: Life, deeds: Deeds, looked: Looked) -> str:
    sentences: list[str] = []
    before: Done | None = None
    for document in life.standing:
        made = deeds.made(document.warehouse, document.id)
        if made is None:
            sentences.append(f"{document.warehouse} had {document.id} before.")
        elif before is None:
            reply = "" if made.delivered else f", and the reply was lost{_planted(made)}"
            sentences.append(f"#{made.row} made {document.id} in {document.warehouse}{reply}.")
        else:
            found = looked(document.warehouse, life.reference, before.row, made.row)
            how = f"although #{found} had looked for it" if found else "without looking for it"
            sentences.append(f"#{made.row} made it again as {document.id}, {how}.")
        before = made or before
    return " ".join(sentences)


def came_of(life: Life, deeds: Deeds) -> list[str]:
    """Return what came of each document of an order that stands."""
    return [_came_of(each, deeds) for each in life.standing]


def began(life: Life, deeds: Deeds) -> Done | None:
    """Return the row with which an order became wrong; None where it was so from the beginning."""
    if life.mistake == MADE_TWICE:
        made = [deeds.made(each.warehouse, each.id) for each in life.standing]
        return next((done for done in made[1:] if done), None)
    return next(reversed(deeds.shipped(life.outlet, life.id)), None)


def _planted(done: Done) -> str:
    return f" (planted fault {done.fault})" if done.fault else ""


def _came_of(document: Document, deeds: Deeds) -> str:
    rows = ", ".join(f"#{d.row}" for d in deeds.shipped(document.warehouse, document.id))
    left = f"{document.id} shipped {spelled(document.shipped)}{f' ({rows})' if rows else ''}"
    if not document.due:
        return f"{left}."
    owed = f"{document.id} is open and keeps {spelled(document.due)}"
    return f"{left} and keeps {spelled(document.due)} more." if document.shipped else f"{owed}."
