"""OAuth 2.0 (RFC 6749): what a token endpoint grants and refuses, tokens, and consents.

Four tables of a vendor hold it (`schema`): clients, consents (what a user allows a client), codes
and tokens. A token ends with its time on the world's clock, when it is revoked, or with the
consent that it belongs to.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from stocktake.core.errors import Refusal
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World

from .basic_auth import read_credentials

Kind = Literal["access", "refresh"]

# RFC 6749, 5.1 and 5.2: neither a token nor a refusal is to be kept by anything on the way.
_UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_SCHEMA = """
CREATE TABLE {name}_oauth_client (
  id TEXT PRIMARY KEY, secret TEXT NOT NULL, redirect_uri TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE {name}_oauth_consent (
  id INTEGER PRIMARY KEY, client_id TEXT NOT NULL REFERENCES {name}_oauth_client (id),
  user TEXT NOT NULL, scope TEXT NOT NULL, ended_at INTEGER
);
CREATE TABLE {name}_oauth_code (
  value TEXT PRIMARY KEY, consent_id INTEGER NOT NULL REFERENCES {name}_oauth_consent (id),
  redirect_uri TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;
CREATE TABLE {name}_oauth_token (
  value TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
  client_id TEXT NOT NULL REFERENCES {name}_oauth_client (id),
  consent_id INTEGER REFERENCES {name}_oauth_consent (id),
  scope TEXT NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER
) WITHOUT ROWID;
"""


def schema(simulator: str) -> str:
    """Return the SQL of a simulator's tables: `<simulator>_oauth_client` and so on."""
    return _SCHEMA.format(name=simulator)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationServer:
    """How a vendor's authorization server grants: times are milliseconds of the world's clock.

    `grants` are the grant types that it knows. One that `rotates` gives a new refresh token with
    every access token, and the old one is used up. One that `checks_scope` refuses a refresh for
    more than was consented to; else any scope may be asked for, and that of the consent is given.
    `application_scope` is what a client gets for itself, where it asks for none.
    """

    simulator: str
    access_lives: int
    refresh_lives: int
    code_lives: int
    grants: frozenset[str] = frozenset(
        {"authorization_code", "refresh_token", "client_credentials"}
    )
    rotates: bool = False
    checks_scope: bool = False
    application_scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a token request got; `user` is empty for a token of the client's own.

    `refresh_token` is empty where none came with it. Times are whole seconds, as the wire has them.
    """

    access_token: str
    expires_in: int
    scope: str
    user: str = ""
    refresh_token: str = ""
    refresh_expires_in: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who calls with an access token: the client, and the user who consented, empty for none."""

    client_id: str
    user: str
    scopes: frozenset[str]


class TokenRefused(Refusal):
    """A no of the token endpoint; `code` is the error of RFC 6749, 5.2."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


class ClientRefused(TokenRefused):
    """The client is not who it says: 401, and the challenge of Basic where it had tried that."""

    status = 401


def spell_refused(refusal: TokenRefused) -> Reply:
    """Return a refusal of the token endpoint as RFC 6749, 5.2 spells it."""
    headers = dict(_UNCACHED)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Basic"
    data = {"error": refusal.code, "error_description": refusal.message}
    return Reply(refusal.status, data, headers)


def spell_granted(granted: Granted, *, token_type: str = "Bearer") -> Reply:
    """Return a grant as RFC 6749, 5.1 spells it, with the life of a refresh token beside it."""
    data: dict[str, Any] = {
        "access_token": granted.access_token,
        "expires_in": granted.expires_in,
        "token_type": token_type,
    }
    if granted.refresh_token:
        data["refresh_token"] = granted.refresh_token
        data["refresh_token_expires_in"] = granted.refresh_expires_in
    return Reply(data=data, headers=_UNCACHED)


# The token endpoint


def grant(world: World, server: AuthorizationServer, call: Call) -> Granted:
    """Answer a token request; TokenRefused says why not.

    The client says who it is by HTTP Basic, or by `client_id` and `client_secret` in the form.
    """
    form = _read_form(call.fields)
    client_id = _read_client(world, server, call.headers, form)
    kind = form.get("grant_type", "")
    if not kind:
        raise TokenRefused("invalid_request", "grant_type is missing")
    if kind not in server.grants:
        raise TokenRefused("unsupported_grant_type", f"grant type {kind} is not supported")
    if kind == "client_credentials":
        scope = form.get("scope", "") or server.application_scope
        return _give(world, server, client_id=client_id, consent=None, scope=scope)
    if kind == "authorization_code":
        consent = _use_code(world, server, client_id, form)
        return _give(
            world, server, client_id=client_id, consent=consent, scope=consent["scope"], first=True
        )
    return _refresh(world, server, client_id, form)


def _read_form(fields: Any) -> dict[str, str]:
    """Return the parameters that are texts; one that was sent twice is none (RFC 6749, 3.2)."""
    given = fields if isinstance(fields, Mapping) else {}
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _read_client(
    world: World, server: AuthorizationServer, headers: Mapping[str, str], form: Mapping[str, str]
) -> str:
    sent = read_credentials(headers)
    if sent is None and "client_id" in form:
        sent = form["client_id"], form.get("client_secret", "")
    client_id, secret = sent or ("", "")
    known = world.value(
        f"SELECT secret FROM {server.simulator}_oauth_client WHERE id = ?", (client_id,)
    )
    if known is None or not hmac.compare_digest(known.encode(), secret.encode()):
        raise ClientRefused("invalid_client", "client authentication failed")
    return client_id


def _use_code(
    world: World, server: AuthorizationServer, client_id: str, form: Mapping[str, str]
) -> dict[str, Any]:
    """Return the consent of a code, which is used up; TokenRefused for one that opens nothing."""
    name = server.simulator
    for parameter in ("code", "redirect_uri"):
        if not form.get(parameter):
            raise TokenRefused("invalid_request", f"{parameter} is missing")
    code = world.find(f"SELECT * FROM {name}_oauth_code WHERE value = ?", (form["code"],))
    consent = code and _open_consent(world, server, code["consent_id"], client_id)
    if (
        code is None
        or consent is None
        or code["used_at"] is not None
        or code["expires_at"] <= world.now
        or code["redirect_uri"] != form["redirect_uri"]
    ):
        raise TokenRefused(
            "invalid_grant",
            "the provided authorization code is invalid, expired, used, or was issued to another"
            " client or redirect_uri",
        )
    world.run(
        f"UPDATE {name}_oauth_code SET used_at = ? WHERE value = ?", (world.now, form["code"])
    )
    return consent


def _refresh(
    world: World, server: AuthorizationServer, client_id: str, form: Mapping[str, str]
) -> Granted:
    name, sent = server.simulator, form.get("refresh_token", "")
    if not sent:
        raise TokenRefused("invalid_request", "refresh_token is missing")
    token = find_token(world, server, sent, kind="refresh")
    if token is None or token["client_id"] != client_id:
        raise TokenRefused(
            "invalid_grant",
            "the provided authorization refresh token is invalid, expired, revoked, or was issued"
            " to another client",
        )
    consent = world.one(f"SELECT * FROM {name}_oauth_consent WHERE id = ?", (token["consent_id"],))
    scope = _narrowed(server, form.get("scope", ""), consent["scope"])
    if server.rotates:
        world.run(
            f"UPDATE {name}_oauth_token SET revoked_at = ? WHERE value = ?", (world.now, sent)
        )
    return _give(
        world, server, client_id=client_id, consent=consent, scope=scope, first=server.rotates
    )


def _narrowed(server: AuthorizationServer, asked: str, consented: str) -> str:
    """Return the scope of a refreshed token: the one asked for, if it is no wider."""
    if not server.checks_scope or not asked:
        return consented
    if not set(asked.split()) <= set(consented.split()):
        raise TokenRefused("invalid_scope", "the requested scope exceeds what was consented to")
    return asked


def _give(
    world: World,
    server: AuthorizationServer,
    *,
    client_id: str,
    consent: Mapping[str, Any] | None,
    scope: str,
    first: bool = False,
) -> Granted:
    """Issue an access token, and with the `first` one of a consent a refresh token."""
    consent_id = consent["id"] if consent else None
    access = _issue(
        world, server, "access", client_id=client_id, consent_id=consent_id, scope=scope
    )
    refresh = ""
    if consent and first:
        refresh = _issue(
            world, server, "refresh",
            client_id=client_id, consent_id=consent_id, scope=consent["scope"],
        )  # fmt: skip
    return Granted(
        access_token=access,
        expires_in=server.access_lives // 1_000,
        scope=scope,
        user=consent["user"] if consent else "",
        refresh_token=refresh,
        refresh_expires_in=server.refresh_lives // 1_000 if refresh else 0,
    )


# Consents


def give_consent(
    world: World, server: AuthorizationServer, *, client_id: str, user: str, scope: str
) -> dict[str, Any]:
    """Let a user allow a client its scopes; return the consent."""
    name = server.simulator
    consent_id = world.insert(f"{name}_oauth_consent", client_id=client_id, user=user, scope=scope)
    return world.one(f"SELECT * FROM {name}_oauth_consent WHERE id = ?", (consent_id,))


def issue_code(world: World, server: AuthorizationServer, consent: Mapping[str, Any]) -> str:
    """Return a code of a consent, to be sent with the redirect URI that its client registered."""
    value = world.token(f"{server.simulator} authorization code")
    registered = world.value(
        f"SELECT redirect_uri FROM {server.simulator}_oauth_client WHERE id = ?",
        (consent["client_id"],),
    )
    world.insert(
        f"{server.simulator}_oauth_code",
        value=value, consent_id=consent["id"], redirect_uri=registered,
        expires_at=world.now + server.code_lives,
    )  # fmt: skip
    return value


def issue_token(
    world: World,
    server: AuthorizationServer,
    consent: Mapping[str, Any],
    *,
    kind: Kind,
    value: str = "",
) -> str:
    """Return a token of a consent; `value` says which, where it must be a known one."""
    return _issue(
        world, server, kind,
        client_id=consent["client_id"], consent_id=consent["id"], scope=consent["scope"],
        value=value,
    )  # fmt: skip


def end_consents(world: World, server: AuthorizationServer) -> int:
    """End every consent: its tokens, codes and refresh tokens open nothing. Return how many."""
    return world.run(
        f"UPDATE {server.simulator}_oauth_consent SET ended_at = ? WHERE ended_at IS NULL",
        (world.now,),
    )


def _open_consent(
    world: World, server: AuthorizationServer, consent_id: int, client_id: str
) -> dict[str, Any] | None:
    return world.find(
        f"SELECT * FROM {server.simulator}_oauth_consent"
        " WHERE id = ? AND client_id = ? AND ended_at IS NULL",
        (consent_id, client_id),
    )


# Tokens


def read_bearer(headers: Mapping[str, str]) -> str | None:
    """Return the token of `Authorization: Bearer`; None without one, and for another scheme."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return (value.strip() or None) if scheme.lower() == "bearer" else None


def find_bearer(
    world: World, server: AuthorizationServer, headers: Mapping[str, str]
) -> Bearer | None:
    """Return who calls, None where there is no token, or one that opens nothing (any more)."""
    sent = read_bearer(headers)
    token = find_token(world, server, sent, kind="access") if sent else None
    if token is None:
        return None
    return Bearer(
        client_id=token["client_id"],
        user=token["user"] or "",
        scopes=frozenset(token["scope"].split()),
    )


def find_token(
    world: World, server: AuthorizationServer, value: str, *, kind: Kind
) -> dict[str, Any] | None:
    """Return a token that is good now, with its `user`; None for any other."""
    name = server.simulator
    return world.find(
        f"SELECT t.*, c.user FROM {name}_oauth_token t"
        f" LEFT JOIN {name}_oauth_consent c ON c.id = t.consent_id"
        " WHERE t.value = ? AND t.kind = ? AND t.revoked_at IS NULL AND t.expires_at > ?"
        " AND c.ended_at IS NULL",
        (value, kind, world.now),
    )


def revoke_tokens(world: World, server: AuthorizationServer, *, kind: Kind) -> int:
    """Revoke every token of a kind that is good now; return how many."""
    return world.run(
        f"UPDATE {server.simulator}_oauth_token SET revoked_at = ?1"
        " WHERE kind = ?2 AND revoked_at IS NULL AND expires_at > ?1",
        (world.now, kind),
    )


def _issue(
    world: World,
    server: AuthorizationServer,
    kind: Kind,
    *,
    client_id: str,
    consent_id: int | None,
    scope: str,
    value: str = "",
) -> str:
    name = server.simulator
    lives = server.access_lives if kind == "access" else server.refresh_lives
    value = value or f"{name}-{kind}-{world.token(f'{name} {kind} token')}"
    world.insert(
        f"{name}_oauth_token",
        value=value, kind=kind, client_id=client_id, consent_id=consent_id, scope=scope,
        expires_at=world.now + lives,
    )  # fmt: skip
    return value
