"""Run one round: exit 0 if it succeeded, 1 if it failed, 2 if settings are missing.

With `--lines` it stays up instead, runs a round for each `sync`, and answers callbacks.
"""

import os
import sys

from .context import log
from .rounds import run_round
from .settings import SettingsError, read_settings


def main() -> int:
    """Run one round and report what went wrong in one line, or stay up."""
    if "--lines" in sys.argv[1:]:
        from . import lines  # a round alone needs no server

        return lines.main()
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        print(f"engine: {error}", file=sys.stderr)
        return 2
    report = run_round(settings)
    if report.failures:
        log(settings, report.line)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
