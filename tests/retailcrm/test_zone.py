"""The account's time zone: docs/reference/warehouse-module.md §1, quirk retailcrm.zone."""

import pytest
from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import SKU, Crm

# The worlds of these tests begin at 2026-01-05T09:00:00Z.
TIMES = {"America/Los_Angeles": "2026-01-05 01:00", "Asia/Tokyo": "2026-01-05 18:00"}


@pytest.mark.parametrize("zone", TIMES)
def test_every_time_of_an_answer_is_in_the_zone_of_the_account(zone: str) -> None:
    """Orders, their items and customers, products, histories, dictionaries."""
    with Sandbox(SIMULATORS, quirks={"retailcrm.zone": zone}) as sandbox:
        crm = Crm(sandbox)
        order = crm.create().json()["order"]
        answers = (
            order["createdAt"],
            order["statusUpdatedAt"],
            order["items"][0]["createdAt"],
            order["customer"]["createdAt"],
            crm.history()[0]["createdAt"],
            crm.get("/v5/orders/history").json()["generatedAt"],
            crm.get("/v5/store/products").json()["products"][0]["updatedAt"],
            crm.get("/v5/reference/product-statuses").json()["productStatuses"]["new"]["createdAt"],
        )
    assert {answer[:16] for answer in answers} == {TIMES[zone]}


def test_filters_are_read_in_the_zone_of_the_account(crm: Crm) -> None:
    """§7.2, §7.8: 23:30 UTC is the next day in Tokyo."""
    crm.sandbox.advance("14h30m")
    crm.create()
    counts = {}
    for zone in TIMES:
        crm.sandbox.set_quirk("retailcrm.zone", zone)
        for day in ("2026-01-05", "2026-01-06"):
            query = {"filter[createdAtFrom]": day, "filter[createdAtTo]": day}
            orders = crm.get("/v5/orders", **query).json()["orders"]
            since = {"filter[startDate]": f"{day} 00:00:00", "filter[endDate]": f"{day} 23:59:59"}
            records = crm.get("/v5/orders/history", **since).json()["history"]
            counts[zone, day] = (len(orders), len(records))
    assert counts == {
        ("America/Los_Angeles", "2026-01-05"): (1, 1),
        ("America/Los_Angeles", "2026-01-06"): (0, 0),
        ("Asia/Tokyo", "2026-01-05"): (0, 0),
        ("Asia/Tokyo", "2026-01-06"): (1, 1),
    }


def test_a_zone_is_one_that_iana_names(crm: Crm) -> None:
    """A world cannot have any other."""
    for zone in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(Refusal):
            crm.sandbox.set_quirk("retailcrm.zone", zone)
        with pytest.raises(ValueError, match=r"retailcrm\.zone cannot be"):
            Sandbox(SIMULATORS, quirks={"retailcrm.zone": zone})
    crm.put(SKU, 1)
