"""Each kind of fault, over a real socket, as a client meets it."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stocktake.web.faults import KINDS

from tests.support import Listening


@pytest.fixture
def client(listening: Listening) -> Iterator[httpx.Client]:
    env = listening.env
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    with httpx.Client(base_url=env["WHEREFOUR_BASE_URL"], auth=auth) as http:
        yield http


def create(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/customers", json={"display_name": name})


def found(client: httpx.Client, name: str) -> int:
    return len(client.get("/customers/search", params={"display_name": name}).json())


def last_row(listening: Listening, operation: str) -> dict[str, object]:
    rows = httpx.get(f"{listening.url}/_sim/journal", params={"operation": operation})
    row: dict[str, object] = rows.json()["entries"][-1]
    return row


def test_status_answers_in_the_vendors_envelope_and_nothing_runs(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "status", status=503)
    answer = create(client, "Ada")
    assert answer.status_code == 503
    assert answer.json()["code"] == 503
    assert found(client, "Ada") == 0
    assert create(client, "Ada").status_code == 200


def test_status_can_answer_raw_text(listening: Listening, client: httpx.Client) -> None:
    listening.fault("wherefour", "create_customer", "status", status=502, body="<h1>Bad</h1>")
    answer = create(client, "Ada")
    assert (answer.status_code, answer.text) == (502, "<h1>Bad</h1>")
    assert answer.headers["content-type"].startswith("text/html")


def test_a_lost_request_is_cut_before_anything_runs(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "lost_request")
    with pytest.raises(httpx.TransportError):
        create(client, "Ada")
    assert found(client, "Ada") == 0
    row = last_row(listening, "create_customer")
    assert (row["fault"], row["delivered"], row["status"]) == ("lost_request", False, None)


def test_a_lost_reply_is_committed_and_in_the_journal_but_never_arrives(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "lost_reply")
    with pytest.raises(httpx.TransportError):
        create(client, "Ada")
    assert found(client, "Ada") == 1
    row = last_row(listening, "create_customer")
    assert (row["fault"], row["delivered"], row["status"]) == ("lost_reply", False, 200)
    assert '"display_name":"Ada"' in str(row["reply_body"])


def test_a_fault_strikes_from_the_nth_call_after_planting_and_so_many_times(
    listening: Listening, client: httpx.Client
) -> None:
    create(client, "before planting does not count")
    listening.fault("wherefour", "create_customer", "status", nth=2, times=2, status=500)
    statuses = [create(client, f"C{number}").status_code for number in range(5)]
    assert statuses == [200, 500, 500, 200, 200]


def test_refused_calls_count_too_and_a_fault_strikes_before_authentication(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "status", nth=3, status=503)
    assert client.post("/customers", json={}).status_code == 422
    assert client.post("/customers", json={}, auth=("no", "body")).status_code == 401
    assert client.post("/customers", json={}, auth=("no", "body")).status_code == 503


def test_one_fault_strikes_an_exchange_the_oldest(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "*", "status", status=500)
    listening.fault("wherefour", "create_customer", "status", status=503, times=2)
    assert [create(client, "Ada").status_code for _ in range(3)] == [500, 503, 200]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"simulator": "wherefor"}, "did you mean 'wherefour'?"),
        ({"operation": "create_custommer"}, "did you mean 'create_customer'?"),
        ({"kind": "lost_replay"}, "did you mean 'lost_reply'?"),
        ({"kind": "status", "statos": 500}, "did you mean 'status'?"),
        ({"kind": "status", "status": "500"}, "of type integer"),
        ({"kind": "status", "status": 200}, "between 400 and 599"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(
    listening: Listening, wrong: dict[str, object], hint: str
) -> None:
    body = {"simulator": "wherefour", "operation": "create_customer", "kind": "lost_reply", **wrong}
    answer = httpx.post(f"{listening.url}/_sim/faults", json=body)
    assert answer.status_code == 422
    assert hint in answer.json()["error"]["message"]


def test_faults_are_listed_with_what_is_left_of_them_and_forgotten_one_by_one(
    listening: Listening, client: httpx.Client
) -> None:
    control = f"{listening.url}/_sim/faults"
    first = listening.fault("wherefour", "create_customer", "status", times=3)
    second = listening.fault("wherefour", "create_customer", "lost_reply", nth=9)
    create(client, "Ada")
    rows = httpx.get(control).json()["faults"]
    assert [(r["id"], r["seen"], r["fired"], r["left"]) for r in rows] == [
        (first, 1, 1, 2),
        (second, 1, 0, 1),
    ]
    assert httpx.delete(f"{control}/{first}").json() == {"cleared": 1}
    assert httpx.delete(f"{control}/{first}").status_code == 404
    assert httpx.delete(control).json() == {"cleared": 1}
    assert httpx.get(control).json() == {"faults": []}


def crm(listening: Listening) -> httpx.Client:
    env = listening.env
    headers = {"X-API-KEY": env["RETAILCRM_API_KEY"]}
    return httpx.Client(base_url=env["RETAILCRM_BASE_URL"] + "/api/v5", headers=headers)


def rows(listening: Listening, **match: str) -> list[dict[str, object]]:
    answer = httpx.get(f"{listening.url}/_sim/journal", params=match)
    found: list[dict[str, object]] = answer.json()["entries"]
    return found


def upload(client: httpx.Client, *skus: str, available: int = 7) -> dict[str, object]:
    stores = [{"code": "wherefour", "available": available}]
    offers = json.dumps([{"externalId": sku, "stores": stores} for sku in skus])
    answer = client.post("/store/inventories/upload", data={"site": "shop-us", "offers": offers})
    found: dict[str, object] = answer.json()
    return found


def some_skus(listening: Listening) -> list[str]:
    sql = (
        "SELECT DISTINCT external_id FROM retailcrm_offer WHERE site = 'shop-us' ORDER BY 1 LIMIT 3"
    )
    answer = httpx.post(f"{listening.url}/_sim/sql", json={"sql": sql}).json()
    return [row[0] for row in answer["rows"]]


def test_latency_moves_the_clock_before_the_exchange(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "latency", ms=3_600_000)
    before = httpx.get(f"{listening.url}/_sim/clock").json()["now"]
    made = create(client, "Ada").json()
    assert made["created_at"][:13] > before[:13]
    moved = rows(listening, kind="clock")[-1]
    assert (moved["operation"], moved["note"]["by_ms"]) == ("latency", 3_600_000)  # type: ignore[index]


def test_a_timeout_is_committed_held_and_cut(listening: Listening, client: httpx.Client) -> None:
    listening.fault("wherefour", "create_customer", "timeout", hold_s=0.05)
    with pytest.raises(httpx.TransportError):
        create(client, "Ada")
    assert found(client, "Ada") == 1
    assert last_row(listening, "create_customer")["delivered"] is False


def test_a_held_connection_does_not_hold_anybody_else(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "timeout", hold_s=30)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/customers", json={"display_name": "Ada"}, timeout=0.3)
    assert found(client, "Ada") == 1


def test_a_truncated_answer_stops_within_its_content_length(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "truncated", bytes=10)
    with (
        pytest.raises(httpx.RemoteProtocolError),
        client.stream("POST", "/customers", json={"display_name": "Ada"}) as answer,
    ):
        assert answer.status_code == 200
        assert int(answer.headers["content-length"]) > 100
        pieces = answer.iter_raw()
        assert len(next(pieces)) == 10
        next(pieces)
    assert found(client, "Ada") == 1


def test_a_garbled_answer_has_a_good_status_and_no_json(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "garbled")
    answer = create(client, "Ada")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    assert found(client, "Ada") == 1


@pytest.mark.parametrize("reply", ["first", "second"])
def test_a_duplicate_runs_twice_in_two_turns(
    listening: Listening, client: httpx.Client, reply: str
) -> None:
    listening.fault("wherefour", "create_customer", "duplicate", reply=reply)
    made = create(client, "Ada").json()["id"]
    ids = [c["id"] for c in client.get("/customers/search?display_name=Ada").json()]
    assert len(ids) == 2
    assert made == ids[0 if reply == "first" else 1]
    assert len(rows(listening, kind="exchange", operation="create_customer")) == 2


def test_interleave_lets_an_event_happen_first_in_a_turn_of_its_own(
    listening: Listening,
) -> None:
    with crm(listening) as client:
        sku = some_skus(listening)[0]
        upload(client, sku)
        event = {
            "simulator": "retailcrm", "event": "place_order", "store": "wherefour",
            "lines": [{"sku": sku, "quantity": 2}],
        }  # fmt: skip
        listening.fault("retailcrm", "get_orders_history", "interleave", event=event)
        history = client.get("/orders/history").json()["history"]
    assert len(history) == 1
    kinds = [(row["kind"], row["operation"]) for row in rows(listening)[-2:]]
    assert kinds == [("event", "place_order"), ("exchange", "get_orders_history")]


def test_an_interleaved_event_that_the_world_refuses_has_not_struck(listening: Listening) -> None:
    event = {"simulator": "retailcrm", "event": "cancel_order", "id": 999}
    listening.fault("retailcrm", "get_orders_history", "interleave", times=2, event=event)
    with crm(listening) as client:
        assert client.get("/orders/history").status_code == 200
    (fault,) = httpx.get(f"{listening.url}/_sim/faults").json()["faults"]
    assert (fault["seen"], fault["fired"], fault["left"]) == (1, 0, 1)
    assert "999" in fault["refused"]
    refused, answered = rows(listening)[1:]
    assert (refused["kind"], refused["operation"], refused["status"]) == (
        "event", "cancel_order", 404,
    )  # fmt: skip
    assert (answered["operation"], answered["fault"]) == ("get_orders_history", None)


def test_interleave_refuses_an_event_that_cannot_happen(listening: Listening) -> None:
    for event in ({"simulator": "retailcrm", "event": "no_such"}, {}):
        body = {"simulator": "wherefour", "operation": "*", "kind": "interleave", "event": event}
        assert httpx.post(f"{listening.url}/_sim/faults", json=body).status_code == 422
    body = {"simulator": "wherefour", "operation": "*", "kind": "interleave"}
    assert "needs an event" in httpx.post(f"{listening.url}/_sim/faults", json=body).text


def test_a_stale_read_answers_from_the_world_as_it_was_at_planting(
    listening: Listening, client: httpx.Client
) -> None:
    create(client, "Ada One")
    listening.fault("wherefour", "search_customers", "stale_read", nth=2)
    create(client, "Ada Two")
    assert [found(client, "Ada") for _ in range(3)] == [2, 1, 2]


def test_a_lagging_list_misses_its_youngest_rows_in_rows_and_totals(
    listening: Listening, client: httpx.Client
) -> None:
    create(client, "Ada One")
    listening.advance("10m")
    create(client, "Ada Two")
    listening.fault("wherefour", "search_customers", "list_lag", ms=300_000)
    answer = client.get("/customers/search?display_name=Ada")
    assert [c["display_name"] for c in answer.json()] == ["Ada One"]
    assert answer.headers["total"] == "1"
    assert found(client, "Ada") == 2


def test_poison_fails_the_page_that_holds_the_row_and_no_other(
    listening: Listening, client: httpx.Client
) -> None:
    first = client.get("/inventory?page=1").json()
    second = client.get("/inventory?page=2").json()
    listening.fault("wherefour", "get_inventory_items", "poison", times=9, row=second[3]["id"])
    assert client.get("/inventory?page=1").json() == first
    failed = client.get("/inventory?page=2")
    assert (failed.status_code, failed.json()["code"]) == (500, 500)


def test_partial_success_refuses_the_first_rows_of_an_upload_and_takes_the_others(
    listening: Listening,
) -> None:
    with crm(listening) as client:
        skus = some_skus(listening)
        listening.fault("retailcrm", "upload_inventories", "partial_success", rows=2)
        answer = upload(client, *skus)
    assert answer["success"] is True
    assert answer["processedOffersCount"] == 1
    refused = answer["notFoundOffers"]
    assert refused == [{"externalId": skus[0]}, {"externalId": skus[1]}]


def test_same_timestamp_gives_all_rows_of_a_list_one_time(
    listening: Listening, client: httpx.Client
) -> None:
    create(client, "Ada One")
    listening.advance("1m")
    create(client, "Ada Two")
    listening.fault("wherefour", "search_customers", "same_timestamp")
    stamps = {c["updated_at"] for c in client.get("/customers/search?display_name=Ada").json()}
    assert len(stamps) == 1


def test_clock_offset_puts_the_servers_clock_off_for_one_exchange(
    listening: Listening, client: httpx.Client
) -> None:
    listening.fault("wherefour", "create_customer", "clock_offset", ms=7_200_000)
    off, right = create(client, "Ada"), create(client, "Bob")
    assert off.headers["date"] > right.headers["date"]
    assert off.json()["created_at"] > right.json()["created_at"]


@pytest.mark.parametrize(
    ("kind", "operation", "said"),
    [
        ("list_lag", "create_customer", "list_lag does not fit create_customer"),
        ("poison", "*", "poison does not fit *"),
        ("empty_list", "*", "empty_list does not fit *"),
        ("same_timestamp", "create_order", "same_timestamp does not fit create_order"),
        ("stale_read", "create_order", "stale_read does not fit create_order"),
        ("partial_success", "create_order", "partial_success does not fit create_order"),
    ],
)
def test_a_kind_that_an_operation_cannot_have_is_refused_with_those_that_can(
    listening: Listening, kind: str, operation: str, said: str
) -> None:
    body = {"simulator": "wherefour", "operation": operation, "kind": kind}
    body |= {"row": "1"} if kind == "poison" else {}
    answer = httpx.post(f"{listening.url}/_sim/faults", json=body)
    assert answer.status_code == 422
    assert said in answer.json()["error"]["message"]


def test_every_kind_of_fault_has_its_test_in_this_folder() -> None:
    text = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for kind in KINDS:
        assert f'"{kind}"' in text, kind
