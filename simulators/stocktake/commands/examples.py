"""An example of each command, for its `--help` and for docs/command-line.md, whose test runs it."""

from collections.abc import Iterator

import click

from stocktake.commands.settings import Setting, settings_of

EXAMPLES: dict[str, str] = {
    "serve": "stocktake serve --clock manual --now 2026-03-02T09:00:00Z -v",
    "exec": "stocktake exec --clock manual -- python -m pytest",
    "env": "stocktake env --json",
    "fault": "stocktake fault wherefour create_order lost_reply --nth 2",
    "event": "stocktake event wherefour receive_stock sku=CHOC-70-100 count=5 location=MAIN",
    "journal": "stocktake journal --simulator wherefour --last 20",
    "stock": "stocktake stock --json",
    "ui": "stocktake ui",
    "orders": "stocktake orders --json",
    "sql": "stocktake sql \"SELECT simulator, sku FROM v_stock WHERE sku = '000417'\" --csv",
    "clock": "stocktake clock",
    "clock show": "stocktake clock show --json",
    "clock advance": "stocktake clock advance 2h",
    "clock set": "stocktake clock set mode=manual now=2026-03-02T12:00:00Z",
    "reset": "stocktake reset",
    "worlds": "stocktake worlds",
    "worlds list": "stocktake worlds list --json",
    "worlds create": "stocktake worlds create w1 --from default",
    "worlds delete": "stocktake worlds delete w1",
    "snapshot": "stocktake snapshot",
    "snapshot list": "stocktake snapshot list --json",
    "snapshot take": "stocktake snapshot take before",
    "snapshot restore": "stocktake snapshot restore before",
    "snapshot delete": "stocktake snapshot delete before",
    "quirk": "stocktake quirk wherefour.page_size 10",
    "callbacks": "stocktake callbacks",
    "callbacks list": "stocktake callbacks list --json",
    "callbacks deliver": "stocktake callbacks deliver",
    "callbacks check": "stocktake callbacks check --url http://127.0.0.1:5000/inventories",
    "save": "stocktake save monday.db",
    "load": "stocktake load monday.db",
    "check": 'stocktake check --engine "python my_engine.py" --scenario one-shelf',
    "replay": "stocktake replay failed.json",
    "demo": "stocktake demo",
    "scenarios": "stocktake scenarios --connects wherefour",
    "checks": "stocktake checks --json",
    "duties": "stocktake duties",
    "seed": "stocktake seed template > goods.yaml",
    "seed template": "stocktake seed template --csv > goods.csv",
    "seed check": "stocktake seed check goods.yaml --json",
    "seed schema": "stocktake seed schema > seed-file.json",
    "vendor": "stocktake vendor acme",
    "doctor": "stocktake doctor",
    "completion": "stocktake completion bash > stocktake.bash",
}
"""By the command's words."""


def show_examples(root: click.Group) -> None:
    """Let the help of every command end with its example, and how an option is set elsewhere."""
    for words, command in commands_of(root):
        example = EXAMPLES.get(words)
        said = [f"\b\nExample: {example}"] if example else []
        settings = list(settings_of(command, tuple(words.split())))
        if settings and not isinstance(command, click.Group):
            said.append(_elsewhere(settings))
        command.epilog = "\n\n".join(said)


def commands_of(command: click.Command, words: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command below one, with its words."""
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        path = f"{words} {name}".strip()
        yield path, below
        yield from commands_of(below, path)


def _elsewhere(settings: list[Setting]) -> str:
    own = [each for each in settings if not isinstance(each.option.envvar, str)] or settings
    return (
        f"Any option can be set in the environment ({own[0].variables[0]} is --{own[0].keys[0]})"
        " and in stocktake.toml: docs/configuration.md."
    )
