"""A report has no credentials in it but those of the fakes."""

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from stocktake.harness.masking import Mask, hidden

from tests.harness.histories import exchange, history
from tests.support import STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
# Put together here, so that no scanner takes this file for a leak.
SECRETS = {
    name: f"{name[:2]}9f-{number}c5b4a3e2d1"
    for number, name in enumerate(
        [
            "header", "basic", "bearer", "cookie", "query", "form", "nested", "json", "multipart",
            "path", "hook", "environment", "option", "printed",
        ]
    )
}  # fmt: skip
SECRETS["awkward"] = 'a/b+c "d" e&f%1'
SECRETS["known"] = "sk_" + "live_" + "4eC39HqLyjWDarjt"
PIN = "4711"
ENGINE = """
import json, os, sys
import httpx
S = json.load(open(sys.argv[1]))
env = os.environ
shop, house = env["RETAILCRM_BASE_URL"] + "/api/v5", env["WHEREFOUR_BASE_URL"]
http = httpx.Client()
http.get(shop + "/orders", headers={"X-API-KEY": S["header"]})
http.get(shop + "/orders", headers={"X-API-KEY": env["RETAILCRM_API_KEY"]})
http.get(house + "/inventory", auth=("integration@real.example", S["basic"]))
http.get(house + "/inventory", auth=(env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"]))
both = {"Authorization": "Bearer " + S["bearer"], "Cookie": "sid=" + S["cookie"]}
http.get(house + "/orders", headers=both)
http.get(shop + "/orders", params={"apiKey": S["query"], "access_token": S["awkward"]})
http.get(shop + "/orders/" + S["header"] + "/token/" + S["path"])
http.get(shop + "/orders", params={"note": S["known"], "page_token": "not-a-secret-1"})
url = "http://u:" + S["hook"] + "@127.0.0.1:9/"
module = {"name": "m", "baseUrl": url, "accessToken": S["nested"]}
form = {"client_secret": S["form"], "integrationModule": json.dumps(module)}
http.post(shop + "/integration-modules/m/edit", data=form)
body = {"auth": {"password": S["json"]}, "note": S["json"], "why": S["awkward"]}
http.post(house + "/orders", json=body)
http.post(house + "/orders", files={"client_secret": (None, S["multipart"])})
print("X-API-KEY: " + S["printed"], env["MY_SHOP_API_KEY"], S["known"], S["awkward"])
"""


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The report on an engine that sends and prints secrets, with all that the check printed."""
    place = tmp_path_factory.mktemp("leaky")
    (place / "engine.py").write_text(ENGINE)
    (place / "secrets.json").write_text(json.dumps(SECRETS))
    command = f"{sys.executable} {place}/engine.py {place}/secrets.json"
    command += f" --api-key {SECRETS['option']} --token={SECRETS['option']}"
    said = ""
    for more in ((), ("--json",)):
        done = subprocess.run(
            [STOCKTAKE, "check", "--engine", command, "--scenario", "one-shelf", "--report",
             str(place / "report"), "--summary", str(place / "report" / "summary.md"), *more],
            capture_output=True, text=True, cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT}:{ROOT / 'simulators'}",
                "MY_SHOP_API_KEY": SECRETS["environment"],
                "GITHUB_ACTIONS": "true",
            },
        )  # fmt: skip
        assert "::error title=" in done.stdout + done.stderr
        assert done.returncode in (1, 3), done.stdout + done.stderr
        said += done.stdout + done.stderr
    return place / "report", said


def spellings(secret: str) -> list[str]:
    return [secret, json.dumps(secret)[1:-1], json.dumps(json.dumps(secret)[1:-1])[1:-1]]


@pytest.mark.parametrize("name", SECRETS)
def test_no_file_and_no_line_has_a_secret_that_an_engine_sent(
    name: str, leaky: tuple[Path, str]
) -> None:
    report, said = leaky
    texts = {path.name: path.read_text() for path in report.iterdir()}
    assert len(texts) == 5
    for where, text in {**texts, "the console": said}.items():
        for spelled in spellings(SECRETS[name]):
            assert spelled not in text, where


def test_the_encoded_pair_of_a_password_is_hidden_too(leaky: tuple[Path, str]) -> None:
    pair = base64.b64encode(f"integration@real.example:{SECRETS['basic']}".encode()).decode()
    har = (leaky[0] / "one-shelf.har").read_text()
    assert pair not in har
    assert f"Basic {hidden(pair)}" in har


def test_the_fakes_own_credentials_and_what_is_none_stay_readable(leaky: tuple[Path, str]) -> None:
    rows = [json.loads(line) for line in (leaky[0] / "one-shelf.ndjson").read_text().splitlines()]
    keys = {(row["request_headers"] or {}).get("x-api-key") for row in rows}
    assert hidden(SECRETS["header"]) in keys
    assert len(keys - {None, hidden(SECRETS["header"])}) == 1
    text = json.dumps(rows)
    assert "not-a-secret-1" in text
    assert "integration@real.example" not in text, "a name may be half of a key"


def test_a_short_value_is_hidden_where_it_stands_as_a_credential_and_nowhere_else() -> None:
    sent = exchange(11, "list", query=f"pin_token={PIN}&page={PIN}", path=f"/{PIN}")
    mask = Mask.of(history(sent))
    assert mask.text(sent.query or "") == f"pin_token=***4&page={PIN}"
    assert mask.text(f"/{PIN}") == f"/{PIN}"


WORDS = (
    "api_key", "APP-KEY", "accesskey", "private_key", "account-\u212aEY", "token", "SECRET",
    "passwd", "pa\u017f\u017fword", "passphrase", "credentials", "session_id", "Authorization",
    "cookie",
)  # fmt: skip
KEYS = (
    "sk_live_12345678", "rk_test_12345678", "ghp_12345678901234567890", "AKIA1234567890ABCDEF",
    "xoxb-1234567890", "eyJ12345678.eyJ45678.",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_credential_is_hidden_under_every_word_that_names_one(word: str) -> None:
    shown = f"***{len('Hush-4711')}"
    assert Mask().text(f"{word}=Hush-4711") == f"{word}={shown}"
    assert Mask().text(f'{{"{word}": "Hush-4711"}}') == f'{{"{word}": "{shown}"}}'
    asked = exchange(11, "list", query=f"{word}=Hush-4711")
    assert Mask.of(history(asked)).values == {"Hush-4711"}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_a_known_service_is_hidden_wherever_it_stands(key: str) -> None:
    assert Mask().text(f"see {key}") == f"see {hidden(key)}"
    assert Mask().said(key) == hidden(key)


def test_what_half_a_request_brought_along_is_hidden_too() -> None:
    half = exchange(11, "list", kind="not_received", query="api_key=ab12cd34ef56")
    assert "ab12cd34ef56" not in Mask.of(history(half)).text("it sent ab12cd34ef56")


def test_what_was_masked_once_stays_as_it_is() -> None:
    mask = Mask.of(history(exchange(11, "list", query="api_key=ab12cd34ef56")))
    once = mask.text("api_key=ab12cd34ef56")
    assert once == "api_key=***12"
    assert mask.text(once) == once


def test_files_with_bodies_are_for_nobody_else_and_so_is_a_new_directory(
    leaky: tuple[Path, str],
) -> None:
    report, _ = leaky
    assert stat.S_IMODE(report.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in report.iterdir()}
    for stories in ("junit.xml", "summary.md"):
        assert modes.pop(stories) & 0o600 == 0o600
    assert set(modes.values()) == {0o600}


def test_a_directory_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    from stocktake.harness.report import prepare

    tmp_path.chmod(0o755)
    prepare(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
