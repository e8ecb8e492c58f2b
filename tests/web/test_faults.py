"""Each kind of fault, over a real socket, as a client meets it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support import Listening


@pytest.fixture
def client(listening: Listening) -> Iterator[httpx.Client]:
    env = listening.env()
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
    listening.plant("wherefour", "create_customer", "status", status=503)
    answer = create(client, "Ada")
    assert answer.status_code == 503
    assert answer.json()["code"] == 503
    assert found(client, "Ada") == 0
    assert create(client, "Ada").status_code == 200


def test_status_can_answer_raw_text(listening: Listening, client: httpx.Client) -> None:
    listening.plant("wherefour", "create_customer", "status", status=502, body="<h1>Bad</h1>")
    answer = create(client, "Ada")
    assert (answer.status_code, answer.text) == (502, "<h1>Bad</h1>")
    assert answer.headers["content-type"].startswith("text/html")


def test_a_lost_request_is_cut_before_anything_runs(
    listening: Listening, client: httpx.Client
) -> None:
    listening.plant("wherefour", "create_customer", "lost_request")
    with pytest.raises(httpx.TransportError):
        create(client, "Ada")
    assert found(client, "Ada") == 0
    row = last_row(listening, "create_customer")
    assert (row["fault"], row["delivered"], row["status"]) == ("lost_request", False, None)


def test_a_lost_reply_is_committed_and_in_the_journal_but_never_arrives(
    listening: Listening, client: httpx.Client
) -> None:
    listening.plant("wherefour", "create_customer", "lost_reply")
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
    listening.plant("wherefour", "create_customer", "status", nth=2, times=2, status=500)
    statuses = [create(client, f"C{number}").status_code for number in range(5)]
    assert statuses == [200, 500, 500, 200, 200]


def test_refused_calls_count_too_and_a_fault_strikes_before_authentication(
    listening: Listening, client: httpx.Client
) -> None:
    listening.plant("wherefour", "create_customer", "status", nth=3, status=503)
    assert client.post("/customers", json={}).status_code == 422
    assert client.post("/customers", json={}, auth=("no", "body")).status_code == 401
    assert client.post("/customers", json={}, auth=("no", "body")).status_code == 503


def test_one_fault_strikes_an_exchange_the_oldest(
    listening: Listening, client: httpx.Client
) -> None:
    listening.plant("wherefour", "*", "status", status=500)
    listening.plant("wherefour", "create_customer", "status", status=503, times=2)
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
    first = listening.plant("wherefour", "create_customer", "status", times=3)
    second = listening.plant("wherefour", "create_customer", "lost_reply", nth=9)
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
