"""A sandbox that answers by TLS, or through an interceptor, for tests."""

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from stocktake import SIMULATORS
from stocktake.web import interceptor, tls
from stocktake.web.proxy import Interceptor
from stocktake.web.sandbox import Sandbox


@dataclass(frozen=True)
class Secured:
    """A sandbox that listens: its plain URL, its port of TLS, and the authority to trust."""

    sandbox: Sandbox
    url: str
    tls_port: int
    tls: tls.Tls
    authority: Path

    def trust(self) -> ssl.SSLContext:
        """Return a client's context that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.authority))

    def client(self) -> httpx.Client:
        """Return a client of the port of TLS."""
        return httpx.Client(base_url=f"https://localhost:{self.tls_port}", verify=self.trust())


@contextmanager
def made_tls(sandbox: Sandbox) -> Iterator[tuple[tls.Tls, Path]]:
    """Make a certificate for all names of a sandbox; yields it and the authority's file."""
    with tempfile.TemporaryDirectory() as folder:
        names = interceptor.certificate_names(sandbox.host, "127.0.0.1")
        made = tls.make_certificate(names, hours=1)
        authority = Path(folder, "ca.pem")
        authority.write_bytes(made.authority)
        yield tls.from_certificate(made, Path(folder)), authority


@contextmanager
def secured() -> Iterator[Secured]:
    """Serve a fresh sandbox on two ports, one plain and one of TLS."""
    with Sandbox(SIMULATORS, hold_s=1) as sandbox, made_tls(sandbox) as (tls_, authority):
        port = interceptor.listen_with_tls(sandbox.host, tls_, "127.0.0.1", 0)
        with sandbox.listening() as url:
            yield Secured(sandbox, url, port, tls_, authority)


@contextmanager
def intercepted(
    *worlds: str, allowed: tuple[str, ...] = ()
) -> Iterator[tuple[Secured, list[Interceptor]]]:
    """Serve a fresh sandbox with an interceptor for each of these worlds."""
    with Sandbox(SIMULATORS, hold_s=1) as sandbox, made_tls(sandbox) as (tls_, authority):
        found = [
            interceptor.intercept(sandbox.host, tls_, world, allowed=allowed) for world in worlds
        ]
        with sandbox.listening() as url:
            for world in worlds:
                if world != "default":
                    httpx.post(f"{url}/_sim/worlds", json={"name": world}).raise_for_status()
            yield Secured(sandbox, url, found[0].tls_port, tls_, authority), found
