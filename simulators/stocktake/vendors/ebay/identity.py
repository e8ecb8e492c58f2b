"""The token endpoint, and what becomes of a seller's consent.

Source: docs/reference/channels.md 2.1, 13.
"""

from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.dialects import oauth2

from .access import CLIENT_ID, SCOPES, SELLER, server_of
from .errors import quota_reached
from .quotas import use

# Reference, 2.1: grants a day.
_QUOTAS = {"client_credentials": 1_000, "authorization_code": 10_000, "refresh_token": 50_000}

# Operations


def issue_token(world: World, call: Call, *, body: Any = None) -> Reply:
    """Grant an application or user token for a form."""
    granted = oauth2.grant(world, server_of(world), call)
    kind = body["grant_type"]
    if not use(world, f"oauth2.{kind}", most=_QUOTAS[kind]):
        raise quota_reached()
    named = "User Access Token" if granted.user else "Application Access Token"
    return oauth2.spell_granted(granted, token_type=named)


# What sellers and the service do


def revoke_tokens(world: World) -> dict[str, Any]:
    """Let every access token open nothing any more; refresh tokens stay good."""
    return {"revoked": oauth2.revoke_tokens(world, server_of(world), kind="access")}


def end_consent(world: World) -> dict[str, Any]:
    """Let the seller take the consent back: its refresh tokens are `invalid_grant` from now on."""
    return {"ended": oauth2.end_consents(world, server_of(world))}


def give_consent(world: World) -> dict[str, Any]:
    """Let the seller consent again, on eBay's page: a new refresh token, and a code for one."""
    server = server_of(world)
    consent = oauth2.give_consent(world, server, client_id=CLIENT_ID, user=SELLER, scope=SCOPES)
    return {
        "refresh_token": oauth2.issue_token(world, server, consent, kind="refresh"),
        "code": oauth2.issue_code(world, server, consent),
    }


HANDLERS = (issue_token,)
EVENTS = (revoke_tokens, end_consent, give_consent)
