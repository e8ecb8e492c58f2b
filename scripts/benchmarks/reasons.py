"""Why goals are missed, as profiling has found it; docs/speed.md shows it where one is.

A reason is true of one version: who changes what it speaks of measures again.
"""

REASONS = {
    "fork, first get, post and drop over HTTP, CPU ms": (
        "these are four exchanges. The get and the post alone cost 1.0 of it (the row *get and post"
        " alone*), and 1.9 with a restore before them: so 1.6 go into making and dropping a world"
        " over HTTP, which the control plane does with its own contract, journal and connection of"
        " SQLite."
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
    **dict.fromkeys(
        ("get: ours ÷ version 0.1.0", "list: ours ÷ version 0.1.0"),
        "of a get some 45 % is SQLite and the contract (three SELECTs, a journal row, BEGIN and"
        " COMMIT, two validations), which the function written by hand pays as well; it stands at"
        " 0.33 of version 0.1.0 itself. The rest is spread over sixty functions of 1 to 3 µs each"
        " and uvicorn's parser.",
    ),
    **dict.fromkeys(
        (f"{name}: bare app ÷ ours" for name in ("get", "list", "post")),
        "the bare app spends its time in the kernel and in uvicorn, and so moves with the machine,"
        " as we do not: 0.17 to 0.19 for a get on a busy one, 0.11 on a quiet one.",
    ),
    "start-up with a fixed --now, CPU s": (
        "seeding is gone (the world is there in 22 ms). A third of what is left is importing eight"
        " vendors, a tenth dataclasses that are built at import, 45 ms asyncio and uvicorn, 28 ms"
        " the command line. Vendors that are imported when they are first asked for would need"
        " names, hosts, quirks and schemas apart from their handlers."
    ),
    "ours ÷ mountebank: the dearest of list, get and post": (
        "mountebank sends bytes that it was given and records nothing here: no row is read, no"
        " document is checked, nothing is written. The least that a transaction with a journal row"
        " costs us (BEGIN, three SELECTs, the row, COMMIT: 90 µs of a get) is two thirds of its"
        " whole answer."
    ),
}
