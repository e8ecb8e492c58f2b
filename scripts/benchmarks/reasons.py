"""Why goals are missed, as profiling has found it; docs/speed.md shows it where one is.

A reason is true of one version: who changes what it speaks of measures again.
"""

REASONS = {
    "fork, first get, post and drop over HTTP, CPU ms": (
        "these are four exchanges, each on a connection of its own, and the get and the post alone"
        " cost most of the goal (the row *get and post alone*). The fork itself is 0.1 ms where the"
        " world has not changed; the first get and post of a world cost 0.5 ms more than the next,"
        " for each world reads its pages anew."
    ),
    "check, run mode: CPU ÷ version 0.1.0": (
        "a round is a start of Python: the engine's process takes 78 ms of CPU to import (101 with"
        " the standard library's HTTP client), 12 of them the bare interpreter, 25 typing,"
        " dataclasses and re, the rest the engine's own modules and their dataclasses. The engine"
        " and the checks of 0.1.0 did less: there was no carrier tool, no outlet but the shop, and"
        " no check of what each round left wrong."
    ),
    "check, lines mode: CPU ÷ version 0.1.0": (
        "two thirds of it is the referee's process: the vendors' 1,700 answers (about half of that;"
        " docs/speed.md, *Requests*), 0.5 s of imports (of which click, rich and the eight vendors"
        " cannot be spared), and judging. Those answers are more than 0.1.0's engine asked for."
    ),
    "check, run mode: wall ÷ (CPU / cores)": (
        "fakes and referee are one process of Python, which uses one core; it starts for half a"
        " second before any engine runs, and the longest of five scenarios goes on when the others"
        " have ended. With all scenarios the ends weigh less."
    ),
    "check, lines mode: wall ÷ (CPU / cores)": (
        "fakes and referee are one process, which uses one core: in lines mode it is 70 % of the"
        " CPU, so that two cores cannot be had for less than 1.4 times. Every saving in the engine"
        " makes this ratio larger and the check faster."
    ),
    "generated schedules per CPU second": (
        "a schedule is about 255 requests of the engine and 58 calls of the referee. Answering"
        " them is two thirds of its CPU, the engine's own work a fifth, judging and masking a"
        " sixteenth, reading what is judged as much again: cheaper requests are what is left."
    ),
}
