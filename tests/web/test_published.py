"""`/<api>/openapi.json`: where it is served, and where not."""

from stocktake.web.sandbox import Sandbox


def test_a_document_says_where_its_api_is(sandbox: Sandbox) -> None:
    sandbox.create_world("other")
    for prefix in ("", "/w/other"):
        document = sandbox.request("GET", f"{prefix}/wherefour/openapi.json").json()
        (server,) = document["servers"]
        assert server["url"] == f"{prefix}/wherefour/api/v1"
        known = sandbox.request("GET", f"{server['url']}/categories", auth=("x", "y"))
        assert known.status == 401


def test_a_document_is_the_same_bytes_each_time_and_no_exchange(sandbox: Sandbox) -> None:
    before = len(sandbox.journal())
    first, again = (sandbox.request("GET", "/ebay/openapi.json") for _ in range(2))
    assert first.body == again.body
    assert first.headers["content-type"] == "application/json"
    assert len(sandbox.journal()) == before


def test_nothing_else_is_at_the_path_of_a_document(sandbox: Sandbox) -> None:
    assert sandbox.request("GET", "/nobody/openapi.json").status == 404
    assert sandbox.request("POST", "/swappa/openapi.json").status == 404
    assert sandbox.request("GET", "/swappa/openapi.json?page=2").status == 200


def test_a_vendors_own_host_has_no_document(sandbox: Sandbox) -> None:
    own = {"Host": "api.ebay.com"}
    assert sandbox.request("GET", "/openapi.json", headers=own).status == 404


def test_a_document_that_is_asked_for_is_kept_nowhere(sandbox: Sandbox) -> None:
    from stocktake.web.documents import read_document

    read_document.cache_clear()
    sandbox.request("GET", "/backmarket/openapi.json")
    assert read_document.cache_info().currsize == 0
