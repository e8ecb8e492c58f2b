"""The console as a server mounts it: a WSGI application that is loaded when it is first asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .asks import Asks

if TYPE_CHECKING:
    from flask import Flask


class Console:
    """The pages of a server; `asks` says how they reach its control plane.

    `reports` is the folder below which reports are shown, None where none was named.
    """

    def __init__(self, asks: Asks, *, reports: Path | None = None) -> None:
        self._asks = asks
        self._reports = reports
        self._app: Flask | None = None
        self._loading = threading.Lock()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer one request of a browser."""
        if self._app is None:
            with self._loading:
                self._app = self._app or self._load()
        return self._app(environ, start_response)

    def _load(self) -> Flask:
        from .app import make_app  # it brings Flask

        return make_app(self._asks, reports=self._reports)
