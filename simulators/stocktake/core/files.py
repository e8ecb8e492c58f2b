"""Where the contracts and the data lie: inside the wheel, or at the top of a checkout."""

from importlib import resources
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_HOMES = (_PACKAGE / "_data", _PACKAGE.parents[1])


def data_file(folder: str, name: str) -> Path:
    """Return the path of `openapi/<name>` or `fixtures/<name>`; FileNotFoundError when there is
    none.
    """
    for home in _HOMES:
        path = home / folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{folder}/{name}: not in the package and not beside it")


def read_schema(package: str) -> str:
    """Return the SQL of `schema/*.sql` in a vendor's package, in the order of the file names."""
    folder = resources.files(package).joinpath("schema")
    scripts = sorted((script for script in folder.iterdir()), key=lambda script: script.name)
    return "\n".join(script.read_text() for script in scripts if script.name.endswith(".sql"))
