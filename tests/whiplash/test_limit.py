"""The leaky bucket of version 1: `whiplash.v1_rate_limit`.

Source: docs/reference/whiplash.md §1.3.
"""

from tests.whiplash.conftest import BASE, SKU, Lash

FULL = {"error": "Rate limit exceeded"}


def test_a_full_bucket_is_429_and_nothing_is_done(lash: Lash) -> None:
    """§1.3: the text is the vendor's; that Retry-After says when there is room is decided."""
    lash.sandbox.set_quirk("whiplash.v1_rate_limit", 3)
    for _ in range(3):
        lash.get("/items/count")
    refused = lash.send("POST", "/items", 429, json={"title": "Mug"})
    assert (refused.json(), refused.headers["retry-after"]) == (FULL, "10")
    lash.sandbox.set_quirk("whiplash.v1_rate_limit", 0)
    assert lash.get("/items", title="Mug") == []


def test_two_calls_leave_the_bucket_every_ten_seconds(lash: Lash) -> None:
    """§1.3: it refills slowly, and an idle customer has the whole bucket again."""
    lash.sandbox.set_quirk("whiplash.v1_rate_limit", 5)

    def calls_that_fit() -> int:
        fit = 0
        while lash.sandbox.request("GET", f"{BASE}/items/count", headers=key).status == 200:
            fit += 1
        return fit

    key = {"X-API-KEY": lash.key}
    assert calls_that_fit() == 5
    lash.sandbox.advance("9s")
    assert calls_that_fit() == 0
    for _ in range(2):
        lash.sandbox.advance("10s")
        assert calls_that_fit() == 2
    lash.sandbox.advance("1h")
    assert calls_that_fit() == 5


def test_the_keys_of_a_customer_share_a_bucket_and_others_have_their_own(lash: Lash) -> None:
    """§1.3: it is the customer's account that is limited; unknown keys are not counted."""
    second = Lash(lash.sandbox, lash.event("issue_api_key")["api_key"])
    other = lash.other_merchant()
    lash.sandbox.set_quirk("whiplash.v1_rate_limit", 2)
    for who in (lash, second):
        who.get("/items/count")
    assert second.send("GET", f"/items/sku/{SKU}", 429).json() == FULL
    assert other.get("/items/count") == 0
    for _ in range(4):
        Lash(lash.sandbox, "nobody").send("GET", "/items", 401)


def test_by_default_nobody_is_limited(lash: Lash) -> None:
    """§1.3: the bucket holds 200 when it is switched on as the vendor's."""
    for _ in range(210):
        lash.get("/items/count")
    lash.sandbox.set_quirk("whiplash.v1_rate_limit", 200)
    for _ in range(200):
        lash.get("/items/count")
    assert lash.send("GET", "/items/count", 429).json() == FULL
