"""The environment by which a program trusts our certificate and comes to the fakes unchanged.

What the parent has is extended, not dropped. docs/reference/interception.md, section 5, says which
client reads what.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

PASSWORD = "changeit"  # Java's own default; a trust store holds nothing secret
_BUNDLES = (
    "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE", "HTTPLIB2_CA_CERTS",
    "PERL_LWP_SSL_CA_FILE",
)  # fmt: skip
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
_OURS = "STOCKTAKE_EXEC_"
_DIRECT = ("localhost", "127.0.0.1", "::1")
PRELOADS = Path(__file__).resolve().parents[1] / "intercept"


@dataclass(frozen=True, slots=True)
class Interception:
    """An interceptor as programs find it.

    Its ports, the hosts that it simulates, those that it lets through, and the PEM of its
    authority.
    """

    proxy_port: int
    tls_port: int
    hosts: tuple[str, ...]
    allowed: tuple[str, ...]
    authority: str

    @classmethod
    def of(cls, opened: Mapping[str, Any]) -> Self:
        """Return the one that the control plane has opened."""
        return cls(
            opened["proxy_port"], opened["tls_port"], tuple(opened["hosts"]),
            tuple(opened["allow_hosts"]), opened["authority"],
        )  # fmt: skip

    @property
    def words(self) -> str:
        """What the two preloads read."""
        ports = f"{self.proxy_port} {self.tls_port}"
        return f"{ports} {','.join(self.hosts)} {','.join(self.allowed)}".rstrip()

    def environment(self, parent: Mapping[str, str], folder: Path) -> dict[str, str]:
        """Return the variables that lead a program here; an empty one is to be left out.

        `folder` gets the files that they name.
        """
        authority = folder / "ca.pem"
        authority.write_text(self.authority)
        found = trusting(parent, authority, folder)
        found |= intercepted({**parent, **found}, self)
        return found | {name: "" for name in DROPPED if name in parent}


def trusting(parent: Mapping[str, str], authority: Path, folder: Path) -> dict[str, str]:
    """Return variables by which programs trust an authority besides those that they trust anyway.

    `folder` gets the files that they name.
    """
    ours = authority.read_text()
    bundle, php = folder / "bundle.pem", folder / "php"
    everything = f"{_parents_bundle(parent)}\n{ours}"
    bundle.write_text(everything)
    php.mkdir()
    (php / "stocktake.ini").write_text(f'openssl.cafile="{bundle}"\ncurl.cainfo="{bundle}"\n')
    changed = dict.fromkeys(_BUNDLES, str(bundle))
    changed["STOCKTAKE_CA"] = changed["DENO_CERT"] = str(authority)
    changed["NODE_EXTRA_CA_CERTS"] = _for_node(parent, authority, folder)
    # A leading colon keeps the folder that PHP was built with.
    changed["PHP_INI_SCAN_DIR"] = f"{parent.get('PHP_INI_SCAN_DIR', '')}{os.pathsep}{php}"
    changed["JAVA_TOOL_OPTIONS"] = _added(parent, "JAVA_TOOL_OPTIONS", _java(everything, folder))
    return changed


def intercepted(parent: Mapping[str, str], by: Interception) -> dict[str, str]:
    """Return variables by which programs come to an interceptor; `parent` trusts it already."""
    proxy = f"http://127.0.0.1:{by.proxy_port}"
    direct = ",".join([*_DIRECT, *_kept_direct(parent, by.hosts)])
    java = (
        f"-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort={by.proxy_port}"
        f" -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={by.proxy_port}"
        " -Dhttp.nonProxyHosts=localhost|127.*|[::1]"
    )
    python = os.pathsep.join(filter(None, [str(PRELOADS / "python"), parent.get("PYTHONPATH")]))
    return {
        **dict.fromkeys(PROXIES, proxy),
        "NO_PROXY": direct,
        "no_proxy": direct,
        "NODE_OPTIONS": _added(parent, "NODE_OPTIONS", f'--require "{PRELOADS / "node.cjs"}"'),
        "PYTHONPATH": python,
        "JAVA_TOOL_OPTIONS": _added(parent, "JAVA_TOOL_OPTIONS", java),
        "STOCKTAKE_INTERCEPT": by.words,
    }


DROPPED = ("ALL_PROXY", "all_proxy")
"""What an intercepted program must not inherit: it would lead past the proxy."""


def without_ours(parent: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what `exec` itself was told by it.

    A `stocktake exec` inside of it is another one: it would take the same port, the same file.
    """
    return {name: value for name, value in parent.items() if not name.startswith(_OURS)}


def proxy_of(parent: Mapping[str, str]) -> str:
    """Return the proxy that the parent uses itself; empty for none."""
    return next((parent[name] for name in (*PROXIES, *DROPPED) if parent.get(name)), "")


def _parents_bundle(parent: Mapping[str, str]) -> str:
    import certifi

    for path in (parent.get("SSL_CERT_FILE"), parent.get("REQUESTS_CA_BUNDLE"), certifi.where()):
        try:
            if path:
                return Path(path).read_text(errors="replace")
        except OSError:
            continue
    return ""


def _for_node(parent: Mapping[str, str], authority: Path, folder: Path) -> str:
    """Return a file for Node, which adds it to its own: a whole bundle would slow every start."""
    theirs = parent.get("NODE_EXTRA_CA_CERTS")
    if not theirs or not Path(theirs).is_file():
        return str(authority)
    both = folder / "node.pem"
    both.write_text(f"{Path(theirs).read_text(errors='replace')}\n{authority.read_text()}")
    return str(both)


def _java(bundle: str, folder: Path) -> str:
    from . import trust_store  # with a heavy package, so only when it is asked for

    store = folder / "trust.p12"
    store.write_bytes(trust_store.java_trust_store(bundle, PASSWORD))
    return (
        f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStoreType=PKCS12"
        f" -Djavax.net.ssl.trustStorePassword={PASSWORD}"
    )


def _added(parent: Mapping[str, str], name: str, more: str) -> str:
    return f"{parent.get(name, '')} {more}".strip()


def _kept_direct(parent: Mapping[str, str], hosts: Iterable[str]) -> list[str]:
    """Return the parent's hosts that need no proxy, but for those that would hide a vendor's."""
    given = parent.get("NO_PROXY") or parent.get("no_proxy") or ""
    named = [host.replace("*", "any") for host in hosts]
    kept = []
    for entry in filter(None, (part.strip() for part in given.split(","))):
        suffix = entry.lstrip("*.").lower().partition(":")[0]
        hides = not suffix or any(f".{host}".endswith(f".{suffix}") for host in named)
        if not hides and entry not in _DIRECT:
            kept.append(entry)
    return kept
