"""Parcels: the numbers that labels and staff gave them, and what an engine told outlets (D15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stocktake.core.roles import Outlet
from stocktake.core.steps import Act, Event, From, Slot
from stocktake.harness.history import Entry, EventResult, History
from stocktake.harness.orders import Order
from stocktake.harness.violation import without_echoes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel that people sent off: since which turn, until which its label was good."""

    number: str
    turn: int
    carrier: str
    ended: int | None = None


def plain(number: str) -> str:
    """Return a parcel's number as every outlet takes it: letters and digits only."""
    return re.sub(r"[^A-Za-z0-9]", "", number)


def words(history: History, outlet: str, role: Outlet, order: Order) -> list[Entry]:
    """Return the engine's requests by which an outlet is told that an order is shipped.

    Those that were carried out and those that were not.
    """
    path, names = role.order_path.replace("{id}", order.id), role.shipping_report
    found = []
    writes = [entry for entry in history.where(simulator=outlet) if entry.is_write]
    for entry in without_echoes(writes):
        in_path = path in f"{entry.path}/"
        about = in_path or str(entry.answered.get(names.answered)) == order.id
        if not names.shipped:
            about = in_path and entry.operation == role.operations["report_shipping"]
        given = (entry.asked.get(names.order) if names.order else entry.asked) if about else None
        if isinstance(given, Mapping) and _says(given, names.shipped, names.says):
            found.append(entry)
    return found


def _says(given: Mapping[str, Any], name: str, value: Any) -> bool:
    return not name or (name in given and (value is None or given[name] == value))


def parcels_of(history: History, reference: str) -> tuple[Parcel, ...]:
    """Return the parcels of an order, by what people bought or entered; empty where nobody did."""
    return _parcels(history).get(reference, ())


@lru_cache(maxsize=4)
def _parcels(history: History) -> Mapping[str, tuple[Parcel, ...]]:
    found: dict[str, list[Parcel]] = {}
    shipments: dict[Any, tuple[str, int]] = {}
    results: dict[str, Any] = {}
    for result in _happened(history):
        if result.event.label:
            results[result.event.label] = result.result
        if result.refused:
            continue
        for reference, number, carrier in _sent_off(history, result, results):
            mine = found.setdefault(reference, [])
            mine.append(Parcel(number=number, turn=result.seq, carrier=carrier))
            if isinstance(result.result, Mapping):
                for key in (result.result.get(r.shipment) for r in _tools(history)):
                    if key is not None:  # a label from elsewhere has none
                        shipments[key] = (reference, len(mine) - 1)
        for role in _tools(history):
            ended = _slot(role.void_label, result.event, "shipment", results)
            if ended in shipments:
                reference, place = shipments[ended]
                old = found[reference][place]
                found[reference][place] = Parcel(
                    number=old.number, turn=old.turn, carrier=old.carrier, ended=result.seq
                )
    return {reference: tuple(mine) for reference, mine in found.items()}


def marked_without_number(history: History) -> frozenset[int]:
    """Return the turns in which staff marked an order as shipped, and entered no number."""
    found = set[int]()
    for result in _happened(history):
        for template in (role.mark_shipped for role in _tools(history)):
            is_mark = isinstance(result.event, Event) and result.event.name == template.name
            if is_mark and not _slot(template, result.event, "number", {}):
                found |= set(range(result.first + 1, result.seq + 1))
    return frozenset(found)


def _happened(history: History) -> list[EventResult]:
    """Return every event in its order, those in the middle of a round as well."""
    found = [each for step in history.all_steps for each in step.events]
    rows = [entry for entry in history.journal if entry.kind == "event"]
    # Only an event's own row: one that asks the engine has rows of what others did meanwhile.
    told = {
        row.seq
        for each in found
        for row in rows
        if each.first < row.seq <= each.seq
        and isinstance(each.event, Event)
        and (row.simulator, row.operation) == (each.event.simulator, each.event.name)
    }
    found += [
        EventResult(
            event=Event(entry.simulator or "", entry.operation or "", entry.note or {}),
            result=None,
            refused="" if entry.done else "refused",
            seq=entry.seq,
            first=entry.seq - 1,
        )
        for entry in rows
        if entry.seq not in told
    ]
    return sorted(found, key=lambda each: each.seq)


def _sent_off(
    history: History, result: EventResult, results: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """Yield reference, number and carrier of a parcel that an event sends off."""
    event = result.event
    for role in _tools(history):
        for template in (role.buy_label, role.mark_shipped):
            reference = _slot(template, event, "reference", results)
            number = _slot(template, event, "number", results)
            if number is None and isinstance(result.result, Mapping):
                number = result.result.get(role.number)
            if reference is not None and number is not None:
                carrier = _slot(template, event, "carrier", results) or ""
                yield str(reference), str(number), str(carrier)
    for role in history.scenario.topology.warehouses.values():
        for template in role.ship_parcel:
            reference = _slot(template, event, "reference", results)
            number = _slot(template, event, "number", results)
            if reference is not None and number is not None:
                yield (
                    str(reference),
                    str(number),
                    str(_slot(template, event, "carrier", results) or ""),
                )


def _tools(history: History) -> list[Any]:
    return list(history.scenario.topology.carriers.values())


def _slot(template: Event | None, act: Act, name: str, results: Mapping[str, Any]) -> Any:
    """Return what an event has where its template has a slot; None for any other event."""
    if template is None or not isinstance(act, Event) or act.name != template.name:
        return None
    fixed = {key: each for key, each in template.arguments.items() if isinstance(each, str)}
    if any(act.arguments.get(key) != each for key, each in fixed.items()):
        return None
    for key, slot in template.arguments.items():
        if isinstance(slot, Slot) and slot.name == name:
            value = act.arguments.get(key)
            if isinstance(value, From):
                value = (results.get(value.label) or {}).get(value.key)
            return value
    return None


def noted(history: History) -> dict[str, tuple[int, str]]:
    """Return the orders on which staff noted something at a carrier tool: the turn, and what."""
    found: dict[str, tuple[int, str]] = {}
    results: dict[str, Any] = {}
    for result in (each for step in history.all_steps for each in step.events):
        if result.event.label:
            results[result.event.label] = result.result
        for role in _tools(history):
            reference = _slot(role.edit_order, result.event, "reference", results)
            if reference is not None and not result.refused:
                notes = _slot(role.edit_order, result.event, "notes", results)
                found[str(reference)] = (result.seq, str(notes))
    return found


def released(history: History) -> dict[str, int]:
    """Return the orders that staff have made ready for their labels, with the last such turn."""
    found: dict[str, int] = {}
    results: dict[str, Any] = {}
    for result in _happened(history):
        if result.event.label:
            results[result.event.label] = result.result
        for role in history.scenario.topology.warehouses.values():
            reference = _slot(role.release, result.event, "reference", results)
            if reference is not None and not result.refused:
                found[str(reference)] = result.seq
    return found
