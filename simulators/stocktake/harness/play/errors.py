"""What ends a play before its verdict, other than the engine."""


class NotJudged(Exception):  # noqa: N818  # a result of `check` (exit code 3), in one line
    """The play says nothing about the engine; the message names the scenario, the step and why.

    An act or a fault of the scenario was refused, planted faults have vanished, or the journal has
    a gap.
    """


class Stopped(Exception):  # noqa: N818  # somebody has ended the check
    """A signal stops all plays; this one ends without a result."""
