"""Compare what this checkout answers with what another revision does, request by request.

    python scripts/same_answers.py REV [--every 4]

The recorded requests of tests/laws/recorded are played under every kind of fault, with quirks, with
a clock that flows, with a short journal: the same answers, canonical journal, ledger, tables and
views, by hash. It ends with 1 where anything differs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLAY = ROOT / "tests/laws/recorded/play.py"
MOST_SHOWN = 20


def play(tree: Path, *, every: int) -> list[str]:
    """Return the lines of a play with the package of a tree."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "simulators")}
    command = [sys.executable, str(PLAY), "--every", str(every)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


def play_revision(revision: str, *, every: int) -> list[str]:
    """Return the lines of a play with the package of a revision."""
    with tempfile.TemporaryDirectory() as directory:
        archive = subprocess.run(
            ["git", "archive", revision, "simulators", "openapi", "fixtures"],
            cwd=ROOT, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        subprocess.run(["tar", "-x", "-C", directory], input=archive.stdout, check=True)
        return play(Path(directory), every=every)


def main() -> int:
    """Play both and print where they differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("revision")
    parser.add_argument("--every", type=int, default=4, help="one request in so many per setting")
    asked = parser.parse_args()
    here = play(ROOT, every=asked.every)
    there = play_revision(asked.revision, every=asked.every)
    different = [pair for pair in zip(there, here, strict=True) if pair[0] != pair[1]]
    for before, now in different[:MOST_SHOWN]:
        print(f"{asked.revision}: {before}\nhere: {now}\n")
    print(f"{len(here)} lines compared, {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
