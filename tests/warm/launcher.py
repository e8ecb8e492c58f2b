"""What a command of `tests.warm` does: has a fork run in its place, and is its signals and its end.

It imports only what is built into the interpreter, and takes ten milliseconds.
"""

import _signal  # type: ignore[import-not-found]  # of `signal`, without its enums
import _socket
import posix
import sys

FORWARDED = (1, 2, 3, 10, 12, 15)  # HUP, INT, QUIT, USR1, USR2, TERM


def launch(real: bytes, address: str, kept: dict[bytes, bytes], path: list[bytes]) -> None:
    """Run the command line of this process in a fork of the process at an address, and end with it.

    Without that process, for what is not ours, and where Python was to start in another way, the
    real program runs instead: `kept` are the variables that Python reads at its start, `path` is
    where it finds modules.
    """
    given = [word.encode("utf-8", "surrogateescape") for word in sys.argv[1:]]
    name = real.rpartition(b"/")[2]
    begin = {b"stocktake": [b"-m", b"stocktake.cli"], b"pytest": [b"-P", b"-m", b"pytest"]}
    words = [*begin[name], *given] if name in begin else told(given)
    wanted = {n: v for n, v in posix.environ.items() if n.startswith((b"PYTHON", b"LC_", b"LANG"))}
    wanted.pop(b"PYTHONDONTWRITEBYTECODE", None)
    places = wanted.pop(b"PYTHONPATH", b"").split(b":")
    is_same = wanted == kept and all(place in path or is_harmless(place) for place in places)
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        if not is_same or not words:
            raise OSError
        connection.connect(address)
        _ask(connection, words)
    except OSError:
        posix.execve(real, [real, *given], posix.environ)
    _follow(connection)


def told(given: list[bytes]) -> list[bytes]:
    """Return what an interpreter is told to run that a fork can: a module, a program or a file.

    Nothing where only a real interpreter will do, as with most options of its own.
    """
    words = given[:]
    while words[:2] == [b"-W", b"error"] or words[:1] == [b"-P"]:
        words = words[1 + (words[0] == b"-W") :]
    first, second = (*words, b"", b"")[:2]
    is_told = second and first in (b"-m", b"-c") or first and not first.startswith(b"-")
    return given if is_told else []


def is_harmless(place: bytes) -> bool:
    """Whether a fork may find modules here: in the folder of a program, where nothing is installed.

    What stands elsewhere may be there to hide a module that the fork has loaded.
    """
    if not place:
        return True
    names = posix.listdir(place) if place == posix.getcwdb() else [b"stocktake"]
    return not any(name == b"stocktake" or name.endswith(b".dist-info") for name in names)


def _ask(connection: _socket.socket, words: list[bytes]) -> None:
    ignored = [n for n in FORWARDED if _signal.getsignal(n) == _signal.SIG_IGN]
    mask = posix.umask(0)
    posix.umask(mask)
    parts = [
        posix.getcwdb(), b"%d" % mask, b"%d" % posix.getsid(0), b"%d" % posix.getpgrp(),
        b" ".join(b"%d" % n for n in ignored), b"%d" % len(words), *words,
        *(name + b"=" + value for name, value in posix.environ.items()),
    ]  # fmt: skip
    asked = b"\0".join(parts)
    given = b"".join(n.to_bytes(4, sys.byteorder) for n in (0, 1, 2))
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, given)]
    connection.sendmsg([len(asked).to_bytes(4, "big")], rights)
    connection.sendall(asked)


def _follow(connection: _socket.socket) -> None:
    """Pass on signals until the fork has ended; then end as it did."""

    def forward(number: int, _frame: object) -> None:
        connection.send(bytes([number]))

    for number in FORWARDED:
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, forward)
    for number in (0, 1, 2):
        posix.close(number)  # whoever reads the output waits for the fork alone
    told = connection.recv(4, _socket.MSG_WAITALL)
    if len(told) < 4:
        posix._exit(97)  # the process behind it has gone
    code = int.from_bytes(told, "big", signed=True)
    if code < 0:
        if -code not in (9, 19):
            _signal.signal(-code, _signal.SIG_DFL)
        posix.kill(posix.getpid(), -code)
    posix._exit(code)
