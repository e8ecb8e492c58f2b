"""The progress of a search: a bar, on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from stocktake.harness.search.hunt import Search


@contextmanager
def progress_bar(search: Search, console: Console, *, examples: int) -> Iterator[None]:
    """Show how far the search is, then how far the shrinking is."""
    if not console.is_terminal:
        yield
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Schedules", total=examples)

        def moved(now: Search) -> None:
            if now.check:
                progress.update(
                    task,
                    description=f"Shrinking {now.check}",
                    total=now.patience,
                    completed=now.shrinking,
                )
            else:
                progress.update(task, completed=now.example)

        search.on_play = moved
        yield
