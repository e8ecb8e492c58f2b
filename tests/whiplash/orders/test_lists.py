"""Lists of orders: list_orders, count_orders, list_orders_by_status.

Source: docs/reference/whiplash.md §1.5, §3.2, §3.3.
"""

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import act, order


def test_lists_filter_by_status_in_any_spelling(lash: Lash) -> None:
    """§1.5, §3.2, §3.3: list_orders_by_status and `status`, a number, a name, several."""
    paused, waiting, cancelled = order(lash), order(lash, {SKU: 9999}), order(lash)
    act(lash, paused, "pause")
    act(lash, cancelled, "cancel")
    for name in ("95", "Insufficient Inventory", "unassignable", "insufficient_inventory"):
        assert lash.ids("/orders", status=name) == [waiting["id"]]
        assert lash.ids(f"/orders/status/{name.replace(' ', '%20')}.json") == [waiting["id"]]
    several = {"status[]": ["paused", 40]}
    assert sorted(lash.ids("/orders", **several)) == [paused["id"], cancelled["id"]]
    assert lash.get("/orders/count", **several) == 2
    assert lash.ids("/orders", status="lost") == lash.ids("/orders/status/lost") == []


def test_lists_have_pages_sorting_and_filters(lash: Lash) -> None:
    """§1.5: list_orders, count_orders; the newest change first; `offset` is a page."""
    made = [order(lash, originator_id=f"R{n}", gift=n == 2) for n in range(3)]
    ids = [each["id"] for each in made]
    assert lash.ids("/orders") == ids[::-1]
    assert lash.ids("/orders", limit=2, offset=2, order_by="id ASC") == ids[2:]
    assert lash.ids("/orders", page=5) == []
    assert lash.ids("/orders", originator_id="R1") == [ids[1]]
    assert lash.ids("/orders", gift="true") == [ids[2]]
    assert lash.get("/orders/count", gift=0, since_id=ids[0]) == 1
