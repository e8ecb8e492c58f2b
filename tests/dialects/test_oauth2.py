"""OAuth 2.0: grants and refusals of a token endpoint, tokens and consents on the world's clock."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from stocktake.core.config import WorldConfig
from stocktake.core.initial import initial_image
from stocktake.core.simulator import Call, Simulator, Views
from stocktake.core.world import World
from stocktake.dialects import oauth2

HOUR = 3_600_000
KEEPS = oauth2.AuthorizationServer(
    simulator="till", access_lives=2 * HOUR, refresh_lives=24 * HOUR, code_lives=300_000
)
ROTATES = replace(KEEPS, rotates=True)
CLIENT = {"authorization": "Basic " + base64.b64encode(b"app:secret").decode()}
REDIRECT = "https://hub.example/back"


def _seed(world: World, *_: Any) -> None:
    for name in ("app", "other"):
        world.insert("till_oauth_client", id=name, secret="secret", redirect_uri=REDIRECT)


TILL = Simulator(
    name="till", apis=(), schema=oauth2.schema("till"), seed=_seed, events={},
    views=Views(
        stock="SELECT '', 2, 3, 4, 5, 6, 7, 8 WHERE 0",
        orders="SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 WHERE 0",
        shipments="SELECT 1, 2, 3, 4, 5, 6, 7 WHERE 0",
    ),
    environment=lambda url: {},
)  # fmt: skip


@contextmanager
def at(world: World, time: int) -> Iterator[None]:
    """Run a block so many milliseconds after the beginning."""
    with world.turn(tick=False):
        world.now += time
        yield


@pytest.fixture
def world() -> World:
    return World(initial_image([TILL], WorldConfig()), [TILL], name="w")


def ask(
    world: World, server: oauth2.AuthorizationServer, headers: dict[str, str] = CLIENT, **form: Any
) -> oauth2.Granted:
    return oauth2.grant(world, server, Call(method="POST", path="", headers=headers, fields=form))


def refused(world: World, server: oauth2.AuthorizationServer, **more: Any) -> tuple[int, str]:
    with pytest.raises(oauth2.TokenRefused) as no:
        ask(world, server, **more)
    return no.value.status, no.value.code


def caller(world: World, token: str) -> oauth2.Bearer | None:
    return oauth2.find_bearer(world, KEEPS, {"authorization": f"Bearer {token}"})


def consented(world: World, server: oauth2.AuthorizationServer = KEEPS) -> str:
    """Return the refresh token of a new consent."""
    consent = oauth2.give_consent(world, server, client_id="app", user="ann", scope="read write")
    return oauth2.issue_token(world, server, consent, kind="refresh")


def test_a_client_gets_a_token_of_its_own_without_a_user_and_without_a_refresh_token(
    world: World,
) -> None:
    with at(world, 0):
        granted = ask(world, KEEPS, grant_type="client_credentials", scope="read")
        assert (granted.expires_in, granted.refresh_token, granted.user) == (7_200, "", "")
        assert caller(world, granted.access_token) == oauth2.Bearer(
            client_id="app", user="", scopes=frozenset({"read"})
        )


def test_an_access_token_ends_with_its_time_on_the_worlds_clock(world: World) -> None:
    with at(world, 0):
        token = ask(world, KEEPS, grant_type="client_credentials").access_token
    with at(world, 2 * HOUR - 1):
        assert caller(world, token)
    with at(world, 2 * HOUR):
        assert caller(world, token) is None


def test_a_refresh_token_gives_tokens_of_its_user_until_its_own_time_ends(world: World) -> None:
    with at(world, 0):
        refresh = consented(world)
    with at(world, 24 * HOUR - 1):
        granted = ask(world, KEEPS, grant_type="refresh_token", refresh_token=refresh)
        assert (granted.user, granted.scope) == ("ann", "read write")
        assert granted.refresh_token == ""  # the old one stays good
        assert ask(world, KEEPS, grant_type="refresh_token", refresh_token=refresh)
    with at(world, 24 * HOUR):
        assert refused(world, KEEPS, grant_type="refresh_token", refresh_token=refresh) == (
            400,
            "invalid_grant",
        )


def test_a_rotated_refresh_token_is_used_up_by_its_first_use(world: World) -> None:
    with at(world, 0):
        first = consented(world, ROTATES)
        second = ask(world, ROTATES, grant_type="refresh_token", refresh_token=first).refresh_token
        assert second not in ("", first)
        again = refused(world, ROTATES, grant_type="refresh_token", refresh_token=first)
        assert again == (400, "invalid_grant")
        assert ask(world, ROTATES, grant_type="refresh_token", refresh_token=second).refresh_token


def test_a_code_opens_once_in_its_time_for_its_client_and_its_redirect_uri(world: World) -> None:
    with at(world, 0):
        consent = oauth2.give_consent(world, KEEPS, client_id="app", user="ann", scope="read")
        codes = [oauth2.issue_code(world, KEEPS, consent) for _ in range(2)]
        form: dict[str, Any] = {"grant_type": "authorization_code", "redirect_uri": REDIRECT}
        for wrong in (
            {**form, "code": "none"},
            {**form, "code": codes[0], "redirect_uri": "https://elsewhere.example"},
            {**form, "code": codes[0], "client_id": "other", "client_secret": "secret",
             "headers": {}},
        ):  # fmt: skip
            assert refused(world, KEEPS, **wrong) == (400, "invalid_grant")
        granted = ask(world, KEEPS, **form, code=codes[0])
        assert (granted.user, granted.refresh_expires_in) == ("ann", 24 * 3_600)
        assert refused(world, KEEPS, **form, code=codes[0]) == (400, "invalid_grant")
        assert refused(world, KEEPS, **form) == (400, "invalid_request")
    with at(world, 300_000):
        assert refused(world, KEEPS, **form, code=codes[1]) == (400, "invalid_grant")


def test_revoked_access_tokens_open_nothing_and_their_refresh_token_gives_new_ones(
    world: World,
) -> None:
    with at(world, 0):
        form: dict[str, Any] = {"grant_type": "refresh_token", "refresh_token": consented(world)}
        old = ask(world, KEEPS, **form).access_token
        assert oauth2.revoke_tokens(world, KEEPS, kind="access") == 1
        assert caller(world, old) is None
        assert caller(world, ask(world, KEEPS, **form).access_token)


def test_the_end_of_a_consent_ends_its_access_and_refresh_tokens_and_codes(world: World) -> None:
    with at(world, 0):
        consent = oauth2.give_consent(world, KEEPS, client_id="app", user="ann", scope="read")
        code = oauth2.issue_code(world, KEEPS, consent)
        form: dict[str, Any] = {"grant_type": "refresh_token", "refresh_token": consented(world)}
        token = ask(world, KEEPS, **form).access_token
        own = ask(world, KEEPS, grant_type="client_credentials").access_token
        assert oauth2.end_consents(world, KEEPS) == 2
        assert caller(world, token) is None
        assert caller(world, own)  # no user ever allowed that one
        assert refused(world, KEEPS, **form) == (400, "invalid_grant")
        opened: dict[str, Any] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
        }
        assert refused(world, KEEPS, **opened) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Basic !!"}, {"authorization": "Bearer app"},
     {"authorization": "Basic " + base64.b64encode(b"app:wrong").decode()},
     {"authorization": "Basic " + base64.b64encode(b"nobody:secret").decode()}],
)  # fmt: skip
def test_a_client_that_is_not_who_it_says_is_refused_before_its_grant(
    world: World, headers: dict[str, str]
) -> None:
    with at(world, 0):
        assert refused(world, KEEPS, headers=headers, grant_type="none") == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "invalid_request"),
        ({"grant_type": ["refresh_token", "refresh_token"]}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "none"}, "invalid_grant"),
    ],
)
def test_a_form_that_asks_for_nothing_possible_is_refused_with_the_error_of_the_rfc(
    world: World, form: dict[str, Any], code: str
) -> None:
    with at(world, 0):
        assert refused(world, KEEPS, **form) == (400, code)


def test_a_wider_scope_is_refused_only_where_scopes_are_checked(world: World) -> None:
    checks = replace(KEEPS, checks_scope=True)
    with at(world, 0):
        form: dict[str, Any] = {"grant_type": "refresh_token", "refresh_token": consented(world)}
        assert ask(world, checks, **form, scope="read").scope == "read"
        assert refused(world, checks, **form, scope="read admin") == (400, "invalid_scope")
        assert ask(world, KEEPS, **form, scope="admin").scope == "read write"


def test_replies_are_spelled_as_the_rfc_has_them_and_kept_nowhere(world: World) -> None:
    with at(world, 0):
        granted = ask(world, ROTATES, grant_type="refresh_token", refresh_token=consented(world))
    reply = oauth2.spell_granted(granted)
    assert list(reply.data) == [
        "access_token", "expires_in", "token_type", "refresh_token", "refresh_token_expires_in",
    ]  # fmt: skip
    assert reply.headers["Cache-Control"] == "no-store"
    no = oauth2.spell_refused(oauth2.ClientRefused("invalid_client", "why"))
    assert (no.status, no.data) == (401, {"error": "invalid_client", "error_description": "why"})
    assert no.headers["WWW-Authenticate"] == "Basic"


def test_a_token_of_one_kind_does_not_serve_as_the_other(world: World) -> None:
    with at(world, 0):
        refresh = consented(world)
        assert caller(world, refresh) is None
        access = ask(world, KEEPS, grant_type="client_credentials").access_token
        assert refused(world, KEEPS, grant_type="refresh_token", refresh_token=access)[1] == (
            "invalid_grant"
        )
