"""The consent screen and the token endpoint, and what becomes of the seller's consent.

Source: docs/reference/channels.md 3, 13.
"""

import re
from typing import Any
from urllib.parse import urlencode

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.dialects import oauth2

from .access import CENTURY, CLIENT_ID, SCOPE, SELLER, TOKEN, server_of
from .errors import FieldError

_REDIRECT = re.compile(r"https?://[!-\"$-~]+")  # printable ASCII, no fragment

# Operations


def authorize(
    world: World,
    call: Call,
    *,
    response_type: str = "",
    client_id: str = "",
    redirect_uri: str = "",
    scope: str = "",
    state: str | None = None,
) -> Reply:
    """Send the seller, who agrees at once, back to the application with a code.

    There is one scope: whatever is asked for, the seller consents to that.
    """
    if client_id != CLIENT_ID:
        raise FieldError("client_id", "There is no such application")
    if not _REDIRECT.fullmatch(redirect_uri):
        raise FieldError("redirect_uri", "Give an http or https URI without a fragment")
    answer = _answer(world, response_type, redirect_uri)
    if state is not None:
        answer["state"] = state
    glue = "&" if "?" in redirect_uri else "?"
    return Reply(302, headers={"Location": f"{redirect_uri}{glue}{urlencode(answer)}"})


def issue_token(world: World, call: Call, *, body: Any = None) -> Reply:
    """Grant tokens for a form; each refresh token is good once."""
    return oauth2.spell_granted(oauth2.grant(world, server_of(), call))


def _answer(world: World, response_type: str, redirect_uri: str) -> dict[str, str]:
    """Return a code that goes with this URI, or the error of RFC 6749, 4.1.2.1."""
    if response_type != "code":
        return {"error": "unsupported_response_type"}
    if world.quirk("swappa.denies_consent"):
        return {"error": "access_denied"}
    code = oauth2.issue_code(world, server_of(), consent(world))
    # An application registers no URI with us: the one that it names is the one.
    world.run("UPDATE swappa_oauth_code SET redirect_uri = ? WHERE value = ?", (redirect_uri, code))
    return {"code": code}


# What sellers and the service do


def revoke_tokens(world: World) -> dict[str, Any]:
    """Let every access token open nothing any more; refresh tokens stay good."""
    return {"revoked": oauth2.revoke_tokens(world, server_of(), kind="access")}


def end_consent(world: World) -> dict[str, Any]:
    """Let the seller take the consent back: its refresh tokens are `invalid_grant` from now on."""
    return {"ended": oauth2.end_consents(world, server_of())}


def give_consent(world: World) -> dict[str, Any]:
    """Let the seller consent again: a new refresh token, a code, the account's own token."""
    given = consent(world)
    return {
        "refresh_token": oauth2.issue_token(world, server_of(), given, kind="refresh"),
        "code": oauth2.issue_code(world, server_of(), given),
    }


def consent(world: World) -> dict[str, Any]:
    """Let the seller consent; the account's own token is good again, as if it were new."""
    given = oauth2.give_consent(world, server_of(), client_id=CLIENT_ID, user=SELLER, scope=SCOPE)
    world.run("DELETE FROM swappa_oauth_token WHERE value = ?", (TOKEN,))
    oauth2.issue_token(world, server_of(lives=CENTURY), given, kind="access", value=TOKEN)
    return given


HANDLERS = (authorize, issue_token)
EVENTS = (revoke_tokens, end_consent, give_consent)
