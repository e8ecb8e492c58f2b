"""Routes: a warehouse, the place of an outlet that it feeds, and what scenarios do there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from stocktake.core.roles import CarrierTool, Goods, Outlet, Warehouse
from stocktake.core.steps import (
    ORDER,
    OUTLET,
    Act,
    Event,
    Fault,
    From,
    Request,
    Slot,
    filled,
    lines_of,
)
from stocktake.web.faults.interleave import KIND as INTERLEAVE

CARRIER = "UPS"
"""Who takes the parcels of staff who buy no label in a carrier tool."""
Lines = Sequence[tuple[str, int]]
"""SKUs and quantities line by line: an SKU may be on two of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A warehouse and the place of an outlet that it feeds, as names and roles.

    Labels may be bought in a `carrier` tool. Its methods return what a scenario does there. What a
    vendor does not have is left out: then a tuple is empty.
    """

    warehouse: str
    outlet: str
    place: str
    warehouse_role: Warehouse
    outlet_role: Outlet
    carrier: str = ""
    carrier_role: CarrierTool | None = None

    @property
    def goods(self) -> Goods:
        """The warehouse's goods by part."""
        return self.warehouse_role.goods

    @property
    def another(self) -> str:
        """A good that one shop offers together with the first two of `plenty`."""
        return self.goods.twins[1] if self.goods.twins else self.goods.plenty[2]

    def order(
        self,
        quantities: Mapping[str, int] | Lines,
        *,
        label: str = "",
        customer: Any = None,
        status: str | None = None,
        may_be_refused: bool = False,
    ) -> Event:
        """Return the event of a shopper's order; its label is known with the warehouse's name.

        Quantities as a list of (SKU, quantity) may name one SKU twice; `status` is the order's
        first one, at outlets that have them. It `may_be_refused` where a right engine shows too
        little for it.
        """
        values = {"lines": lines_of(quantities), "customer": customer, "status": status}
        event = self._event(self.outlet_role.order, self.outlet, label=label, **values)
        return replace(event, may_be_refused=may_be_refused)

    def baskets(self, part: str) -> tuple[Mapping[str, int], ...]:
        """Return the orders for a part of a scenario."""
        return self.goods.baskets.get(part, ())

    def order_with_unknown_line(self, sku: str) -> tuple[Act, ...]:
        """Return the acts that end with an order of which no warehouse knows the second line."""
        acts = self.outlet_role.order_with_unknown_line
        return tuple(self.bound(act, own=self.outlet, sku=sku) for act in acts)

    def cancel(self, label: str) -> Event:
        """Return the event of somebody at the outlet cancelling an order."""
        order = From(self._labelled(label), "id")
        return self._event(self.outlet_role.cancel, self.outlet, order=order)

    def regret(self, label: str) -> Event:
        """Return the event of somebody sending back what has left: paid back, else cancelled."""
        refund = self.outlet_role.refund
        if refund is None:
            return self.cancel(label)
        order = From(self._labelled(label), "id")
        return self._event(refund, self.outlet, order=order, lines=None)

    def edit(self, label: str, quantities: Mapping[str, int] | Lines) -> tuple[Event, ...]:
        """Return the event by which these become all lines of an order."""
        return self._edited(self.outlet_role.edit, label, lines=lines_of(quantities))

    def move(self, label: str, place: str) -> tuple[Event, ...]:
        """Return the event by which an order is to leave from another place of the outlet."""
        return self._edited(self.outlet_role.move, label, place=place)

    def reopen(self, label: str, status: str | None = None) -> tuple[Event, ...]:
        """Return the event by which a cancelled order is taken up again."""
        return self._edited(self.outlet_role.reopen, label, status=status)

    def cancelled(self, order_id: int) -> Event:
        """Return the event by which an order of a known id is cancelled."""
        return self._event(self.outlet_role.cancel, self.outlet, order=order_id)

    def edited(self, order_id: int, quantities: Mapping[str, int]) -> tuple[Event, ...]:
        """Return the event by which these become all lines of an order of a known id."""
        event, lines = self.outlet_role.edit, lines_of(quantities)
        return (self._event(event, self.outlet, order=order_id, lines=lines),) if event else ()

    def rename_offer(self, sku: str, to: str) -> tuple[Event, ...]:
        """Return the event by which an offer gets another SKU."""
        event = self.outlet_role.rename
        return (self._event(event, self.outlet, sku=sku, to=to),) if event else ()

    def zone(self, quirks: Mapping[str, Any]) -> str:
        """Return the time zone of the outlet's account in a world with these quirks."""
        role = self.outlet_role
        return str(quirks.get(f"{self.outlet}.{role.zone_quirk}", role.zone))

    def receive(self, sku: str, count: int) -> Event:
        """Return the event of goods coming in."""
        return self._event(self.warehouse_role.receive, self.warehouse, sku=sku, count=count)

    def deliveries(self, part: str) -> tuple[Event, ...]:
        """Return the goods that come in for a part of a scenario."""
        found = self.goods.deliveries.get(part)
        return (self.receive(*found),) if found else ()

    def count_less(self, *, catalogue: bool = False) -> Event:
        """Return a count that finds less than the books say, in the shelf's world or the whole."""
        role = self.warehouse_role
        event = role.count_less_in_catalogue if catalogue else None
        return self._event(event or role.count_less, self.warehouse)

    def count_none(self) -> tuple[Event, ...]:
        """Return counts after which nothing is left of the second of `plenty`."""
        return tuple(self._event(e, self.warehouse) for e in self.warehouse_role.count_none)

    def count_three(self) -> tuple[Event, ...]:
        """Return counts after which three are left of the second of `held_back`."""
        return tuple(self._event(e, self.warehouse) for e in self.warehouse_role.count_three)

    def phone_order(self, number: str, sku: str, count: int, *, label: str = "") -> Request:
        """Return an order that staff of the warehouse enter for a customer of their own."""
        values = {"number": number, "sku": sku, "count": count}
        return self._request(self.warehouse_role.phone_order, self.warehouse, label=label, **values)

    def prepare(self, *labels: str) -> tuple[Event, ...]:
        """Return the events by which staff pick orders without shipping them."""
        return self._staff_events(labels, self._ships[:-1])

    def leave(self, *labels: str) -> tuple[Event, ...]:
        """Return the events by which orders leave that staff have prepared."""
        return self._staff_events(labels, self._ships[-1:])

    def ship(self, *labels: str, may_be_refused: bool = False) -> tuple[Event, ...]:
        """Return the events by which staff ship orders; none where the engine ships.

        They `may_be_refused` where a right engine has called the orders off.
        """
        events = self._staff_events(labels, self._ships)
        return tuple(replace(event, may_be_refused=may_be_refused) for event in events)

    def call_off(self, label: str, lines: Mapping[str, int] | None = None) -> tuple[Event, ...]:
        """Return the events by which the warehouse's people cancel what they hold for an order.

        With `lines` only so many of each SKU are called off.
        """
        called = lines_of(lines) if lines is not None else None
        return self._staff_events([label], self.warehouse_role.call_off, lines=called)

    def take_back(self, label: str) -> tuple[Event, ...]:
        """Return the events by which a shipment that was entered by mistake is undone."""
        return self._staff_events([label], self.warehouse_role.take_back)

    def rename_item(self, sku: str, to: str) -> tuple[Event, ...]:
        """Return the event by which an item of the warehouse gets another SKU."""
        event = self.warehouse_role.rename
        return (self._event(event, self.warehouse, sku=sku, to=to),) if event else ()

    def receive_return(self, sku: str, count: int) -> tuple[Event, ...]:
        """Return the events by which goods come back and can be sold again."""
        label, events = f"return of {sku}", self.warehouse_role.receive_return
        if not events:
            return (self.receive(sku, count),)
        first = self._labelled(label)
        return tuple(
            self._event(_about(event, first), self.warehouse, label=named, sku=sku, count=count)
            for event, named in zip(events, (label, *[""] * (len(events) - 1)), strict=True)
        )

    def leave_by_number(self, reference: str) -> tuple[Event, ...]:
        """Return the event by which an order of a known number leaves."""
        values = {"reference": reference, "number": parcel_number(reference), "carrier": CARRIER}
        return tuple(self._event(e, self.warehouse, **values) for e in self._ships[-1:])

    def shipped_by_number(self, reference: str) -> tuple[Event, ...]:
        """Return the events by which staff ship an order of a known number."""
        events = self.warehouse_role.ship
        return tuple(self._event(e, self.warehouse, reference=reference) for e in events)

    def ships_while_listed(self, reference: str) -> tuple[Fault, ...]:
        """Return the fault by which staff ship an order right before a list's second page is read.

        None where scenarios page through no list of open orders.
        """
        listed = self.warehouse_role.open_orders
        if not listed:
            return ()
        event = self._event(listed.ship, self.warehouse, reference=reference)
        return (in_the_middle(self.warehouse, listed.operation, event, nth=listed.second_page),)

    def fault(self, purpose: str, kind: str, **how: Any) -> tuple[Fault, ...]:
        """Return a fault on the warehouse's operation for a purpose.

        `nth` and `times` are the fault's, everything else its kind's arguments.
        """
        operation = self.warehouse_role.operations.get(purpose)
        return (fault_on(self.warehouse, operation, kind, **how),) if operation else ()

    def callback_fault(self, kind: str) -> tuple[Fault, ...]:
        """Return a fault on the callback by which the warehouse says that an order has left."""
        callback = self.warehouse_role.callback
        return (Fault(self.warehouse, callback, kind),) if callback else ()

    def bound(self, act: Act, *, own: str = "", **values: Any) -> Act:
        """Return an event or request of a role as it is on this route; see `all_bound`.

        `own` is the simulator that has the role, the warehouse unless said; `values` are for slots,
        beside `place`, `outlet`, `first_id` and `first_reference` (of the outlet's first order),
        and an empty `status`.
        """
        first = self.outlet_role.first_id
        known = {
            "place": self.place,
            "first_id": first,
            "first_reference": self.outlet_role.reference_of(first),
            "first_number": parcel_number(str(first)) if self.outlet_role.parcels else None,
            "first_carrier": CARRIER if self.outlet_role.parcels else None,
            "outlet": self.outlet,
            "status": None,
            **values,
        }
        if act.simulator == OUTLET:
            assert isinstance(act, Event), "what an outlet offers is an event, by its purpose"
            offered = getattr(self.outlet_role, act.name)
            template: Act = offered[-1] if isinstance(offered, tuple) else offered
            given = filled(act.arguments, known)
            template = replace(template, label=act.label, may_be_refused=act.may_be_refused)
            return self.bound(template, own=self.outlet, **given)
        arguments = filled(act.arguments, known)
        if isinstance(act, Event):
            return replace(act, simulator=own or self.warehouse, arguments=arguments)
        text = act.text.format_map(known)
        return replace(act, simulator=own or self.warehouse, arguments=arguments, text=text)

    def bound_fault(self, fault: Fault, *, own: str = "") -> Fault:
        """Return a fault of a role as it is on this route."""
        simulator, operation = own or self.warehouse, fault.operation
        if fault.simulator == OUTLET:
            simulator, operation = self.outlet, self.outlet_role.operations[fault.operation]
        arguments = {
            name: event_arguments(self.bound(value, own=own)) if isinstance(value, Event) else value
            for name, value in fault.arguments.items()
        }
        return replace(fault, simulator=simulator, operation=operation, arguments=arguments)

    def waits_for_engine(self, event: Event) -> bool:
        """Whether an event is possible only once the engine has done its part.

        A shopper's order wants numbers at the outlet; what people of the warehouse do with an order
        of the outlet wants its document.
        """
        if self.lines_sold(event):
            return True
        return event.simulator in (self.warehouse, self.carrier) and any(
            isinstance(value, From) or self.outlet_role.is_reference(str(value))
            for value in event.arguments.values()
        )

    def lines_sold(self, event: Act) -> list[dict[str, Any]]:
        """Return the lines of a shopper's order at this place; none of any other event."""
        template = self.outlet_role.order
        if (event.simulator, getattr(event, "name", "")) != (self.outlet, template.name):
            return []
        values = {
            slot.name: event.arguments.get(name)
            for name, slot in template.arguments.items()
            if isinstance(slot, Slot)
        }
        here = values.get("place", self.place) == self.place
        return list(values["lines"] or ()) if here else []

    @property
    def _ships(self) -> tuple[Event, ...]:
        """The events by which staff ship an order, with a parcel's number where one is told."""
        role = self.warehouse_role
        return role.ship_parcel if self.outlet_role.parcels and role.ship_parcel else role.ship

    def _labelled(self, label: str) -> str:
        return f"{label} at {self.warehouse}" if label else ""

    def _edited(self, event: Event | None, label: str, **values: Any) -> tuple[Event, ...]:
        order = From(self._labelled(label), "id")
        return (self._event(event, self.outlet, order=order, **values),) if event else ()

    def _staff_events(
        self, labels: Iterable[str], events: Sequence[Event], **values: Any
    ) -> tuple[Event, ...]:
        return tuple(
            self._event(
                event, self.warehouse, reference=From(self._labelled(label), "reference"),
                number=parcel_number(label), carrier=CARRIER, **values,
            )
            for label in labels
            for event in events
        )  # fmt: skip

    def _event(self, event: Event, own: str, *, label: str = "", **values: Any) -> Event:
        bound = self.bound(replace(event, label=self._labelled(label)), own=own, **values)
        assert isinstance(bound, Event)
        return bound

    def _request(self, request: Request, own: str, *, label: str = "", **values: Any) -> Request:
        bound = self.bound(replace(request, label=label), own=own, **values)
        assert isinstance(bound, Request)
        return bound


def parcel_number(text: str) -> str:
    """Return the number that a carrier gave to a parcel: letters and digits, one for each text."""
    return f"1Z999AA1{crc32(text.encode()):010d}"


def _about(event: Event, label: str) -> Event:
    """Return an event of a role whose From(ORDER, ...) takes from the event of this label."""
    arguments = {
        name: From(label, value.key) if isinstance(value, From) and value.label == ORDER else value
        for name, value in event.arguments.items()
    }
    return replace(event, arguments=arguments)


def fault_on(simulator: str, operation: str, kind: str, **how: Any) -> Fault:
    """Return a fault; `nth` and `times` are its own, everything else its kind's arguments."""
    when = {name: how.pop(name) for name in ("nth", "times") if name in how}
    return Fault(simulator, operation, kind, arguments=how, **when)


def event_arguments(event: Act) -> dict[str, Any]:
    """Return an event inside a fault's arguments: as the control plane takes it, and the mark."""
    assert isinstance(event, Event)
    refusable = {"may_be_refused": True} if event.may_be_refused else {}
    return {"simulator": event.simulator, "event": event.name, **event.arguments, **refusable}


def excused(fault: Fault) -> Fault:
    """Return a fault whose event, if it has one, may be refused."""
    event = fault.arguments.get("event")
    if not isinstance(event, Mapping) or "may_be_refused" in event:
        return fault
    marked = {**event, "may_be_refused": True}
    return replace(fault, arguments={**fault.arguments, "event": marked})


def in_the_middle(system: str, operation: str, event: Event, *, nth: int = 1) -> Fault:
    """Return the fault by which an event happens right before a request of the engine."""
    arguments = {"event": event_arguments(event)}
    return Fault(system, operation, INTERLEAVE.name, nth=nth, arguments=arguments)
