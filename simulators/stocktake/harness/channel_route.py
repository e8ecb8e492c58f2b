"""What happens on a route to a channel, and around the labels of its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stocktake.core.steps import Act, Event, Fault, From, lines_of
from stocktake.harness.route import Route, fault_on

ELSEWHERE = "Amazon"
"""A marketplace that is no outlet here."""
CARRIER_CODE = "stamps_com"
"""How the carrier tool calls who takes the parcels; channels call it USPS."""


def listed(route: Route, sku: str, quantity: int = 0) -> tuple[Event, ...]:
    """Return the event by which a SKU is put up at a channel."""
    return _at_outlet(route, route.outlet_role.add_listing, sku=sku, quantity=quantity)


def variants_listed(route: Route, quantities: Mapping[str, int]) -> tuple[Event, ...]:
    """Return the event by which one listing of several SKUs is put up."""
    return _at_outlet(route, route.outlet_role.add_variants, variants=lines_of(quantities))


def refunded(route: Route, label: str, skus: Sequence[str] | None = None) -> tuple[Event, ...]:
    """Return the event by which an order, or its lines of some SKUs, is paid back."""
    lines = None if skus is None else [{"sku": sku} for sku in skus]
    return _at_outlet(
        route, route.outlet_role.refund, order=_order(route, label, "id"), lines=lines
    )


def unpaid(route: Route, quantities: Mapping[str, int], label: str) -> tuple[Event, ...]:
    """Return the event of an order that waits for its payment."""
    lines = lines_of(quantities)
    return tuple(
        replace(event, label=_named(route, label))
        for event in _at_outlet(route, route.outlet_role.unpaid, lines=lines)
    )


def paid(route: Route, label: str) -> tuple[Event, ...]:
    """Return the event by which an order is paid."""
    return _at_outlet(route, route.outlet_role.pay, order=_order(route, label, "id"))


def combined(route: Route, *labels: str) -> tuple[Event, ...]:
    """Return the event by which a buyer makes one order of several."""
    return _at_outlet(
        route, route.outlet_role.combine, orders=[_order(route, each, "id") for each in labels]
    )


def added_good(route: Route, sku: str, count: int) -> tuple[Event, ...]:
    """Return the events by which a SKU comes into the catalogue, and so many of it in."""
    return (
        *_at_warehouse(route, route.warehouse_role.add_good, sku=sku),
        route.receive(sku, count),
    )


def synced(route: Route) -> tuple[Event, ...]:
    """Return the event by which somebody asks for a channel's listings to be read."""
    return _at_warehouse(route, route.warehouse_role.sync_listings, channel=route.outlet)


def connected(route: Route, label: str) -> tuple[Event, ...]:
    """Return the events by which the lines of an order whose SKU was unknown are connected."""
    events = route.warehouse_role.connect
    return tuple(_bound(route, e, reference=_order(route, label, "reference")) for e in events)


def released(route: Route, label: str) -> tuple[Event, ...]:
    """Return the event by which staff make an order ready for its label."""
    return _at_warehouse(
        route, route.warehouse_role.release, reference=_order(route, label, "reference")
    )


def elsewhere_ordered(route: Route, reference: str, sku: str, count: int) -> tuple[Event, ...]:
    """Return the event of an order of a channel that is no outlet here."""
    lines = lines_of({sku: count})
    return _at_warehouse(
        route, route.warehouse_role.take_channel_order, reference=reference, lines=lines
    )


def elsewhere_imported(route: Route, reference: str, sku: str, count: int) -> tuple[Event, ...]:
    """Return the event by which the carrier tool gets an order from a marketplace itself."""
    lines = lines_of({sku: count})
    return _at_carrier(
        route, "import_order", marketplace=ELSEWHERE, reference=reference, lines=lines
    )


def imported_besides(route: Route, label: str, sku: str, count: int) -> tuple[Event, ...]:
    """Return the event by which the carrier tool gets an order of the channel itself."""
    reference, lines = _order(route, label, "reference"), lines_of({sku: count})
    return _at_carrier(
        route, "import_order", marketplace=route.outlet, reference=reference, lines=lines
    )


def noted(route: Route, label: str, notes: str) -> tuple[Event, ...]:
    """Return the event by which staff note something on an order at the carrier tool."""
    return _at_carrier(
        route, "edit_order", reference=_order(route, label, "reference"), notes=notes
    )


def revoked(route: Route) -> tuple[Event, ...]:
    """Return the event by which every access token of an outlet is over."""
    return _at_outlet(route, route.outlet_role.revoke)


def consent_ended(route: Route) -> tuple[Event, ...]:
    """Return the event by which a seller takes the consent back."""
    return _at_outlet(route, route.outlet_role.end_consent)


def consent_given(route: Route) -> tuple[Event, ...]:
    """Return the event by which a seller consents again."""
    return _at_outlet(route, route.outlet_role.give_consent)


def asked_to_cancel(route: Route, label: str) -> tuple[Event, ...]:
    """Return the event by which a buyer asks for an order to be cancelled."""
    return _at_outlet(route, route.outlet_role.ask_to_cancel, order=_order(route, label, "id"))


def committed(route: Route, label: str, quantities: Mapping[str, int]) -> tuple[Event, ...]:
    """Return the event by which staff scan units to an order that has no line of their SKU."""
    reference, lines = _order(route, label, "reference"), lines_of(quantities)
    return _at_warehouse(route, route.warehouse_role.commit, reference=reference, lines=lines)


def label_bought(
    route: Route,
    label: str,
    *,
    number: str = "",
    quantities: Mapping[str, int] | None = None,
    name: str = "",
    parcel: str | None = None,
) -> tuple[Event, ...]:
    """Return the event by which a label is bought for an order, or for so much of it.

    The order is known by its label, or by its `number`; `parcel` is the label's own number.
    """
    reference = number or _order(route, label, "reference")
    items = None if quantities is None else lines_of(quantities)
    return tuple(
        replace(event, label=name)
        for event in _at_carrier(
            route, "buy_label", reference=reference, carrier=CARRIER_CODE, items=items,
            parcel=parcel,
        )
    )  # fmt: skip


def marked_shipped(
    route: Route, label: str, *, carrier: str, parcel: str | None = None
) -> tuple[Event, ...]:
    """Return the event by which an order leaves with a label from elsewhere."""
    reference = _order(route, label, "reference")
    return _at_carrier(route, "mark_shipped", reference=reference, carrier=carrier, number=parcel)


def label_voided(route: Route, name: str) -> tuple[Event, ...]:
    """Return the event by which a label is voided."""
    role = route.carrier_role
    return _at_carrier(route, "void_label", shipment=From(name, role.shipment)) if role else ()


def carrier_fault(route: Route, purpose: str, kind: str, **how: Any) -> tuple[Fault, ...]:
    """Return a fault on the carrier tool's operation for a purpose."""
    if route.carrier_role is None:
        return ()
    return (fault_on(route.carrier, route.carrier_role.operations[purpose], kind, **how),)


def label_callback_fault(route: Route, kind: str) -> tuple[Fault, ...]:
    """Return a fault on the callback by which the carrier tool says that a label was bought."""
    callback = route.carrier_role.callback if route.carrier_role else ""
    return (Fault(route.carrier, callback, kind),) if callback else ()


def channels_of(routes: Sequence[Route]) -> tuple[Route, ...]:
    """Return the routes that lead to channels."""
    return tuple(route for route in routes if route.outlet_role.parcels)


def _named(route: Route, label: str) -> str:
    return f"{label} at {route.warehouse}"


def _order(route: Route, label: str, key: str) -> From:
    return From(_named(route, label), key)


def _at_outlet(route: Route, event: Event | None, **values: Any) -> tuple[Event, ...]:
    return (_bound(route, event, own=route.outlet, **values),) if event else ()


def _at_warehouse(route: Route, event: Event | None, **values: Any) -> tuple[Event, ...]:
    return (_bound(route, event, **values),) if event else ()


def _at_carrier(route: Route, purpose: str, **values: Any) -> tuple[Event, ...]:
    event = getattr(route.carrier_role, purpose, None)
    return (_bound(route, event, own=route.carrier, **values),) if event else ()


def _bound(route: Route, event: Event, *, own: str = "", **values: Any) -> Event:
    bound: Act = route.bound(event, own=own, **values)
    assert isinstance(bound, Event)
    return bound
