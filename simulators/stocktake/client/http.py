"""A Control over HTTP, for a server that runs elsewhere."""

import re
import ssl
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .answers import Answer, Transport
from .control import DEFAULT, Control

if TYPE_CHECKING:
    import httpx

_ANSWER_S = 600.0  # a month of world time may have much to do
_WORLD = re.compile(r"(?P<root>.*?)(?:/w/(?P<world>[^/]+))?/*")


def connect(url: str, token: str | None = None) -> Control:
    """Return the Control of the world at `url`: the root, or `<root>/w/<world>`.

    `token` is that of the control plane, if it has one. Nothing is sent yet. ConnectionError, when
    a method is called and nothing answers; a connection lasts as long as the call.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{url!r} is no URL of a server; write http://127.0.0.1:8700")
    found = _WORLD.fullmatch(url)
    root, world = (found["root"], found["world"]) if found else (url, None)
    return Control(root, unquote(world) if world else DEFAULT, _transport(root, token))


def client_options(url: str) -> dict[str, object]:
    """Return what an httpx.Client for a server of ours is made with.

    Without TLS nothing is read from certificate stores, which takes longer than most tests; and
    proxies of the environment are for the outside, not for a server on this machine.
    """
    if url.startswith("https:"):
        return {}
    return {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}


def _transport(root: str, token: str | None) -> Transport:
    authorized = {"Authorization": f"Bearer {token}"} if token else {}
    return _sender(_client(root, kept=0), root, authorized)  # so that nothing has to be closed


def transports(root: str) -> Callable[[str | None, str], Transport]:
    """Return a function that makes a Transport to one server, all over the same connections.

    It is given the token of the control plane and the name by which the server is asked (`Host`).
    For who lives as long as that server, and asks for many.
    """
    http = _client(root, kept=8)

    def make(token: str | None, named: str) -> Transport:
        authorized = {"Authorization": f"Bearer {token}"} if token else {}
        return _sender(http, root, {**authorized, **({"Host": named} if named else {})})

    return make


def _client(root: str, *, kept: int) -> "httpx.Client":
    import httpx  # 60 modules, and a sandbox in the process needs none of them

    return httpx.Client(
        timeout=httpx.Timeout(10, read=_ANSWER_S),
        limits=httpx.Limits(max_keepalive_connections=kept),
        **client_options(root),  # type: ignore[arg-type]  # options of httpx.Client, by name
    )


def _sender(http: "httpx.Client", root: str, always: Mapping[str, str]) -> Transport:
    import httpx

    def send(method: str, target: str, content: bytes, media: str) -> Answer:
        headers = {**always, **({"Content-Type": media} if media else {})}
        try:
            answer = http.request(method, root + target, content=content, headers=headers)
        except httpx.RequestError as error:
            raise ConnectionError(
                f"no Stocktake server answers at {root} ({error}): start one, `stocktake serve`,"
                " and connect to the URL that it prints"
            ) from error
        return Answer(answer.status_code, answer.headers.get("content-type", ""), answer.content)

    return send
