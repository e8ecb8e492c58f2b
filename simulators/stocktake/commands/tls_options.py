"""The options of `serve` and `exec` for TLS, and what they open."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.paths import check_writable
from stocktake.commands.settings import given_by_hand

if TYPE_CHECKING:
    from stocktake.web.host import Host
    from stocktake.web.tls import Tls

DEFAULT_TLS_PORT = 8743
_FILE = click.Path(dir_okay=False, path_type=Path)
_OPTIONS = (
    click.option(
        "--tls",
        is_flag=True,
        help="Answer by TLS too, on a port of its own; vendors' own hosts are in the certificate.",
    ),
    click.option(
        "--tls-port",
        default=DEFAULT_TLS_PORT,
        show_default=True,
        type=click.IntRange(0, 65535),
        help="Port of TLS; 0 picks a free one.",
    ),
    click.option(
        "--tls-port-file",
        type=_FILE,
        help="Write the port of TLS into this file once requests are answered.",
    ),
    click.option(
        "--tls-ca",
        type=_FILE,
        help="Write the certificate of the throw-away authority into this file too.",
    ),
    click.option(
        "--tls-cert", type=_FILE, help="A certificate of your own, with its chain, as PEM."
    ),
    click.option("--tls-key", type=_FILE, help="The key of --tls-cert, as PEM."),
    click.option(
        "--vendor-host",
        "vendor_hosts",
        multiple=True,
        metavar="API=HOST",
        help="A host by which an API answers besides the vendor's own; repeatable.",
    ),
)


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """What was asked for."""

    on: bool
    port: int
    port_file: Path | None
    ca: Path | None
    certificate: Path | None
    key: Path | None
    vendor_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenTls:
    """TLS that is ready to listen; `authority` is the file to trust, None for one's own."""

    tls: Tls
    folder: Path
    authority: Path | None


def tls_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_tls_options(given: dict[str, Any], *, also: bool = False) -> TlsOptions:
    """Take these options out of all that are given; UsageError where they cannot be.

    `also`: TLS is wanted for another reason than --tls.
    """
    names = ("tls_port", "tls_port_file", "tls_ca", "tls_cert", "tls_key")
    for name in names:
        if given_by_hand(name) and not (given["tls"] or also):
            raise click.UsageError(f"--{name.replace('_', '-')} is for --tls: give --tls too")
    options = TlsOptions(
        on=given.pop("tls"),
        port=given.pop("tls_port"),
        port_file=given.pop("tls_port_file"),
        ca=given.pop("tls_ca"),
        certificate=given.pop("tls_cert"),
        key=given.pop("tls_key"),
        vendor_hosts=given.pop("vendor_hosts"),
    )
    if (options.certificate is None) != (options.key is None):
        raise click.UsageError("--tls-cert and --tls-key go together")
    if options.certificate is not None and options.ca is not None:
        raise click.UsageError("--tls-ca is for an authority of ours: leave out --tls-cert")
    check_writable(options.port_file, "--tls-port-file")
    check_writable(options.ca, "--tls-ca")
    return options


@contextmanager
def open_tls(host: Host, options: TlsOptions, address: str) -> Iterator[OpenTls]:
    """Make a certificate, or read one; what is kept of it is gone when the block ends."""
    from stocktake.web import interceptor

    folder = Path(tempfile.mkdtemp(prefix="stocktake-"))  # 0700
    try:
        if options.certificate is not None:
            yield OpenTls(_own(options), folder, None)
            return
        made = interceptor.make_authority(host, address, folder)
        authority = folder / "ca.pem"
        authority.write_bytes(host.authority)
        if options.ca is not None:
            options.ca.write_bytes(host.authority)
        yield OpenTls(made, folder, options.ca or authority)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def add_vendor_hosts(host: Host, given: tuple[str, ...]) -> None:
    """Let APIs answer by these hosts as well; UsageError for an API that there is not."""
    from stocktake.web.documents import nearest

    for text in given:
        api, _, name = text.partition("=")
        if not name:
            raise click.UsageError(f"--vendor-host {text}: write API=HOST")
        if api not in host.apis:
            raise click.UsageError(f"--vendor-host: no API {api!r}{nearest(api, host.apis)}")
        try:
            host.vendor_hosts.add(name, api)
        except ValueError as error:
            raise click.UsageError(f"--vendor-host {text}: {error}") from None


def _own(options: TlsOptions) -> Tls:
    from stocktake.web.tls import Tls

    certificate, key = options.certificate, options.key
    assert certificate is not None
    try:
        return Tls(certificate, key)
    except OSError as error:  # SSLError is one
        said = error.strerror or str(error)
        raise click.UsageError(f"cannot use {certificate} with {key}: {said}") from None
