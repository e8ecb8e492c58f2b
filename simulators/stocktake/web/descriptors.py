"""File descriptors: as many as the machine allows, and a word when there are no more."""

import errno
import logging
import os

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]  # the name stands for its absence

_log = logging.getLogger("stocktake")
_SHORT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

_said = False


def raise_limit() -> None:
    """Raise this process's limit to the hard one, as far as the machine lets it."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return
    # Some systems call the hard limit infinite and then take no such number.
    for wanted in (hard, 65_536, 10_240):
        if wanted != resource.RLIM_INFINITY and wanted <= soft:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            continue
        return


def look(descriptor: int) -> None:
    """Say once that no descriptor is left; try it by doubling this one.

    libuv accepts a connection that finds none with one that it has kept, and closes it: nobody is
    told. Once there are some again, the next shortage is said again.
    """
    global _said
    try:
        newest = os.dup(descriptor)
    except OSError as error:
        if is_shortage(error):
            say(error)
        return
    os.close(newest)
    if _said and resource is not None:
        _said = newest >= resource.getrlimit(resource.RLIMIT_NOFILE)[0] * 9 // 10


def say(error: OSError) -> None:
    """Log once that connections are refused because the process has no descriptor for them."""
    global _said
    if not _said:
        _said = True
        soft = "?" if resource is None else resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        _log.error(
            "connections are refused: %s (limit %s; `ulimit -n` raises it)", error.strerror, soft
        )


def is_shortage(error: OSError) -> bool:
    """Say whether an error is that of a process without a descriptor, or of a full machine."""
    return error.errno in _SHORT
