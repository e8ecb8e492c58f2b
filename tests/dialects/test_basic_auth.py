"""HTTP Basic: what a client sends is read; anything else is no credentials."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.dialects.basic_auth import read_credentials

NAMES = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def header(text: str, scheme: str = "Basic") -> dict[str, str]:
    return {"authorization": f"{scheme} {base64.b64encode(text.encode()).decode()}"}


@given(NAMES, TEXTS)
def test_what_a_client_encodes_is_read(username: str, password: str) -> None:
    assert read_credentials(header(f"{username}:{password}")) == (username, password)


@pytest.mark.parametrize("scheme", ["basic", "BASIC"])
def test_the_scheme_is_read_in_any_case(scheme: str) -> None:
    assert read_credentials(header("tony:secret", scheme)) == ("tony", "secret")


def test_without_a_colon_the_password_is_empty() -> None:
    assert read_credentials(header("tony")) == ("tony", "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer dG9ueTpzZWNyZXQ="},
        {"authorization": "Basic dG9ue*"},
        {"authorization": "Basic dG9ueTpzZWNyZXQ"},
        {"authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
        {"authorization": "Basic é"},
    ],
)
def test_anything_else_is_no_credentials(headers: dict[str, str]) -> None:
    assert read_credentials(headers) is None


@given(TEXTS)
def test_every_header_is_read_as_a_pair_or_as_none(text: str) -> None:
    credentials = read_credentials({"authorization": f"Basic {text}"})
    assert credentials is None or len(credentials) == 2
