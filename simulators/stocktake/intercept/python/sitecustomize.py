"""Loaded before a Python program by `stocktake exec --intercept` (PYTHONPATH).

A vendor's host is led to the fakes where names become addresses; the name that TLS is told stays
the vendor's. A proxy would do too, but requests repeats a POST whose reply is lost inside one.
Runs on every Python since 3.6. `intercepting()` loads it too, for the process that it is called in.
"""

import os
import sys

TYPE_CHECKING = False  # importing typing would cost every program some milliseconds
if TYPE_CHECKING:
    from typing import Any


def leading(real: "Any", words: "list[str]") -> "Any":
    """Return a getaddrinfo that leads to the interceptor of these words, on top of the real one."""
    import socket

    proxy_port, tls_port = int(words[0]), int(words[1])
    hosts = words[2].split(",")
    allowed = words[3].split(",") if len(words) > 3 else []
    told = set()

    def is_simulated(name: str) -> bool:
        return name in hosts or "*." + name.partition(".")[2] in hosts

    def is_here(name: str) -> bool:
        here = ("", "localhost", "0.0.0.0", "::", "::1")
        return name in here or name.startswith("127.") or name.endswith(".localhost")

    def refuse(name: str, port: int) -> None:
        text = f"refused {name}:{port}, which is not simulated; --allow-host {name} lets it through"
        text += _near(name, hosts)
        if name not in told:
            told.add(name)
            sys.stderr.write("stocktake: " + text + "\n")
        raise socket.gaierror(socket.EAI_NONAME, "Not simulated by Stocktake: " + text)

    def getaddrinfo(host: "Any", port: "Any", *given: "Any", **named: "Any") -> "Any":
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        name = name.lower().rstrip(".") if isinstance(name, str) else ""
        number = {"http": 80, "https": 443}.get(port, port)
        if is_simulated(name):
            led = proxy_port if number == 80 else tls_port
            return real("127.0.0.1", led if number else number, *given, **named)
        if number in (80, 443) and not is_here(name) and name not in allowed:
            refuse(name, number)
        return real(host, port, *given, **named)

    return getaddrinfo


def _near(name: str, hosts: "list[str]") -> str:
    import difflib

    close = difflib.get_close_matches(name, hosts, n=1, cutoff=0.8)
    return f"; did you mean {close[0]}?" if close else ""


def _hide_proxy(proxy: str) -> None:
    """Let urllib.request, once it is imported, see the environment without our proxy."""
    import importlib.abc
    import importlib.util

    def without_ours(module: "Any") -> None:
        def hidden(real: "Any") -> "Any":
            return lambda: {k: v for k, v in real().items() if v != proxy}

        for name in ("getproxies", "getproxies_environment"):
            setattr(module, name, hidden(getattr(module, name)))

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname: str, *_: "Any") -> "Any":
            if fullname != "urllib.request":
                return None
            sys.meta_path.remove(self)
            spec: Any = importlib.util.find_spec(fullname)
            execute = spec.loader.exec_module

            def exec_module(module: "Any") -> None:
                execute(module)
                without_ours(module)

            spec.loader.exec_module = exec_module
            return spec

    if "urllib.request" in sys.modules:
        without_ours(sys.modules["urllib.request"])
    else:
        sys.meta_path.insert(0, Finder())


def _run_hidden() -> None:
    """Run the sitecustomize that this one hides, if there is one."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != here]
    ours = sys.modules.pop("sitecustomize", None)
    try:
        __import__("sitecustomize")
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        if ours is not None:
            sys.modules["sitecustomize"] = ours


def _begin() -> None:
    words = os.environ.get("STOCKTAKE_INTERCEPT", "").split(" ")
    if len(words) >= 3:
        import socket

        socket.getaddrinfo = leading(socket.getaddrinfo, words)
        _hide_proxy("http://127.0.0.1:" + words[0])
    _run_hidden()


if __name__ == "sitecustomize":
    _begin()
