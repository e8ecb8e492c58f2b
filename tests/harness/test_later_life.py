"""What people at a warehouse do with an order that they have, on every route: roles that work."""

from typing import Any

import pytest
from stocktake.core.steps import Event, From
from stocktake.harness.topology import Route
from stocktake.vendors.whiplash.access import API_KEY
from stocktake.web.sandbox import Sandbox

from tests.harness.classic import WHEREFOUR, WHIPLASH

MICRO = 1_000_000
ROUTES = pytest.mark.parametrize(
    "route", [WHEREFOUR, WHIPLASH], ids=lambda route: str(route.warehouse)
)


def play(sandbox: Sandbox, *events: Event) -> dict[str, Any]:
    """Trigger events one after another, as a play does; return their results by label."""
    results: dict[str, Any] = {"first at wherefour": {"reference": "R1"}}
    results["first at whiplash"] = results["first at wherefour"]
    for event in events:
        arguments = {
            name: results[value.label][value.key] if isinstance(value, From) else value
            for name, value in event.arguments.items()
        }
        results[event.label] = sandbox.event(event.simulator, event.name, **arguments)
    return results


def document(sandbox: Sandbox, route: Route, *, sku: str, count: int) -> None:
    """Make the document R1 at a warehouse, as an engine does."""
    if route is WHIPLASH:
        sql = "SELECT id FROM whiplash_item WHERE sku = ?"
        line = {"item_id": sandbox.world().value(sql, (sku,)), "quantity": count}
        body = {"originator_id": "R1", "shipping_name": "Ada", "order_items": [line]}
        made = sandbox.request(
            "POST", "/whiplash/api/orders", json=body, headers={"X-API-KEY": API_KEY}
        )
    else:
        body = {
            "order_number": "R1", "order_date": "2026-01-05", "status": "open",
            "order_items_attributes": [{"sku": sku, "count": count}],
        }  # fmt: skip
        made = sandbox.request(
            "POST", "/wherefour/api/v1/customers/1001/orders", json=body,
            auth=("tony@abcproduct.example", "wherefour-demo"),
        )  # fmt: skip
    assert made.status == 200, made.text


def seen(sandbox: Sandbox, route: Route) -> list[tuple[int, ...]]:
    """Return what the referee sees of R1: ordered, shipped, cancelled."""
    rows = sandbox.world().all(
        "SELECT ordered, shipped, cancelled FROM v_orders WHERE simulator = ? AND reference = 'R1'",
        (route.warehouse,),
    )
    return [tuple(value // MICRO for value in row.values()) for row in rows]


@ROUTES
def test_people_call_off_a_part_and_then_the_rest(sandbox: Sandbox, route: Route) -> None:
    sku = route.goods.plenty[0]
    document(sandbox, route, sku=sku, count=3)
    play(sandbox, *route.call_off("first", {sku: 1}))
    assert seen(sandbox, route) == [(2, 0, 0)]
    play(sandbox, *route.call_off("first"))
    assert seen(sandbox, route) == [(2, 0, 2)]


@ROUTES
def test_people_rename_an_item(sandbox: Sandbox, route: Route) -> None:
    sku = route.goods.plenty[0]
    play(sandbox, *route.rename_item(sku, "ANOTHER"))
    rows = sandbox.world().all(
        "SELECT DISTINCT sku FROM v_stock WHERE simulator = ? AND sku IN (?, 'ANOTHER')",
        (route.warehouse, sku),
    )
    assert [row["sku"] for row in rows] == ["ANOTHER"]


@ROUTES
def test_what_a_customer_returns_is_sold_again(sandbox: Sandbox, route: Route) -> None:
    sku = route.goods.plenty[1]
    sql = "SELECT sum(physical) FROM v_stock WHERE simulator = ? AND sku = ?"
    levels = [sandbox.world().value(sql, (route.warehouse, sku))]
    for _ in range(2):
        play(sandbox, *route.receive_return(sku, 12))
        levels.append(sandbox.world().value(sql, (route.warehouse, sku)))
    assert levels[0] < levels[1] < levels[2]


def test_a_shipment_is_taken_back_where_the_vendor_has_that(sandbox: Sandbox) -> None:
    assert WHIPLASH.take_back("first") == ()
    document(sandbox, WHEREFOUR, sku=WHEREFOUR.goods.plenty[0], count=3)
    sandbox.event("wherefour", "ship_order", order_number="R1")
    assert seen(sandbox, WHEREFOUR) == [(3, 3, 0)]
    play(sandbox, *WHEREFOUR.take_back("first"))
    assert seen(sandbox, WHEREFOUR) == [(3, 0, 0)]


@ROUTES
def test_staff_get_credentials_that_the_role_finds_in_the_result(
    sandbox: Sandbox, route: Route
) -> None:
    credentials = route.warehouse_role.credentials
    assert credentials.issue is not None
    issued = sandbox.event(route.warehouse, credentials.issue.name)
    named = [issued[name] for name in credentials.issued]
    assert len(named) == (2 if credentials.user else 1)
    assert all(isinstance(each, str) and each for each in named)


@ROUTES
def test_twins_bundle_and_two_places_are_what_the_world_holds(
    sandbox: Sandbox, route: Route
) -> None:
    def total(what: str, sku: str) -> int:
        sql = f"SELECT sum({what}) / 1000000 FROM v_stock WHERE simulator = ? AND sku = ?"
        return int(sandbox.world().value(sql, (route.warehouse, sku)))

    def offered(sku: str) -> bool:
        sql = "SELECT 1 FROM v_stock WHERE simulator = 'retailcrm' AND sku = ?"
        return bool(sandbox.world().value(sql, (sku,)))

    assert route.goods.twins
    one, other = route.goods.twins
    assert total("sellable", one) != total("sellable", other)
    on_sale = [one, other]
    if route.goods.bundle:
        bundle, parts = route.goods.bundle
        on_sale += [bundle, *parts]
        rows = sandbox.world().all(
            "SELECT p.sku, v.count FROM v_parts v JOIN v_stock b ON b.good = v.bundle"
            " AND b.simulator = v.simulator JOIN whiplash_item p ON p.id = v.part WHERE b.sku = ?",
            (bundle,),
        )
        assert {row["sku"]: row["count"] for row in rows} == parts
        assert total("sellable", bundle) == min(total("sellable", p) // n for p, n in parts.items())
    if route.goods.two_places:
        sku, held = route.goods.two_places
        rows = sandbox.world().all(
            "SELECT physical / 1000000 AS n FROM v_stock WHERE simulator = ? AND sku = ?"
            " ORDER BY place",
            (route.warehouse, sku),
        )
        assert tuple(row["n"] for row in rows) == held
    assert all(offered(sku) for sku in on_sale)
