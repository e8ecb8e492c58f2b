"""Run one round: exit 0 when it succeeded, 1 when it failed, 2 when it was not told enough.

With `--lines` it stays up instead, runs rounds when it is told to, and answers callbacks.
"""

import os
import sys

from .rounds import log, run_round
from .settings import SettingsError, read_settings


def main() -> int:
    """Run one round and say in one line what went wrong; or stay up."""
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
