"""`stocktake save` and `stocktake load`: a running world into a file, and back."""

from pathlib import Path
from typing import Any

import click

_URL = click.option(
    "--url", required=True, help="Where `stocktake serve` answers, `…/w/<world>` for one world."
)
_TOKEN = click.option("--token", help="The token of the control plane, if it has one.")
_MEDIA = "application/vnd.sqlite3"
_PATIENCE_S = 120.0  # a world of many thousand SKUs takes its time


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_URL
@_TOKEN
def save(file: Path, url: str, token: str | None) -> None:
    """Write a running world into FILE: rows, clock, faults, journal, all of it."""
    from simulators.core.store import birth_path, write_whole

    if birth_path(file).exists():
        raise click.UsageError(
            f"{file} is a world that `stocktake serve --db` keeps: save under another name"
        )
    answer = _ask("GET", url, token)
    try:
        write_whole(file, answer.content)
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror}") from None
    click.echo(f"saved {len(answer.content):,} bytes in {file}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_URL
@_TOKEN
def load(file: Path, url: str, token: str | None) -> None:
    """Put a running world to what FILE holds; the world stays as it is if FILE is not right."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"cannot read {file}: {error.strerror}") from None
    clock = _ask("PUT", url, token, content=content).json()
    click.echo(f"loaded {file}: the world's time is {clock['now']}")


def _ask(method: str, url: str, token: str | None, content: bytes | None = None) -> Any:
    import httpx

    headers = {"Content-Type": _MEDIA} if content is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    where = f"{url.rstrip('/')}/_sim/database"
    try:
        answer = httpx.request(method, where, headers=headers, content=content, timeout=_PATIENCE_S)
        said = "" if answer.status_code == 200 else answer.json()["error"]["message"]
        ours = bool(said) or method == "PUT" or answer.headers["content-type"] == _MEDIA
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError):
        ours = False
    if not ours:
        hint = "is `stocktake serve` running there?"
        raise click.UsageError(f"nothing of ours answers at {url}; {hint}")
    if said:
        raise click.UsageError(said)
    return answer
