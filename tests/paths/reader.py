"""Somebody with an empty folder, an installed Stocktake and its docs, and nothing else."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .pages import file
from .wheel import Installed

USUAL = "8700"  # the port of the docs


def free_port() -> str:
    """Return a port that nobody uses, for several things may be tried at once."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


@dataclass(slots=True)
class Reader:
    """What somebody does who goes by the docs to the letter, but for the port."""

    folder: Path
    installed: Installed
    port: str = field(default_factory=free_port)

    def copies(self, *names: str) -> None:
        """Write files of the docs into the folder, as they stand there."""
        for name in names:
            (self.folder / name).write_text(file(name))

    def runs(self, script: str, *, code: int = 0, within: str = ".") -> str:
        """Run a block in a shell, in a folder; return what it printed on both streams."""
        done = subprocess.run(
            ["bash", "-e", "-c", self._here(script)], cwd=self.folder / within,
            env=self.installed.variables(self.folder.parent), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{script}exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    @contextmanager
    def serving(self, script: str, *, within: str = ".") -> Iterator[None]:
        """Run the `stocktake serve` that ends a block, as in a second shell, until it is ready."""
        before, _, serve = script.partition("stocktake serve ")
        log = self.folder.parent / "serve.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                ["bash", "-e", "-c", self._here(f"{before}exec stocktake serve {serve}")],
                cwd=self.folder / within, env=self.installed.variables(self.folder.parent),
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
        try:
            deadline = time.monotonic() + 300
            while "ready at" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
            process.wait()

    def _here(self, script: str) -> str:
        return script.replace(USUAL, self.port)
