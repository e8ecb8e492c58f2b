"""TLS: a throw-away authority, one certificate for every name, and who did not trust it.

The authority's key signs one certificate and is dropped; it is never written. The certificate's key
is in a file of mode 0600 for as long as OpenSSL needs to read it. Nothing is installed anywhere.
"""

import asyncio
import ssl
import tempfile
import weakref
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stocktake.core.extras import require

from .protocol import CuttingProtocol


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM of an authority, of a certificate that it signed, and of that certificate's key."""

    authority: bytes
    chain: bytes
    key: bytes


class Tls:
    """The server's side of TLS, and how many handshakes each name has begun and ended."""

    def __init__(self, certificate: Path, key: Path | None) -> None:
        self.begun: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._names: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.context.load_cert_chain(certificate, key)
        self.context.sni_callback = self._begin

    def _begin(self, connection: Any, name: str | None, _context: ssl.SSLContext) -> None:
        self._names[connection] = name or "an address"
        self.begun[self._names[connection]] += 1

    def end(self, connection: Any) -> None:
        """Note that a handshake is done."""
        self._done[self._names.get(connection, "an address")] += 1

    def given_up(self) -> Counter[str]:
        """Return for how many connections to each name the client ended the handshake."""
        return self.begun - self._done


class TlsProtocol(CuttingProtocol):
    """The protocol of a connection whose handshake is done when it is made."""

    def __init__(self, *given: Any, tls: Tls, **named: Any) -> None:
        super().__init__(*given, **named)
        self._tls = tls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as above it
        """Note that the client trusts the certificate."""
        self._tls.end(transport.get_extra_info("ssl_object"))
        super().connection_made(transport)


def from_certificate(made: Certificate, folder: Path) -> Tls:
    """Return the TLS of a certificate, whose key is in `folder` only while it is read."""
    with tempfile.TemporaryDirectory(dir=folder) as private:  # 0700
        chain, key = Path(private, "chain.pem"), Path(private, "key.pem")
        chain.write_bytes(made.chain)
        key.touch(0o600)
        key.write_bytes(made.key)
        return Tls(chain, key)


def check_installed() -> None:
    """Raise ExtraMissing where no certificate can be made."""
    require("tls", "cryptography", what="a certificate")


def make_certificate(names: Iterable[str], *, hours: int) -> Certificate:
    """Return a new authority's certificate for these host names and addresses."""
    check_installed()
    from . import certificates  # 95 ms, so only when TLS is asked for

    return Certificate(*certificates.make(names, hours=hours))
