"""Where documents and data are: in the wheel, at the top of a checkout, or in another package."""

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_HOMES = (_PACKAGE / "_data", _PACKAGE.parents[1])


def data_file(folder: str, name: str) -> Path:
    """Return the path of `openapi/<name>`, `fixtures/<name>` or `docs/examples/<name>`.

    FileNotFoundError when neither the package nor the checkout has it.
    """
    for home in _HOMES:
        path = home / folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{folder}/{name}: not in the package and not beside it")


def data_folder(name: str) -> Path:
    """Return the path of `openapi`, `fixtures` or `docs/examples`; FileNotFoundError without."""
    return data_file(name, "")


def read_schema(package: str) -> str:
    """Return the SQL of `schema/*.sql` in a vendor's package, in the order of the file names."""
    folder = resources.files(package).joinpath("schema")
    scripts = sorted((script for script in folder.iterdir()), key=lambda script: script.name)
    return "\n".join(script.read_text() for script in scripts if script.name.endswith(".sql"))


def document_file(name: str) -> Traversable:
    """Return where an OpenAPI document is; ValueError that names it when it is not there.

    `name` is a file name in openapi/ (`wherefour.yaml`), an absolute path, or a resource of a
    package (`acme.fake:api/acme.yaml`).
    """
    path = Path(name)
    package, colon, inside = name.partition(":")
    found: Traversable | None = None
    if path.is_absolute():
        found = path
    elif colon:
        found = _resource(name, package, inside)
    else:
        found = next((p for p in (home / "openapi" / name for home in _HOMES) if p.exists()), None)
    if found is None or not found.is_file():
        raise ValueError(
            f"no OpenAPI document {name!r}: give a file name in openapi/, an absolute path, or"
            " package:path/of/the/file.yaml"
        )
    return found


def _resource(name: str, package: str, inside: str) -> Traversable:
    try:
        return resources.files(package).joinpath(inside)
    except (ImportError, TypeError, ValueError) as error:
        raise ValueError(f"no OpenAPI document {name!r}: {error}") from None
