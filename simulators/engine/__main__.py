"""Run one round: exit 0 when it succeeded, 1 when it failed, 2 when it was not told enough."""

import os
import sys

from .rounds import FAILURES, log, run_round
from .settings import SettingsError, read_settings


def main() -> int:
    """Run one round and say in one line what went wrong."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        print(f"engine: {error}", file=sys.stderr)
        return 2
    try:
        failures = run_round(settings)
    except FAILURES as error:
        failures = [f"{type(error).__name__}: {error}"]
    if failures:
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        log(settings, f"the round failed: {failures[0]}{more}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
