"""OAuth 2.0 as an httpx.Auth: a token for the refresh token of a simulator, taken when needed."""

from __future__ import annotations

from collections.abc import Generator

import httpx


class RefreshedToken(httpx.Auth):
    """Sends an access token; takes a new one at first, and once more when a request is 401.

    For an httpx.Client, not for one that waits asynchronously.
    """

    def __init__(
        self, *, token_url: str, client_id: str, client_secret: str, refresh_token: str
    ) -> None:
        self._url = token_url
        self._client = httpx.BasicAuth(client_id, client_secret)
        self._form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        self._token = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request with a token, and before it what asks for one."""
        if not self._token:
            yield from self._take()
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == 401:
            yield from self._take()
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _take(self) -> Generator[httpx.Request, httpx.Response, None]:
        asking = next(self._client.auth_flow(httpx.Request("POST", self._url, data=self._form)))
        response = yield asking
        response.read()
        if response.status_code == 200:
            self._token = response.json()["access_token"]
            # A refresh token that rotates is used up.
            self._form["refresh_token"] = response.json().get(
                "refresh_token", self._form["refresh_token"]
            )
