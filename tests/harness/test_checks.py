"""What checks find in small records: the violations that no engine of the zoo commits."""

from dataclasses import replace
from typing import Any

import pytest
from stocktake.harness.checks import CHECKS
from stocktake.harness.checks.conservation import conservation
from stocktake.harness.checks.each_order_once import each_order_once
from stocktake.harness.checks.each_shipment_once import each_shipment_once
from stocktake.harness.checks.no_ignored_parameters import no_ignored_parameters
from stocktake.harness.checks.poison_does_not_block import poison_does_not_block
from stocktake.harness.checks.quiet_after_convergence import quiet_after_convergence
from stocktake.harness.checks.reads_every_page import reads_every_page
from stocktake.harness.checks.restock_once import restock_once

from tests.harness.classic import TOPOLOGY
from tests.harness.histories import demanded, exchange, history, line, order

MARCH_2 = 1_772_467_200_000  # 2026-03-02T16:00Z, a morning in Los Angeles
BOTH = (order("retailcrm", 2), order("wherefour", 2))
OUT = (order("retailcrm", 2), order("wherefour", 2, shipped=2))


def report(seq: int = 50, **fields: Any) -> Any:
    """The shop is told that its order 1 is shipped."""
    shipped = {
        "shipped": True, "shipmentStore": "wherefour", "shipmentDate": "2026-03-02", **fields,
    }  # fmt: skip
    return exchange(
        seq, "edit_order", simulator="retailcrm", asked={"order": shipped}, reply_body='{"id": 1}'
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_an_order_that_was_served_violates_nothing(check: Any) -> None:
    made = exchange(20, "create_order", asked={"order_number": "R1"})
    ledger = (
        demanded(5), line(20, "demand", 2), line(30, "stock", -2), line(30, "shipment", 2),
    )  # fmt: skip
    seen = history(
        made, exchange(30, "auto_pick_and_ship"), report(), ledger=ledger, shipped_on=MARCH_2,
        orders=(order("retailcrm", 2, shipped=2), order("wherefour", 2, shipped=2)),
    )  # fmt: skip
    assert check(seen) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"shipmentDate": "2026-03-03"}, "its date is 2026-03-03"),
        ({"shipmentStore": "whiplash"}, "its store is whiplash"),
    ],
)
def test_a_report_with_a_wrong_date_or_store_is_a_violation(fields: Any, said: str) -> None:
    ledger = (demanded(5), line(30, "shipment", 2))
    (found,) = each_shipment_once(
        history(report(**fields), ledger=ledger, orders=OUT, shipped_on=MARCH_2)
    )
    assert (said in found.story, found.journal) == (True, (30, 50))


def test_a_report_that_a_proxy_repeats_is_one_report() -> None:
    ledger = (demanded(5), line(30, "shipment", 2))
    entries = [report(seq) for seq in (50, 51)]
    assert len(each_shipment_once(history(*entries, ledger=ledger, orders=OUT))) == 1
    struck = [exchange_with_fault(entry) for entry in entries]
    assert each_shipment_once(history(*struck, ledger=ledger, orders=OUT)) == []


def exchange_with_fault(entry: Any) -> Any:
    return replace(entry, fault="duplicate")


def test_other_lines_than_the_shoppers_are_another_order() -> None:
    orders = (order("retailcrm", 2), order("wherefour", 3))
    (found,) = each_order_once(history(ledger=(demanded(5),), orders=orders))
    assert "3 of A instead of 2" in found.story


def test_a_document_cancelled_twice_is_a_violation_and_one_by_a_proxy_is_not() -> None:
    orders = (order("retailcrm", 2, cancelled=2), order("wherefour", 2, cancelled=2))
    ledger = (demanded(3), demanded(6, -2))
    paths = {"method": "PATCH", "path": "/api/v1/customers/9/orders/1"}
    writes = [exchange(seq, "update_order", **paths) for seq in (40, 41)]
    (found,) = restock_once(history(*writes, ledger=ledger, orders=orders))
    assert "cancelled 2 times" in found.story
    struck = map(exchange_with_fault, writes)
    assert restock_once(history(*struck, ledger=ledger, orders=orders)) == []


@pytest.mark.parametrize(("first", "violations"), [(10, 1), (4, 0)])
def test_shipping_what_was_cancelled_before_the_round_is_a_violation(
    first: int, violations: int
) -> None:
    orders = (order("retailcrm", 2, cancelled=2), order("wherefour", 2, shipped=2))
    ledger = (demanded(3), demanded(6, -2), line(30, "shipment", 2))
    found = restock_once(history(ledger=ledger, orders=orders, first=first))
    assert len(found) == violations


def test_a_shipment_for_an_order_that_the_shop_never_had_is_a_violation() -> None:
    shipped = exchange(30, "auto_pick_and_ship")
    ledger = (line(30, "stock", -2), line(30, "shipment", 2))
    (found,) = conservation(history(shipped, ledger=ledger))
    assert found.journal == (30,)
    assert conservation(history(shipped, ledger=(demanded(5), *ledger), orders=BOTH)) == []


def test_a_document_for_the_part_of_an_order_that_is_known_is_a_violation() -> None:
    unknown = order("retailcrm", 1, sku="Gift wrapping")
    orders = (order("retailcrm", 2), unknown, order("wherefour", 2))
    seen = history(ledger=(demanded(5),), orders=orders, output="order 1 is left")
    (found,) = poison_does_not_block(seen)
    assert "another order than the shopper's" in found.story


@pytest.mark.parametrize(("output", "violations"), [("R1 is odd", 0), ("1 is odd", 0), ("R11", 1)])
def test_an_order_that_cannot_be_made_is_named_by_its_own_number(
    output: str, violations: int
) -> None:
    orders = (order("retailcrm", 1, sku="Gift wrapping"),)
    seen = history(ledger=(demanded(5),), orders=orders, output=output)
    assert len(poison_does_not_block(seen)) == violations


def test_a_write_in_the_quiet_round_is_a_violation() -> None:
    (found,) = quiet_after_convergence(history(exchange(20, "upload"), quiet=True))
    assert "nothing left to write" in found.story
    assert quiet_after_convergence(history(exchange(20, "list", method="GET"), quiet=True)) == []


def test_a_path_that_does_not_exist_is_reported_with_the_one_that_was_meant() -> None:
    lost = exchange(20, "", status=404, note={"meant": "GET /orders (list)"})
    (found,) = no_ignored_parameters(history(lost))
    assert "GET /orders (list) was probably meant" in found.story


def listed(seq: int, query: str, *, page: int = 1, pages: int = 2) -> Any:
    body = f'{{"pagination": {{"currentPage": {page}, "totalPageCount": {pages}}}}}'
    return exchange(seq, "list", method="GET", path="/list", query=query, reply_body=body)


@pytest.mark.parametrize(
    ("second", "violations"),
    [
        (listed(21, "limit=20&page=2", page=2), 0),
        (listed(19, "page=2&limit=20", page=2), 0),
        (listed(21, "limit=20&filter[sinceId]=7", pages=1), 0),
        (listed(21, "limit=50&page=2", page=2), 1),
        (listed(21, "limit=20", page=1), 1),
    ],
)
def test_the_next_page_may_be_asked_for_by_number_or_by_a_cursor(
    second: Any, violations: int
) -> None:
    assert len(reads_every_page(history(listed(20, "limit=20"), second))) == violations


def test_pages_that_wholecell_announces_are_read_too() -> Any:
    def levels(seq: int, query: str, page: int) -> Any:
        body = f'{{"data": [], "page": {page}, "pages": 2}}'
        return exchange(
            seq, "list_stock_levels", method="GET", path="/stock_levels", query=query,
            simulator="wholecell", reply_body=body,
        )  # fmt: skip

    first, second = levels(20, "page=1", 1), levels(21, "page=2", 2)
    assert len(reads_every_page(history(first))) == 1
    assert reads_every_page(history(first, second)) == []


AT_WHOLECELL = {"simulator": "wholecell"}


def at_wholecell(*entries: Any, ledger: Any, orders: Any, first: int = 10) -> Any:
    """A history of a scenario whose only warehouse is WholeCell, where people ship."""
    mine = [order("retailcrm", 2, **orders.pop("shop", {})), order("wholecell", 2, **orders)]
    wanted = [replace(each, place="wholecell") for each in (demanded(3), *ledger)]
    seen = history(*entries, ledger=tuple(wanted), orders=tuple(mine), first=first)
    topology = TOPOLOGY.connecting(["wholecell"])
    return replace(seen, scenario=replace(seen.scenario, topology=topology))


def test_an_engine_that_ships_where_people_ship_is_wrong_and_people_are_not() -> None:
    shipped = line(30, "shipment", 2, **AT_WHOLECELL)
    patched = exchange(30, "update_sales_order", method="PATCH", **AT_WHOLECELL)
    orders = {"shipped": 2}
    (found,) = each_shipment_once(at_wholecell(patched, ledger=[shipped], orders={**orders}))
    assert (found.journal, "had not shipped them" in found.story) == ((30,), True)
    assert each_shipment_once(at_wholecell(ledger=[shipped], orders=orders)) == []


@pytest.mark.parametrize(("cancelled", "shipped", "violations"), [(6, 130, 1), (6, 30, 0)])
def test_what_people_ship_after_a_whole_round_had_time_to_cancel_it(
    cancelled: int, shipped: int, violations: int
) -> None:
    ledger = [demanded(cancelled, -2), line(shipped, "shipment", 2, **AT_WHOLECELL)]
    seen = at_wholecell(ledger=ledger, orders={"shipped": 2, "shop": {"cancelled": 2}})
    assert len(restock_once(seen)) == violations


@pytest.mark.parametrize("path", ["/api/v1/sales_orders/1", "/api/v1/orders/1"])
def test_a_sales_order_cancelled_twice_is_a_violation(path: str) -> None:
    ledger = [demanded(6, -2)]
    writes = [
        exchange(seq, "update_sales_order", method="PATCH", path=path, **AT_WHOLECELL)
        for seq in (40, 41)
    ]
    orders = {"cancelled": 2, "shop": {"cancelled": 2}}
    (found,) = restock_once(at_wholecell(*writes, ledger=ledger, orders=orders))
    assert "cancelled 2 times" in found.story
