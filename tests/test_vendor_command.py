"""`stocktake vendor NAME`: a package to start from, with the user's name in all of its names."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from stocktake.cli import cli
from stocktake.core.registry import load
from stocktake.web.sandbox import Sandbox

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "acme_vendor"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str) -> Result:
    return CliRunner().invoke(cli, ["vendor", name])


def files(folder: Path) -> dict[str, str]:
    """Return the texts of a folder by their names."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_with_the_examples_name_it_is_the_example(folder: Path) -> None:
    done = write("acme")
    assert done.output.startswith("acme_vendor: a fake of acme. Next: pip install ./acme_vendor")
    assert files(folder / "acme_vendor") == files(EXAMPLE)


def test_with_another_name_nothing_of_the_examples_is_left_and_it_is_served(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write("parcels").exit_code == 0
    written = files(folder / "parcels_vendor")
    assert len(written) == len(files(EXAMPLE))
    assert not [name for name, text in written.items() if "acme" in f"{name}{text}".lower()]
    monkeypatch.syspath_prepend(str(folder / "parcels_vendor"))
    with Sandbox([load("parcels_vendor:SIMULATOR")]) as sandbox:
        key = {"X-Parcels-Key": sandbox.env["PARCELS_KEY"]}
        assert sandbox.request("GET", "/parcels/v1/bins", headers=key).json()["bins"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("My-Vendor", "'My-Vendor' is no name: write small letters and digits, such as acme"),
        ("wholecell", "there is a simulator 'wholecell' already: give yours another name"),
        ("taken", "taken_vendor is there already: move it away, or give another name"),
    ],
)
def test_what_cannot_be_is_a_line_and_writes_nothing(folder: Path, name: str, said: str) -> None:
    (folder / "taken_vendor").mkdir()
    done = write(name)
    assert done.exit_code == 2
    assert said in done.output
    assert files(folder) == {}
